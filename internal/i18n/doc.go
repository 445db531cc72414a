// Package i18n turns keys into sentences of the reader's language.
//
// Go code holds keys ("journal.mark.scale"), never sentences. The sentences of a
// package stand beside it in text.ru.json and text.en.json, and its keys begin
// with its name. All are read once at start into a Catalogue that never changes.
//
// A sentence is a text with the verbs of fmt, or an object of plural forms:
//
//	"journal.mark.scale": "По этой шкале бывают отметки %s",
//	"journal.pupils": {"one": "%d ученик", "few": "%d ученика", "many": "%d учеников"}
//
// The form is chosen by the first whole number among the arguments, by the rules
// of the language (Unicode CLDR, plural rules of ru and en). A Day among the
// arguments is written as the language writes dates, an Instant with its time, UTC. Where the order of words
// differs, a sentence numbers its verbs: %[2]s.
//
// Source of the written forms: GOST R 7.0.97-2016 (dates dd.mm.yyyy), the comma
// of decimals as Russian schools write it.
package i18n
