// Package plain takes out of texts what nobody can see in them.
//
// A text that people enter is kept as they see it. Copied from a web page, a
// messenger or a table it may carry marks that reorder or join letters and marks
// of no width: two names then look alike and are not, a search misses one of them,
// and a title turns round what stands after it. So whatever comes in, by a form,
// a call or a file, comes in through Text; nothing is cleaned later.
//
// Source: docs/sources.md, web (Unicode Standard Annexes 9 and 15, Technical
// Report 36).
package plain

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is the text as it is seen: without marks of direction, characters of no
// width and soft hyphens, and with each letter in one piece, «й» and not «и» with
// a breve. Letters, hyphens, apostrophes, spaces and ends of lines stay.
// What is not UTF-8 is not a text, and left to whoever refuses it.
func Text(text string) string {
	if ascii(text) || !utf8.ValidString(text) {
		return text
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, text))
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// unseen tells the characters that take no room and only act on others.
func unseen(r rune) bool {
	switch {
	case r == 0x00AD, // soft hyphen
		r >= 0x200B && r <= 0x200F, // of no width; left-to-right and right-to-left marks
		r >= 0x202A && r <= 0x202E, // embeddings and overrides of direction
		r >= 0x2060 && r <= 0x2069, // word joiner; isolates
		r == 0xFEFF:                // byte order mark
		return true
	}
	return false
}

// All makes every text within a value plain: v points at a struct, a list or a
// map of what a call has brought.
func All(v any) { all(reflect.ValueOf(v)) }

func all(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			all(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				all(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			all(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			all(value)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(Text(v.String()))
		}
	}
}
