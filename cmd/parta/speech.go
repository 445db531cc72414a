package main

import (
	"context"
	"embed"
	"errors"
	"slices"
	"strings"

	"parta/app"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
)

//go:embed text.*.json
var texts embed.FS

// languageOf decides what the command line speaks: what --lang or PARTA_LANG says,
// else the language of the system, else Russian. It is asked before the command
// line is understood, for that may fail and has to be told, too.
func languageOf(args, known []string, env func(string) string) string {
	var asked []string
	for i, arg := range args {
		if value, found := strings.CutPrefix(arg, "--lang="); found {
			asked = append(asked, value)
		} else if arg == "--lang" && i+1 < len(args) {
			asked = append(asked, args[i+1])
		}
	}
	asked = append(asked, env("PARTA_LANG"))
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := env(name); locale != "" { // the first that is set decides
			asked = append(asked, locale)
			break
		}
	}
	for _, locale := range asked {
		if lang := languageIn(locale); slices.Contains(known, lang) {
			return lang
		}
	}
	return i18n.Russian
}

// printer speaks that language.
func printer(args []string, env func(string) string) *i18n.Printer {
	catalogue, err := app.Catalogue(texts)
	if err != nil {
		panic(err) // the texts in this program are wrong
	}
	return catalogue.Printer(languageOf(args, catalogue.Langs(), env))
}

// say gives a sentence of what the command line speaks.
func say(ctx context.Context, key string, args ...any) string { return i18n.From(ctx).T(key, args...) }

// refusal is a problem that ends a command.
func refusal(key string, args ...any) *problem.Error {
	return problem.New(problem.Conflict, key, args...)
}

// complaint is an error as the one who runs the program is told it: what is wrong,
// and behind it what to do about a machine that lacks something, where no sentence
// has said so. What nobody has put into words is for programmers, and says so.
func complaint(p *i18n.Printer, err error) string {
	said, hindrance := p.Problem(err), storage.HindranceOf(err)
	advice := p.T("parta.failed")
	if hindrance != "" {
		advice = p.T("parta.hindrance." + string(hindrance))
	}
	var told *problem.Error
	switch {
	case !errors.As(err, &told) && said == err.Error():
		return advice + "\n" + p.T("i18n.detail", said)
	case hindrance == "", told != nil && hindrance == storage.Damaged, told != nil && storage.HindranceOf(told.Cause) == storage.NotWritable:
		return said
	}
	return said + "\n" + advice
}
