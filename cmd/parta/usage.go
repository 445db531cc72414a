package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"parta/internal/i18n"
)

// helpful gives every command and flag the sentence that says what it is for.
func helpful(p *i18n.Printer) kong.Option {
	return kong.PostBuild(func(k *kong.Kong) error {
		k.Model.Help = p.T("parta.help")
		describe(p, k.Model.Flags, "parta.help.")
		for _, command := range k.Model.Children {
			own := "parta.help." + command.Name
			command.Help = p.T(own)
			describe(p, command.Flags, own+".")
			for _, arg := range command.Positional {
				arg.Help = p.T(own + "." + arg.Name)
			}
		}
		return nil
	})
}

// describe takes the sentence of a command's own flag, or else that of a setting.
func describe(p *i18n.Printer, flags []*kong.Flag, own string) {
	for _, flag := range flags {
		key := own + flag.Name
		if !p.Has(key) {
			key = "config.help." + flag.Name
		}
		flag.Help = p.T(key)
	}
}

// translated prints help with the words that the parser has of its own.
func translated(p *i18n.Printer) kong.HelpPrinter {
	words := strings.NewReplacer(
		"Usage:", p.T("parta.usage.usage"), "Arguments:\n", p.T("parta.usage.arguments")+"\n", "Flags:\n", p.T("parta.usage.flags")+"\n",
		"Commands:\n", p.T("parta.usage.commands")+"\n", "[flags]", p.T("parta.usage.anyflags"), "<command>", p.T("parta.usage.anycommand"),
		`Run "parta <command> --help" for more information on a command.`, p.T("parta.usage.more"),
	)
	return func(options kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		defer func() { ctx.Stdout = out }()
		var text bytes.Buffer
		ctx.Stdout = &text
		if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
			return err
		}
		_, err := io.WriteString(out, words.Replace(text.String()))
		return err
	}
}

// misuse is what the parser says of a command line that it cannot understand, and
// the key of our sentence for it. The groups are the arguments; after the last of
// them the parser may propose what was meant.
var misuse = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unknown flag ([^ ,]+)`), "parta.usage.flag"},
	{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean|$)`), "parta.usage.word"},
	{regexp.MustCompile(`^expected "(.+)"$`), "parta.usage.lacks"},
	{regexp.MustCompile(`^expected one of `), "parta.usage.command"},
	{regexp.MustCompile(`^(--[^ :]+): .* got "EOL"`), "parta.usage.value"},
	{regexp.MustCompile(`^(--[^ :]+):? .* got "(.*)"$`), "parta.usage.bad"},
}

var meant = regexp.MustCompile(`, did you mean (?:one of )?(.+)\?$`)

// wrongUse says what is wrong with a command line.
func wrongUse(p *i18n.Printer, err error) string {
	said := p.T("parta.usage.wrong", err)
	for _, m := range misuse {
		if found := m.said.FindStringSubmatch(err.Error()); found != nil {
			args := make([]any, len(found)-1)
			for i, arg := range found[1:] {
				args[i] = arg
			}
			said = p.T(m.key, args...)
			break
		}
	}
	if found := meant.FindStringSubmatch(err.Error()); found != nil {
		said += ". " + p.T("parta.usage.meant", found[1])
	}
	return said
}
