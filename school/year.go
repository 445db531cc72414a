package school

import (
	"fmt"
	"time"

	"parta/id"
	"parta/when"
)

// Year is a school year, from 1 September to 31 August, so that the summer
// belongs to the year that has just been taught.
type Year struct {
	ID   id.Year   `json:"id"`
	Name string    `json:"name"` // 2026/27
	Days when.Span `json:"days"`
}

// TermKind says what part of the year a term is.
type TermKind string

const (
	Fourth TermKind = "fourth" // четверть
	Third  TermKind = "third"  // триместр
	Half   TermKind = "half"   // полугодие
	Whole  TermKind = "year"   // the year as one term, where a roster names no parts
)

// Term is a part of a year for which a journal page is kept and a mark given.
type Term struct {
	ID     id.Term   `json:"id"`
	Year   id.Year   `json:"year"`
	Name   string    `json:"name"` // «1-я четверть»
	Kind   TermKind  `json:"kind"`
	Number int       `json:"number"` // 1, 2, … within its kind
	Days   when.Span `json:"days"`
}

// TermsFor picks from a year's terms those that a year group lives by: halves
// for the seniors of a school that has them, else the shorter terms it has.
// The order stays.
func TermsFor(terms []Term, yearGroup int, s Settings) []Term {
	prefer := []TermKind{Fourth, Third, Half, Whole}
	if yearGroup >= s.HalvesFrom {
		prefer = []TermKind{Half, Fourth, Third, Whole}
	}
	for _, kind := range prefer {
		var own []Term
		for _, t := range terms {
			if t.Kind == kind {
				own = append(own, t)
			}
		}
		if len(own) > 0 {
			return own
		}
	}
	return nil
}

// Nearest is the term that holds the day; in holidays the one that ended last,
// and before the first of them the first. False when there are none. The terms
// are of one kind, in their order.
func Nearest(terms []Term, day when.Day) (Term, bool) {
	if len(terms) == 0 {
		return Term{}, false
	}
	nearest := terms[0]
	for _, t := range terms {
		if t.Days.From <= day {
			nearest = t
		}
	}
	return nearest, true
}

// UsualYear makes the year that begins in the September of the given calendar
// year, with four fourths and two halves as most schools of the country have
// them: holidays of about ten days around 1 November, from 31 December to the
// Monday after 8 January, and of a week at the end of March; lessons end on 26 May.
//
// Source: the Ministry's yearly recommendation on holidays; a school may choose
// its own days (273-FZ art. 28(3)).
func UsualYear(ids id.Source, begins int) (Year, []Term) {
	year := Year{
		ID:   id.New[id.Year](ids),
		Name: fmt.Sprintf("%d/%02d", begins, (begins+1)%100),
		Days: when.Span{From: when.Date(begins, time.September, 1), To: when.Date(begins+1, time.August, 31)},
	}
	autumn := when.Date(begins, time.October, 28).Monday()
	winter := when.Date(begins+1, time.January, 15).Monday()
	spring := when.Date(begins+1, time.March, 30).Monday()
	days := []when.Span{
		{From: year.Days.From, To: autumn - 1},
		{From: autumn + 10, To: when.Date(begins, time.December, 30)},
		{From: winter, To: spring - 1},
		{From: spring + 7, To: when.Date(begins+1, time.May, 26)},
	}
	var terms []Term
	add := func(kind TermKind, number int, span when.Span) {
		terms = append(terms, Term{id.New[id.Term](ids), year.ID, usualName(kind, number), kind, number, span})
	}
	for i, span := range days {
		add(Fourth, i+1, span)
	}
	add(Half, 1, when.Span{From: days[0].From, To: days[1].To})
	add(Half, 2, when.Span{From: days[2].From, To: days[3].To})
	return year, terms
}
