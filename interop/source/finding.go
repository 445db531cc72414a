package source

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"parta/internal/i18n"
)

// Level is how grave a finding is.
type Level string

const (
	Refuse Level = "refuse" // nothing of the set is taken
	Warn   Level = "warn"   // taken, but not quite as it is written
	Drop   Level = "drop"   // a value that is not kept, and why
)

// Finding is what a person must know about one place of a file.
type Finding struct {
	Level  Level
	File   string
	Row    int    // line of the file, or row of the sheet; 0 = the file as a whole
	Column string // header as written; "" = the row as a whole
	Key    string // of the sentence
	Args   []any  // of the sentence: strings, whole numbers, days, and words of ours
}

// MarshalJSON leaves out what a finding does not have.
func (f Finding) MarshalJSON() ([]byte, error) {
	args := slices.Clone(f.Args)
	for i, arg := range args {
		if word, ours := arg.(i18n.Said); ours {
			args[i] = word.Key
		}
	}
	return json.Marshal(struct {
		Level  Level  `json:"level"`
		File   string `json:"file,omitempty"`
		Row    int    `json:"row,omitempty"`
		Column string `json:"column,omitempty"`
		Key    string `json:"key"`
		Args   []any  `json:"args,omitempty"`
	}{f.Level, f.File, f.Row, f.Column, f.Key, args})
}

// Place is "users.csv:12 birthDate", as much of it as is known.
func (f Finding) Place() string { return Place{f.File, f.Row, f.Column}.String() }

func (p Place) String() string {
	place := p.File
	if p.Row > 0 {
		place += fmt.Sprintf(":%d", p.Row)
	}
	if p.Column != "" {
		place += " " + p.Column
	}
	return strings.TrimSpace(place)
}

// sameKind is how many findings of one kind in one column are kept singly. A
// region's file may repeat one defect a hundred thousand times.
const sameKind = 200

// Findings gathers what was found, in order. The zero Findings is empty.
type Findings struct {
	List    []Finding
	refused int
	seen    map[string]*kept
}

type kept struct {
	count int
	more  int // index in List of the line that counts the rest; 0 = none yet
}

// More is the key of the line that counts what is not kept singly.
const More = "interop.more"

// Add keeps a finding; beyond 200 of one kind in one column it only counts.
func (f *Findings) Add(one Finding) {
	if one.Level == Refuse {
		f.refused++
	}
	if f.seen == nil {
		f.seen = map[string]*kept{}
	}
	name := string(one.Level) + one.Key + "\x00" + one.File + "\x00" + one.Column
	k := f.seen[name]
	if k == nil {
		k = &kept{}
		f.seen[name] = k
	}
	k.count++
	switch {
	case k.count <= sameKind:
		f.List = append(f.List, one)
	case k.more == 0:
		k.more = len(f.List)
		f.List = append(f.List, Finding{one.Level, one.File, 0, one.Column, More, []any{1}})
	default:
		f.List[k.more].Args = []any{k.count - sameKind}
	}
}

// Whole is an argument that is not cut short, since a person needs all of it to
// answer.
type Whole string

// Refuse, Warn and Drop add a finding about a place.
func (f *Findings) Refuse(at Place, key string, args ...any) { f.at(Refuse, at, key, args) }
func (f *Findings) Warn(at Place, key string, args ...any)   { f.at(Warn, at, key, args) }
func (f *Findings) Drop(at Place, key string, args ...any)   { f.at(Drop, at, key, args) }

func (f *Findings) at(level Level, at Place, key string, args []any) {
	for i, a := range args {
		switch text := a.(type) {
		case string:
			args[i] = Short(text)
		case Whole:
			args[i] = string(text)
		}
	}
	f.Add(Finding{level, at.File, at.Row, at.Column, key, args})
}

// Refused tells that nothing of the set may be taken.
func (f *Findings) Refused() bool { return f.refused > 0 }

// Join adds what another reader found.
func (f *Findings) Join(other Findings) {
	for _, one := range other.List {
		f.Add(one)
	}
}

// Place is a spot in a file: of a row, or of one cell of it.
type Place struct {
	File   string
	Row    int
	Column string
}

// In names a column of the same row.
func (p Place) In(column string) Place {
	p.Column = column
	return p
}

// Short cuts a foreign text to what a listing can show, on one line.
func Short(text string) string {
	const longest = 60
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "�")), " ")
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return text
}
