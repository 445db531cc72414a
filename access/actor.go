package access

import (
	"slices"

	"parta/id"
	"parta/when"
)

// Actor is a person acting in one organisation, with the facts the policy is
// judged by. An Actor without roles may do nothing there.
type Actor struct {
	Account id.Account
	Org     id.Org
	Person  id.Person
	Name    string   // «Иванова Е. П.», for the page and for those who watch the same page
	Roles   []Role   // those held today
	Load    []Load   // this school year's teaching load, substitutions included
	Tutored []Class  // classes one is form tutor of today
	Wards   []Ward   // pupils one is guardian of today
	On      when.Day // today in the organisation's zone
	Standing
}

// Standing is where an organisation's ledger stood when something was read.
type Standing struct {
	Era      Era
	Position int64 // of the last line; 0 before the first
}

// Era is a stretch of an organisation's ledger in which nobody's rights, classes
// or names have changed: the position of the last line that is not daily. Zero
// is never the same as another.
type Era int64

// Load is a span of teaching a course to a group. A substitution is a span of one day.
type Load struct {
	Group  id.Group
	Course id.Course
	Days   when.Span
}

// Class is a class with what a menu shows of it.
type Class struct {
	ID   id.Class
	Name string // 7Б
}

// Ward is a pupil one is guardian of, with what a menu shows of him.
type Ward struct {
	ID   id.Person
	Name string // Илья
}

// Thing is what an action is about, as far as the policy cares. The zero Thing
// is the organisation itself.
type Thing struct {
	Group   id.Group
	Course  id.Course
	Classes []id.Class // of the group, or the class itself
	Pupil   id.Person
	Day     when.Day // of the lesson; zero when the action is not about one day
}

// Has tells whether the actor holds a role.
func (a Actor) Has(role Role) bool { return slices.Contains(a.Roles, role) }

// May tells whether the actor could do this to anything at all: the question a
// router or a menu asks before the thing is known.
func (a Actor) May(action Action) bool {
	return slices.ContainsFunc(rulesFor[action], func(r Rule) bool { return a.Has(r.Role) })
}

// Decide finds the rule that lets the actor do this to the thing; false when
// none does.
func (a Actor) Decide(action Action, thing Thing) (Rule, bool) {
	for _, r := range rulesFor[action] {
		if a.Has(r.Role) && a.reaches(r.Reach, thing) {
			return r, true
		}
	}
	return Rule{}, false
}

func (a Actor) reaches(reach Reach, thing Thing) bool {
	switch reach {
	case Whole:
		return true
	case Taught:
		return slices.ContainsFunc(a.Load, func(l Load) bool {
			return l.Group == thing.Group &&
				(thing.Course == 0 || l.Course == thing.Course) &&
				(thing.Day == 0 || l.Days.Holds(thing.Day))
		})
	case Tutored:
		return slices.ContainsFunc(a.Tutored, func(c Class) bool { return slices.Contains(thing.Classes, c.ID) })
	case Child:
		return slices.ContainsFunc(a.Wards, func(w Ward) bool { return w.ID == thing.Pupil })
	case Self:
		return thing.Pupil != 0 && thing.Pupil == a.Person
	}
	return false
}

// Within is what a list may show: all of the organisation, or only what is named.
type Within struct {
	All     bool
	Load    []Load
	Classes []id.Class
	Pupils  []id.Person
}

// Nothing tells that the list is empty before it is asked for.
func (w Within) Nothing() bool {
	return !w.All && len(w.Load) == 0 && len(w.Classes) == 0 && len(w.Pupils) == 0
}

// Where gives the reach of an action, for the WHERE of a list.
func (a Actor) Where(action Action) Within {
	var w Within
	for _, r := range rulesFor[action] {
		if !a.Has(r.Role) {
			continue
		}
		switch r.Reach {
		case Whole:
			return Within{All: true}
		case Taught:
			w.Load = a.Load
		case Tutored:
			for _, c := range a.Tutored {
				w.Classes = append(w.Classes, c.ID)
			}
		case Child:
			for _, ward := range a.Wards {
				w.Pupils = append(w.Pupils, ward.ID)
			}
		case Self:
			w.Pupils = append(w.Pupils, a.Person)
		}
	}
	return w
}
