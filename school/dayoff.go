package school

import (
	"slices"
	"time"

	"parta/when"
)

// DayOff is why there are usually no lessons on a day; "" when there are. A
// lesson on such a day is unusual, not wrong: it may be made up for another.
type DayOff string

const (
	Sunday  DayOff = "sunday"
	Holiday DayOff = "holiday" // between terms
)

// Taught lists the days of a year's terms on which the school has lessons: those
// of the shortest kind, for the holidays in the middle of a half are in it.
func Taught(terms []Term) (days []when.Span) {
	for _, kind := range []TermKind{Fourth, Third, Half, Whole} {
		for _, t := range terms {
			if t.Kind == kind {
				days = append(days, t.Days)
			}
		}
		if len(days) > 0 {
			return days
		}
	}
	return nil
}

// DayOffOn tells whether a day is one, by the days the school has lessons on.
func DayOffOn(taught []when.Span, day when.Day) DayOff {
	switch {
	case day == 0:
		return ""
	case day.Weekday() == time.Sunday:
		return Sunday
	case len(taught) > 0 && !slices.ContainsFunc(taught, func(s when.Span) bool { return s.Holds(day) }):
		return Holiday
	}
	return ""
}
