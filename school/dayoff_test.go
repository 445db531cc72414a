package school_test

import (
	"testing"
	"time"

	"parta/school"
	"parta/when"
)

func TestSundaysAndDaysBetweenTermsAreDaysOff(t *testing.T) {
	_, terms := school.UsualYear(new(count), 2026)
	taught := school.Taught(terms)
	for day, want := range map[when.Day]school.DayOff{
		when.Date(2026, time.October, 19): "",
		when.Date(2026, time.October, 18): school.Sunday,
		when.Date(2026, time.October, 28): school.Holiday, // in the half, between the fourths
		when.Date(2027, time.July, 1):     school.Holiday,
		0:                                 "",
	} {
		if got := school.DayOffOn(taught, day); got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
	if got := school.DayOffOn(nil, when.Date(2026, time.October, 28)); got != "" {
		t.Errorf("where no terms are known it is %q", got)
	}
}
