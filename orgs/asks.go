package orgs

import (
	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// Asks are the questions that slices below answer; app wires them. Each runs
// inside a transaction of the organisation.
type Asks struct {
	// Classes lists the organisation's classes of the current year, by name.
	Classes func(tx *storage.Tx) ([]access.Class, error)
	// ClassPeople lists those to invite of a class: its pupils by name, each
	// followed by his guardians. NotFound when there is no such class.
	ClassPeople func(tx *storage.Tx, class id.Class) (access.Class, []Invitee, error)
	// Staff lists the organisation's staff, by name.
	Staff func(tx *storage.Tx) ([]Invitee, error)
	// Found records the first year and the first person of a new organisation,
	// with their lines, and gives the person the role of administrator.
	Found func(tx *storage.Tx, f Founding) error
}

// Invitee is a person who may be given a code.
type Invitee struct {
	Person id.Person
	Name   string      // «Петрова Ольга Викторовна»
	Role   access.Role // Pupil, Guardian, or the first role of a member of staff
	Staff  bool        // works here, whatever the Role by which the person is listed
	Pupil  id.Person   // the pupil, or a guardian's child of this class; zero for staff
	Of     []string    // the child's name for a guardian, or those of twins; none otherwise
	Born   when.Day    // asked for when the code is used: the pupil's, or the member of staff's own; zero when unknown
}
