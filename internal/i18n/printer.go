package i18n

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"parta/when"
)

// Printer writes in one language.
type Printer struct {
	lang  string
	texts map[string]sentence
}

// Lang is the code of the language, for the lang attribute: "ru".
func (p *Printer) Lang() string { return p.lang }

// T is the sentence of the key with its arguments. A key without a sentence is
// shown itself: ugly, found by a test, and better than an empty page.
func (p *Printer) T(key string, args ...any) string {
	s, has := p.texts[key]
	if !has {
		return key
	}
	text := s.text
	if s.forms != nil {
		text = s.form(p.lang, args)
	}
	if len(args) == 0 {
		return text
	}
	written := make([]any, len(args))
	for at, arg := range args {
		written[at] = p.written(arg)
	}
	return fmt.Sprintf(text, written...)
}

// Inner gives a title the quotation marks it has inside others: «сочинение „Русские
// женщины“».
func Inner(title string) string { return inner.Replace(title) }

var inner = strings.NewReplacer("«", "„", "»", "“")

// Has tells whether the language has a sentence for the key.
func (p *Printer) Has(key string) bool {
	_, has := p.texts[key]
	return has
}

// Said is an argument that is a sentence itself.
type Said struct {
	Key  string
	Args []any
}

// List is arguments that stand in a sentence with commas between.
type List []any

func (p *Printer) written(arg any) any {
	switch arg := arg.(type) {
	case when.Day:
		return p.Day(arg)
	case when.Instant:
		return p.Stamp(arg)
	case Said:
		return p.T(arg.Key, arg.Args...)
	case List:
		parts := make([]string, len(arg))
		for at, part := range arg {
			parts[at] = fmt.Sprint(p.written(part))
		}
		return strings.Join(parts, ", ")
	}
	return arg
}

func (s sentence) form(lang string, args []any) string {
	name := "other"
	for _, arg := range args {
		if n, is := whole(arg); is {
			name = plural(lang, n)
			break
		}
	}
	for _, name := range []string{name, "many", "other", "few", "one"} {
		if text, has := s.forms[name]; has {
			return text
		}
	}
	return ""
}

func whole(arg any) (int64, bool) {
	if _, is := arg.(when.Day); is {
		return 0, false
	}
	v := reflect.ValueOf(arg)
	switch {
	case v.CanInt():
		return v.Int(), true
	case v.CanUint():
		return int64(v.Uint()), true
	}
	return 0, false
}

// needed are the plural forms that whole numbers take in a language.
var needed = map[string][]string{Russian: {"one", "few", "many"}, English: {"one", "other"}}

// plural is the form a whole number takes. Source: Unicode CLDR 46, plural rules.
func plural(lang string, n int64) string {
	if n < 0 {
		n = -n
	}
	if lang != Russian {
		if n == 1 {
			return "one"
		}
		return "other"
	}
	tens := n % 100
	switch n % 10 {
	case 1:
		if tens != 11 {
			return "one"
		}
	case 2, 3, 4:
		if tens < 12 || tens > 14 {
			return "few"
		}
	}
	return "many"
}

type printerKey struct{}

// With gives the printer to whatever is done in the context, templates above all.
func With(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, printerKey{}, p)
}

// From is the printer of the context; one that shows keys when there is none.
func From(ctx context.Context) *Printer {
	if p, has := ctx.Value(printerKey{}).(*Printer); has {
		return p
	}
	return &Printer{lang: Russian}
}
