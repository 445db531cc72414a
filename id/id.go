// Package id names everything Parta keeps: a person, a class, a lesson, a mark.
//
// An identifier is a positive 63-bit number that grows with time: 41 bits of
// milliseconds since 1 January 2020 UTC, then 22 bits that start at a random
// place in each millisecond and count up. People and addresses see it as 13
// characters of Crockford's base 32, never as a number, because JavaScript
// cannot hold one that large.
//
// The types differ, so an id.Class cannot be passed where an id.Person is
// wanted. Foreign identifiers (OneRoster sourcedId) are not kept here but in
// interop's table.
package id

import (
	"database/sql/driver"
	"fmt"
)

// Of is the identifier of a thing of kind K. Zero means "none".
type Of[K any] int64

type (
	orgKind        struct{}
	accountKind    struct{}
	sessionKind    struct{}
	invitationKind struct{}
	personKind     struct{}
	yearKind       struct{}
	termKind       struct{}
	subjectKind    struct{}
	courseKind     struct{}
	classKind      struct{}
	groupKind      struct{}
	teachingKind   struct{}
	spanKind       struct{}
	lessonKind     struct{}
	taskKind       struct{}
	markKind       struct{}
	attendanceKind struct{}
	homeworkKind   struct{}
	importKind     struct{}
	thingKind      struct{}
)

type (
	Org        = Of[orgKind]        // a school, or an authority above schools: the tenant
	Account    = Of[accountKind]    // somebody's way in; belongs to a person, not to a school
	Session    = Of[sessionKind]    // one signed-in browser
	Invitation = Of[invitationKind] // a single-use code for one person
	Person     = Of[personKind]     // a pupil, guardian or member of staff within one organisation
	Year       = Of[yearKind]
	Term       = Of[termKind]
	Subject    = Of[subjectKind] // математика: what the certificate names
	Course     = Of[courseKind]  // алгебра: what has a page of its own in the journal
	Class      = Of[classKind]   // 7Б
	Group      = Of[groupKind]   // the pupils taught together: a class, a part of it, or of several
	Teaching   = Of[teachingKind]
	Span       = Of[spanKind] // a dated membership: roll, group, guardianship, tutoring, role
	Lesson     = Of[lessonKind]
	Task       = Of[taskKind]
	Mark       = Of[markKind]
	Attendance = Of[attendanceKind]
	Homework   = Of[homeworkKind]
	Import     = Of[importKind]
	Thing      = Of[thingKind] // any of the above, where a ledger line or a list mixes kinds
)

// Text is the 13-character form that people and addresses see.
func (i Of[K]) String() string {
	var b [length]byte
	n := uint64(i)
	for at := length - 1; at >= 0; at-- {
		b[at] = alphabet[n&31]
		n >>= 5
	}
	return string(b[:])
}

// MarshalText writes the form of String, so that JSON carries text.
func (i Of[K]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *Of[K]) UnmarshalText(text []byte) error {
	n, err := parse(string(text))
	*i = Of[K](n)
	return err
}

// Value gives the database the number.
func (i Of[K]) Value() (driver.Value, error) { return int64(i), nil }

// Thing forgets the kind, for a place that holds any.
func (i Of[K]) Thing() Thing { return Thing(i) }

// Parse reads the 13-character form: either case, with the look-alikes that
// Crockford allows (o for 0, i and l for 1). Anything else, and zero, is an error.
func Parse[T ~int64](text string) (T, error) {
	n, err := parse(text)
	return T(n), err
}

const (
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	length   = 13
)

func parse(text string) (int64, error) {
	if len(text) != length {
		return 0, fmt.Errorf("id %q: %d characters, want %d", text, len(text), length)
	}
	var n uint64
	for at := range length {
		digit := digitOf(text[at])
		if digit < 0 {
			return 0, fmt.Errorf("id %q: character %d is not base 32", text, at+1)
		}
		if at == 0 && digit > 7 {
			return 0, fmt.Errorf("id %q: larger than 63 bits", text)
		}
		n = n<<5 | uint64(digit)
	}
	if n == 0 {
		return 0, fmt.Errorf("id %q: zero names nothing", text)
	}
	return int64(n), nil
}

func digitOf(c byte) int {
	if c >= 'a' && c <= 'z' {
		c -= 'a' - 'A'
	}
	switch c {
	case 'O':
		return 0
	case 'I', 'L':
		return 1
	}
	for at := range len(alphabet) {
		if alphabet[at] == c {
			return at
		}
	}
	return -1
}
