package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Languages we speak, the first one being the one for whoever did not choose.
const (
	Russian = "ru"
	English = "en"
)

// Catalogue holds every sentence of every language. It does not change once made.
type Catalogue struct {
	printers map[string]*Printer
	langs    []string // Russian first, then by code
}

// sentence is a text, or texts by plural form.
type sentence struct {
	text  string
	forms map[string]string // nil when the sentence has one form
}

// New reads text.<lang>.json at the root of every source. A key that two sources
// give, or a file that is not as doc.go says, is an error.
func New(sources ...fs.FS) (*Catalogue, error) {
	c := &Catalogue{printers: map[string]*Printer{}}
	for _, source := range append([]fs.FS{own}, sources...) {
		names, err := fs.Glob(source, "text.*.json")
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, errors.New("texts: a source without text.<lang>.json")
		}
		for _, name := range names {
			if err := c.read(source, name); err != nil {
				return nil, fmt.Errorf("texts: %s: %w", name, err)
			}
		}
	}
	c.langs = slices.Sorted(maps.Keys(c.printers))
	if at := slices.Index(c.langs, Russian); at > 0 {
		c.langs = slices.Insert(slices.Delete(c.langs, at, at+1), 0, Russian)
	}
	return c, nil
}

func (c *Catalogue) read(source fs.FS, name string) error {
	lang := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "text."), ".json")
	raw, err := fs.ReadFile(source, name)
	if err != nil {
		return err
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return err
	}
	p := c.printers[lang]
	if p == nil {
		p = &Printer{lang: lang, texts: map[string]sentence{}}
		c.printers[lang] = p
	}
	for key, value := range entries {
		if _, twice := p.texts[key]; twice {
			return fmt.Errorf("key %s is given twice", key)
		}
		var s sentence
		if json.Unmarshal(value, &s.text) != nil {
			if err := json.Unmarshal(value, &s.forms); err != nil || len(s.forms) == 0 {
				return fmt.Errorf("key %s is neither a text nor plural forms", key)
			}
		}
		p.texts[key] = s
	}
	return nil
}

// Langs are the codes of the languages, the one for whoever did not choose first.
func (c *Catalogue) Langs() []string { return c.langs }

// Has tells whether there is a sentence for the key.
func (c *Catalogue) Has(key string) bool {
	_, has := c.printers[c.langs[0]].texts[key]
	return has
}

// Keys are all keys of a language in order.
func (c *Catalogue) Keys(lang string) []string {
	return slices.Sorted(maps.Keys(c.Printer(lang).texts))
}

// Printer writes in the language, or in the first one when we do not speak it.
func (c *Catalogue) Printer(lang string) *Printer {
	if p := c.printers[lang]; p != nil {
		return p
	}
	return c.printers[c.langs[0]]
}

// Choose finds the language of a reader: what the person chose, in order of
// precedence, else the best of an Accept-Language header, else the first.
func (c *Catalogue) Choose(accept string, chosen ...string) *Printer {
	for _, lang := range chosen {
		if p := c.printers[lang]; p != nil {
			return p
		}
	}
	return c.Printer(accepted(accept, c.langs))
}

// accepted takes the language with the highest weight; of equals the one named first.
func accepted(header string, langs []string) string {
	best, weight := "", 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		q := 1.0
		if value, found := strings.CutPrefix(strings.TrimSpace(params), "q="); found {
			if _, err := fmt.Sscanf(value, "%g", &q); err != nil {
				continue
			}
		}
		if q > weight && slices.Contains(langs, base) {
			best, weight = base, q
		}
	}
	return best
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[a-zA-Z%]`)

// verbs are the arguments a text uses, as a set that does not depend on their order.
func verbs(text string) []string {
	var out []string
	next := 1
	for _, v := range verb.FindAllString(text, -1) {
		if v == "%%" {
			continue
		}
		if n := 0; strings.HasPrefix(v, "%[") {
			_, _ = fmt.Sscanf(v, "%%[%d]", &n)
			next = n
		}
		out = append(out, fmt.Sprintf("%d%s", next, v[len(v)-1:]))
		next++
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Faults names every sentence that one language has and another has not, that
// uses other arguments there, or that lacks a plural form its language needs.
// A test of the whole program expects none.
func (c *Catalogue) Faults() []string {
	var faults []string
	for _, lang := range c.langs {
		p := c.printers[lang]
		for key, s := range p.texts {
			for _, form := range needed[lang] {
				if _, has := s.forms[form]; s.forms != nil && !has {
					faults = append(faults, fmt.Sprintf("%s: %s has no form %q", lang, key, form))
				}
			}
			for _, other := range c.langs {
				o, has := c.printers[other].texts[key]
				if !has {
					faults = append(faults, fmt.Sprintf("%s: %s is missing, %s has it", other, key, lang))
				} else if !slices.Equal(s.verbs(), o.verbs()) {
					faults = append(faults, fmt.Sprintf("%s: %s uses %v, in %s %v", lang, key, s.verbs(), other, o.verbs()))
				}
			}
		}
	}
	slices.Sort(faults)
	return faults
}

func (s sentence) verbs() []string {
	all := verbs(s.text)
	for _, text := range s.forms {
		all = append(all, verbs(text)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
