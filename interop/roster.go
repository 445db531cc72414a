package interop

import (
	"parta/access"
	"parta/interop/source"
	"parta/people"
	"parta/school"
	"parta/when"
)

// roster is what a file says about one organisation. References are the
// source's own identifiers.
type roster struct {
	system string // whose identifiers these are
	files  string // what was read, for the record
	org    orgRow

	terms   []termRow
	courses []courseRow
	classes []classRow
	groups  []groupRow
	persons []personRow
	roles   []roleRow
	places  []placeRow
	guards  []guardRow

	// whole tells that the file lists everybody, so that who is missing has gone.
	whole bool

	// rolls tells that of a class the file speaks of it lists every pupil.
	rolls bool

	// byHand is a list kept by the school itself: who a row is, is asked where
	// it is not certain, and a year that is not there yet is made as usual.
	byHand bool
}

// from is where a row stands and what its source calls it.
type from struct {
	at     source.Place
	source string
}

type orgRow struct {
	from
	kind, name string
	parent     string // source id
}

type termRow struct {
	from
	begins int // calendar year in whose autumn the school year begins
	name   string
	kind   school.TermKind
	number int
	days   when.Span
}

type courseRow struct {
	from
	subject, name string
}

type classRow struct {
	from
	begins    int // 0 = the year of today
	yearGroup int
	letter    string
	name      string
	ends      when.Day // not zero: gone since; it is not made, and its spans end
}

type groupRow struct {
	from
	begins int
	name   string
	code   string // tells groups of one name apart
	course string
	ends   when.Day
}

type personRow struct {
	from
	person people.Person
	code   string   // what the file says of who it is in Parta: an identifier or "new"
	fresh  string   // by which the person is remembered whom this row has added as a new one
	key    string   // of the pupil whose guardian this is, for matching; "" otherwise
	ends   when.Day // not zero: gone since
}

type roleRow struct {
	from
	person string
	role   access.Role
	days   when.Span
	ends   when.Day
}

// placeRow is somebody's place in a class or group.
type placeRow struct {
	from
	person, class string
	teacher       bool
	tutor         bool // the teacher of a homeroom who looks after it
	days          when.Span
	ends          when.Day // not zero: gone since
	must          bool     // a missing person or class is a refusal
}

type guardRow struct {
	from
	guardian, pupil string
	kind            people.GuardianKind
	ends            when.Day
}

// yearBegins is the calendar year in whose autumn the school year of a day begins.
func yearBegins(day when.Day) int {
	t := day.Time()
	if t.Month() < 8 {
		return t.Year() - 1
	}
	return t.Year()
}
