package people

import (
	"context"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// Enrolment is the days a pupil belongs to a class.
type Enrolment struct {
	ID    id.Span   `json:"id"`
	Pupil id.Person `json:"pupil"`
	Class id.Class  `json:"class"`
	Days  when.Span `json:"days"`
}

// Admit puts a pupil who is in no class on the roll of one, from a day on.
//
// Conflict "people.roll.enrolled" when the pupil is in a class then or later;
// Invalid "people.roll.outside-year" when the day is not in the class's year.
func (p *People) Admit(ctx context.Context, act storage.Act, pupil id.Person, class id.Class, from when.Day) error {
	return p.write(ctx, act, access.WriteRoll, func(tx *storage.Tx, rule access.Rule) error {
		return Admit(tx, rule, pupil, class, from)
	})
}

// Admit is the same inside a transaction; an import has no rule.
func Admit(tx *storage.Tx, rule access.Rule, pupil id.Person, class id.Class, from when.Day) error {
	enrolled, err := rollOf(tx, pupil)
	if err != nil {
		return err
	}
	for _, e := range enrolled {
		if e.Days.To >= from {
			return problem.New(problem.Conflict, "people.roll.enrolled", e.Days.From)
		}
	}
	next, err := enrol(tx, pupil, class, from)
	if err != nil {
		return err
	}
	tx.Record(rollLine("pupil.admitted", rule, pupil, next.group, nil, next.Enrolment))
	return nil
}

// Move takes a pupil from one class to another, from a day on: the day before
// is the last in the old class and in the groups that are parts of it.
//
// NotFound "people.roll.none" when the pupil is in no class on that day;
// Conflict "people.roll.moved" when a later change stands already, or the pupil
// came into the old class on that very day.
func (p *People) Move(ctx context.Context, act storage.Act, pupil id.Person, to id.Class, from when.Day) error {
	return p.write(ctx, act, access.WriteRoll, func(tx *storage.Tx, rule access.Rule) error {
		return Move(tx, rule, pupil, to, from)
	})
}

// Move is the same inside a transaction; an import has no rule.
func Move(tx *storage.Tx, rule access.Rule, pupil id.Person, to id.Class, from when.Day) error {
	old, err := lastEnrolment(tx, pupil, from)
	if err != nil {
		return err
	}
	if old.Class == to {
		return problem.New(problem.Invalid, "people.roll.same")
	}
	if old.Days.From >= from {
		return problem.New(problem.Conflict, "people.roll.moved", old.Days.From)
	}
	if err := endEnrolment(tx, old, from-1); err != nil {
		return err
	}
	next, err := enrol(tx, pupil, to, from)
	if err != nil {
		return err
	}
	tx.Record(rollLine("pupil.moved", rule, pupil, next.group, old, next.Enrolment))
	return nil
}

// Leave takes a pupil off the roll; last is the last day in the class. What was
// recorded while there stays. NotFound "people.roll.none" when in no class then.
func (p *People) Leave(ctx context.Context, act storage.Act, pupil id.Person, last when.Day) error {
	return p.write(ctx, act, access.WriteRoll, func(tx *storage.Tx, rule access.Rule) error {
		return Leave(tx, rule, pupil, last)
	})
}

// Leave is the same inside a transaction; an import has no rule.
func Leave(tx *storage.Tx, rule access.Rule, pupil id.Person, last when.Day) error {
	old, err := lastEnrolment(tx, pupil, last)
	if err != nil {
		return err
	}
	if err := endEnrolment(tx, old, last); err != nil {
		return err
	}
	group, err := school.GroupOf(tx, old.Class)
	if err != nil {
		return err
	}
	now := old
	now.Days.To = last
	tx.Record(rollLine("pupil.left", rule, pupil, group.ID, old, now))
	return nil
}

// lastEnrolment is the one that holds the day, when nothing later stands.
func lastEnrolment(tx *storage.Tx, pupil id.Person, day when.Day) (Enrolment, error) {
	enrolled, err := rollOf(tx, pupil)
	if err != nil {
		return Enrolment{}, err
	}
	if len(enrolled) == 0 || enrolled[len(enrolled)-1].Days.To < day {
		return Enrolment{}, problem.New(problem.NotFound, "people.roll.none")
	}
	last := enrolled[len(enrolled)-1]
	if last.Days.From > day {
		return Enrolment{}, problem.New(problem.Conflict, "people.roll.moved", last.Days.From)
	}
	return last, nil
}

type enrolled struct {
	Enrolment
	group id.Group
}

func enrol(tx *storage.Tx, pupil id.Person, class id.Class, from when.Day) (enrolled, error) {
	in, err := school.ClassOf(tx, class)
	if err != nil {
		return enrolled{}, err
	}
	year, err := school.YearOf(tx, in.Year)
	if err != nil {
		return enrolled{}, err
	}
	if !year.Days.Holds(from) {
		return enrolled{}, problem.New(problem.Invalid, "people.roll.outside-year", year.Name)
	}
	group, err := school.GroupOf(tx, class)
	if err != nil {
		return enrolled{}, err
	}
	next := Enrolment{id.New[id.Span](tx), pupil, class, when.Span{From: from, To: when.Forever}}
	if err := insertEnrolment(tx, next); err != nil {
		return enrolled{}, err
	}
	return enrolled{next, group.ID}, insertMember(tx, Member{group.ID, pupil, next.Days})
}

func rollLine(act string, rule access.Rule, pupil id.Person, group id.Group, old any, now Enrolment) storage.Line {
	return storage.Line{
		Act: act, Thing: "enrolment", ThingID: now.ID.Thing(), Rule: rule,
		Pupil: pupil, Group: group, Old: old, New: now,
	}
}

// Member is the days a pupil belongs to a group.
type Member struct {
	Group id.Group  `json:"group"`
	Pupil id.Person `json:"pupil"`
	Days  when.Span `json:"days"`
}

// Join puts a pupil into a group that is not a whole class, from a day on.
// Conflict "people.group.joined" when in it then or later; Invalid
// "people.group.whole" for the group of a class: that follows from the roll.
func (p *People) Join(ctx context.Context, act storage.Act, pupil id.Person, group id.Group, from when.Day) error {
	return p.write(ctx, act, access.WriteRoll, func(tx *storage.Tx, rule access.Rule) error {
		return Join(tx, rule, Member{group, pupil, when.Span{From: from, To: when.Forever}})
	})
}

// Join is the same inside a transaction; an import has no rule.
func Join(tx *storage.Tx, rule access.Rule, m Member) error {
	if err := partOnly(tx, m.Group); err != nil {
		return err
	}
	if err := tx.Lock("people_person", "person_id", int64(m.Pupil)); err != nil {
		return err
	}
	spans, err := membershipsOf(tx, m.Group, m.Pupil)
	if err != nil {
		return err
	}
	for _, s := range spans {
		if s.To >= m.Days.From {
			return problem.New(problem.Conflict, "people.group.joined", s.From)
		}
	}
	if err := insertMember(tx, m); err != nil {
		return err
	}
	tx.Record(storage.Line{
		Act: "group.joined", Thing: "group", ThingID: m.Group.Thing(), Rule: rule, Pupil: m.Pupil, Group: m.Group, New: m,
	})
	return nil
}

// Part ends a membership; last is the last day in the group. NotFound
// "people.group.none" when the pupil is not in it then.
func Part(tx *storage.Tx, rule access.Rule, pupil id.Person, group id.Group, last when.Day) error {
	if err := partOnly(tx, group); err != nil {
		return err
	}
	n, err := endMembership(tx, group, pupil, last)
	if err != nil {
		return err
	}
	if n == 0 {
		return problem.New(problem.NotFound, "people.group.none")
	}
	tx.Record(storage.Line{
		Act: "group.left", Thing: "group", ThingID: group.Thing(), Rule: rule, Pupil: pupil, Group: group, New: last,
	})
	return nil
}

func partOnly(tx *storage.Tx, group id.Group) error {
	found, err := school.GroupByID(tx, group)
	if err != nil {
		return err
	}
	if found.Kind == school.WholeClass {
		return problem.New(problem.Invalid, "people.group.whole")
	}
	return nil
}
