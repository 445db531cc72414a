package people

import (
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// FactsOf gathers what the policy judges a person by on a day: the staff roles
// held, and what follows from the classes tutored, the roll and guardianship.
// The load is that of the school year, with substitutions of a single day, since
// a page of last month stays open to whom it was taught by.
//
// Account and Org are left for the caller. NotFound "people.person.none" when
// the organisation knows nobody of that identifier.
func FactsOf(tx *storage.Tx, person id.Person, today when.Day) (access.Actor, error) {
	facts, err := factsOf(tx, person, today)
	if err != nil {
		return access.Actor{}, err
	}
	if !slices.ContainsFunc(facts, func(f fact) bool { return f.kind == "name" }) {
		return access.Actor{}, problem.New(problem.NotFound, "people.person.none")
	}
	actor := access.Actor{Org: tx.Org(), Person: person, On: today}
	for _, f := range facts {
		f.addTo(&actor)
	}
	return actor, nil
}

// fact is one row of what is known of a person.
type fact struct {
	kind   string // "name", "load", "tutor", "ward", "roll", or "role"
	first  int64
	second int64
	text   string
	more   string
	place  string // in the order of its kind; of a name, the patronymic
	days   when.Span
}

func (f fact) addTo(a *access.Actor) {
	role := access.Role("")
	switch f.kind {
	case "name":
		a.Name = Name{Last: f.text, First: f.more, Middle: f.place}.Short()
		return
	case "load":
		a.Load = append(a.Load, access.Load{Group: id.Group(f.first), Course: id.Course(f.second), Days: f.days})
		return
	case "tutor":
		role = access.Tutor
		a.Tutored = append(a.Tutored, access.Class{ID: id.Class(f.first), Name: f.text})
	case "ward":
		role = access.Guardian
		ward := access.Ward{ID: id.Person(f.first), Name: f.text}
		if slices.Contains(a.Wards, ward) {
			return // guardian twice over: mother, and trustee by an order
		}
		a.Wards = append(a.Wards, ward)
	case "roll":
		role = access.Pupil
	case "role":
		role = access.Role(f.text)
	}
	if !a.Has(role) {
		a.Roles = append(a.Roles, role)
	}
}

// Pupil is somebody on the roll as seen on one day.
type Pupil struct {
	Person
	Class school.Class // zero when in no class that day
}

// PupilFor loads a pupil for somebody who wants to do something about one, and
// tells by which rule that is allowed. The class is that of the actor's day.
//
// NotFound "people.person.none" when the organisation knows nobody of that
// identifier; Forbidden "people.forbidden" when the pupil is out of reach.
func PupilFor(tx *storage.Tx, who access.Actor, action access.Action, pupil id.Person) (Pupil, access.Rule, error) {
	person, err := PersonOf(tx, pupil)
	if err != nil {
		return Pupil{}, access.Rule{}, err
	}
	found := Pupil{Person: person}
	thing := access.Thing{Pupil: pupil}
	found.Class, err = ClassOf(tx, pupil, who.On)
	switch {
	case err == nil:
		thing.Classes = []id.Class{found.Class.ID}
	case problem.KindOf(err) != problem.NotFound:
		return Pupil{}, access.Rule{}, err
	}
	rule, allowed := who.Decide(action, thing)
	if !allowed {
		return Pupil{}, access.Rule{}, problem.New(problem.Forbidden, "people.forbidden")
	}
	return found, rule, nil
}
