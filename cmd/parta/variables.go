package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
)

// unsetEmpty makes a variable that is set to nothing, as in a file that lists all
// of them, one that is not set: its flag has its default.
func unsetEmpty() error {
	for _, set := range os.Environ() {
		if name, value, _ := strings.Cut(set, "="); value == "" && strings.HasPrefix(name, "PARTA_") {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
		}
	}
	return nil
}

var flagNamed = regexp.MustCompile(`--[a-z][a-z-]*`)

// bySource names the variable in place of its flag, in what is said of a value
// that was taken from the variable.
func bySource(said string, args []string, env func(string) string) string {
	return flagNamed.ReplaceAllStringFunc(said, func(flag string) string {
		given := slices.ContainsFunc(args, func(arg string) bool { return arg == flag || strings.HasPrefix(arg, flag+"=") })
		variable := "PARTA_" + strings.ToUpper(strings.ReplaceAll(flag[2:], "-", "_"))
		if given || env(variable) == "" {
			return flag
		}
		return variable
	})
}

// language is one that the command line speaks, as systems write it too: en, EN,
// en_US.UTF-8, en-GB.
type language string

func (l *language) UnmarshalText(text []byte) error { //nolint:unparam // so that the parser takes it
	*l = language(languageIn(string(text)))
	return nil
}

// languageIn is the language of a locale.
func languageIn(locale string) string {
	return strings.ToLower(locale[:strings.IndexAny(locale+"_", "_.@-")])
}
