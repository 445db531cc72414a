package journal

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"parta/internal/i18n"
	"parta/internal/problem"
)

// Scale is the marks a school may give and what each is worth. It is data, not
// code: a scale that changes gets a new version, and a mark keeps the version
// it was read by.
type Scale struct {
	Version string
	Source  string
	NotFor  []int // year groups that are taught without marks
	Marks   []ScaleMark
	Signs   []ScaleSign

	byText map[string]int // what may be entered, folded → index in Marks
}

// ScaleMark is one mark of a scale.
type ScaleMark struct {
	Text    string   // as it is kept and shown: «5», «зч»
	Value   int64    // hundredths; 0 = worth nothing, so it is in no mean
	Setting string   // the school's setting that allows it; "" = always allowed
	Enter   []string // other ways to type it
	Owed    bool     // not a mark yet: the pupil owes the work
	Means   string   // ends the key of what a mark that is no number means: "pass"; "" for a number
}

// ScaleSign is what may stand behind a mark that has a value: «4−».
type ScaleSign struct {
	Text  string
	Worth int64 // hundredths added; nothing unless the scale says so
	Enter []string
}

// Written is a text that a scale understands.
type Written struct {
	Text    string // as it is kept and shown; "" clears the slot
	Value   int64  // hundredths; 0 = none
	Counted bool   // whether it is in the mean
}

//go:embed scales.json
var scalesJSON []byte

// scales are all known ones, the newest last.
var scales = sync.OnceValue(func() []*Scale {
	var all []*Scale
	if err := json.Unmarshal(scalesJSON, &all); err != nil {
		panic(fmt.Sprintf("journal/scales.json: %v", err))
	}
	for _, s := range all {
		s.byText = map[string]int{}
		for i, m := range s.Marks {
			for _, text := range append(m.Enter, m.Text) {
				s.byText[fold(text)] = i
			}
		}
	}
	return all
})

// FivePoint is the five-point scale in force.
func FivePoint() *Scale { return scales()[0] }

// Slots is how many marks one cell holds.
const Slots = 2

// Parse reads what was typed as marks: «5», «4-», «5/4», «зачёт», «н/а», «.»;
// one Written per slot. It returns Invalid "journal.mark.scale" for what the
// scale does not know, "journal.mark.one" for a mark that the school's settings
// do not allow, and "journal.mark.many" for more marks than a cell holds.
func (s *Scale) Parse(text string, allowed func(setting string) bool) ([]Written, error) {
	text = strings.TrimSpace(text)
	if w, err := s.one(text, allowed); err == nil || problem.KeyOf(err) != "journal.mark.scale" {
		return []Written{w}, err
	}
	parts := strings.Split(text, "/")
	if len(parts) > Slots {
		return nil, problem.New(problem.Invalid, "journal.mark.many", text)
	}
	marks := make([]Written, len(parts))
	for i, part := range parts {
		w, err := s.one(strings.TrimSpace(part), allowed)
		if err != nil {
			return nil, err
		}
		marks[i] = w
	}
	return marks, nil
}

// one reads a single mark with its sign.
func (s *Scale) one(text string, allowed func(setting string) bool) (Written, error) {
	bare, sign := s.cutSign(text)
	i, known := s.byText[fold(bare)]
	if !known || sign != nil && s.Marks[i].Value == 0 {
		return Written{}, problem.New(problem.Invalid, "journal.mark.scale", text, s.list(allowed))
	}
	m := s.Marks[i]
	if m.Setting != "" && !allowed(m.Setting) {
		return Written{}, problem.New(problem.Invalid, "journal.mark.one", m.Text)
	}
	w := Written{Text: m.Text, Value: m.Value, Counted: m.Value > 0}
	if sign != nil {
		w.Text += sign.Text
		w.Value += sign.Worth
	}
	return w, nil
}

func (s *Scale) cutSign(text string) (bare string, sign *ScaleSign) {
	for i := range s.Signs {
		for _, t := range slices.Concat(s.Signs[i].Enter, []string{s.Signs[i].Text}) {
			if bare, found := strings.CutSuffix(text, t); found {
				return strings.TrimSpace(bare), &s.Signs[i]
			}
		}
	}
	return text, nil
}

// list is the marks one may give, for the sentence that refuses another: 5, 4,
// «зч» — зачёт.
func (s *Scale) list(allowed func(setting string) bool) (all i18n.List) {
	for _, m := range s.Marks {
		switch {
		case m.Setting != "" && !allowed(m.Setting):
		case m.Means == "":
			all = append(all, m.Text)
		default:
			all = append(all, meaning{m.Text, means(m.Means)}.said())
		}
	}
	return all
}

// owed tells whether a kept text says that the pupil owes the work.
func (s *Scale) owed(text string) bool {
	i, known := s.byText[text]
	return known && s.Marks[i].Owed
}

// fold makes texts that differ only in case or in Ё equal.
func fold(text string) string {
	return strings.ReplaceAll(strings.ToLower(text), "ё", "е")
}
