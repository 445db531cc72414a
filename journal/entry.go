package journal

import (
	"strings"

	"parta/id"
	"parta/internal/problem"
)

// Entry is what one typed into a cell, taken apart into the two facts a cell
// shows. Nil leaves a fact as it is.
type Entry struct {
	Presence *Presence
	Marks    []Written // one per slot of the cell, or nil
}

// dialect is what a school's people may type into a cell.
type dialect struct {
	scale   *Scale
	letters *Letters
	allowed func(setting string) bool

	unmarked map[id.Class]int // classes taught without marks, with their year group
}

// withoutMarks finds the year group for which pupils of the classes are given no
// marks; 0 when they are.
func (d dialect) withoutMarks(classes ...id.Class) int {
	for _, class := range classes {
		if yearGroup := d.unmarked[class]; yearGroup != 0 {
			return yearGroup
		}
	}
	return 0
}

// maxTyped is longer than anything that means something.
const maxTyped = 80 // bytes

// parse takes a text apart: «н», «5/4», «н 4», «оп5 3». Marks alone leave the
// attendance as it is, for the work may have been written a week later; a letter
// alone leaves the marks. An empty text clears both. It returns the problems of
// Scale.Parse and Letters.Parse, and "journal.cell.twice" for two letters or
// two groups of marks.
func (d dialect) parse(text string) (Entry, error) {
	if len(text) > maxTyped {
		return Entry{}, problem.New(problem.Invalid, "journal.cell.long")
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		there := There
		return Entry{Presence: &there, Marks: make([]Written, Slots)}, nil
	}
	// «не аттестован» is one mark in two words.
	if marks, err := d.scale.Parse(strings.Join(words, " "), d.allowed); err == nil {
		return Entry{Marks: d.fill(marks)}, nil
	}
	var e Entry
	for _, word := range words {
		p, isLetter, err := d.letters.Parse(word)
		if err != nil {
			return Entry{}, err
		}
		if isLetter {
			if e.Presence != nil {
				return Entry{}, problem.New(problem.Invalid, "journal.cell.twice", text)
			}
			e.Presence = &p
			continue
		}
		marks, err := d.scale.Parse(word, d.allowed)
		if problem.KeyOf(err) == "journal.mark.scale" {
			return Entry{}, problem.New(problem.Invalid, "journal.cell.unknown", word, d.scale.list(d.allowed), d.letters.list())
		}
		if err != nil {
			return Entry{}, err
		}
		if e.Marks != nil {
			return Entry{}, problem.New(problem.Invalid, "journal.cell.twice", text)
		}
		e.Marks = d.fill(marks)
	}
	return e, nil
}

// fill makes the slots that were not typed empty.
func (d dialect) fill(marks []Written) []Written {
	for len(marks) < Slots {
		marks = append(marks, Written{})
	}
	return marks
}

// cellText is what a cell shows: the letter, then the marks.
func cellText(letter, first, second string) string {
	marks := first
	if second != "" {
		marks = first + "/" + second
	}
	switch {
	case letter == "":
		return marks
	case marks == "":
		return letter
	}
	return letter + " " + marks
}
