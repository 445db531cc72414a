package people

import (
	"context"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Held is the days a member of staff holds a role.
type Held struct {
	Person id.Person   `json:"person"`
	Role   access.Role `json:"role"`
	Days   when.Span   `json:"days"`
}

// Teaching is teaching load: who teaches a course to a group on which days. A
// substitution is a load of one day.
type Teaching struct {
	ID      id.Teaching `json:"id"`
	Teacher id.Person   `json:"teacher"`
	Group   id.Group    `json:"group"`
	Course  id.Course   `json:"course"`
	Days    when.Span   `json:"days"`
}

// FormTutor is the days somebody looks after a class.
type FormTutor struct {
	Class  id.Class  `json:"class"`
	Person id.Person `json:"person"`
	Days   when.Span `json:"days"`
}

// SetLoad gives a teacher a course to teach to a group, and returns what the
// load is known by. The identifier in t is ignored.
//
// Invalid "people.load.days" when the days end before they begin, and
// "people.load.not-teacher" for somebody who is no teacher on the first of them;
// Conflict "people.load.overlaps" when the same load stands on some of the days.
func (p *People) SetLoad(ctx context.Context, act storage.Act, t Teaching) (id.Teaching, error) {
	err := p.write(ctx, act, access.WriteLoad, func(tx *storage.Tx, rule access.Rule) (err error) {
		t.ID, err = SetLoad(tx, rule, t)
		return err
	})
	return t.ID, err
}

// SetLoad is the same inside a transaction; an import has no rule.
func SetLoad(tx *storage.Tx, rule access.Rule, t Teaching) (id.Teaching, error) {
	if t.Days.To < t.Days.From {
		return 0, problem.New(problem.Invalid, "people.load.days")
	}
	if err := tx.Lock("people_person", "person_id", int64(t.Teacher)); err != nil {
		return 0, err
	}
	held, err := holds(tx, t.Teacher, access.Teacher, t.Days.From)
	if err != nil {
		return 0, err
	}
	if !held {
		return 0, problem.New(problem.Invalid, "people.load.not-teacher")
	}
	standing, err := LoadOf(tx, t.Teacher, t.Days)
	if err != nil {
		return 0, err
	}
	for _, other := range standing {
		if other.Group == t.Group && other.Course == t.Course {
			return 0, problem.New(problem.Conflict, "people.load.overlaps", other.Days.From)
		}
	}
	t.ID = id.New[id.Teaching](tx)
	if err := insertTeaching(tx, t); err != nil {
		return 0, err
	}
	tx.Record(storage.Line{
		Act: "load.set", Thing: "teaching", ThingID: t.ID.Thing(), Rule: rule, Group: t.Group, New: t,
	})
	return t.ID, nil
}

// Substitute gives a colleague the lessons of one day: that page, that day and
// no other. It returns what SetLoad returns.
func (p *People) Substitute(ctx context.Context, act storage.Act, teacher id.Person, group id.Group, course id.Course, day when.Day) (id.Teaching, error) {
	return p.SetLoad(ctx, act, Teaching{Teacher: teacher, Group: group, Course: course, Days: when.Span{From: day, To: day}})
}

// EndLoad ends a load; last is its last day. NotFound "people.load.none";
// Conflict "people.load.ended" when it ended before, or begins later.
func (p *People) EndLoad(ctx context.Context, act storage.Act, teaching id.Teaching, last when.Day) error {
	return p.write(ctx, act, access.WriteLoad, func(tx *storage.Tx, rule access.Rule) error {
		return EndLoad(tx, rule, teaching, last)
	})
}

// EndLoad is the same inside a transaction; an import has no rule.
func EndLoad(tx *storage.Tx, rule access.Rule, teaching id.Teaching, last when.Day) error {
	old, err := teachingByID(tx, teaching)
	if err != nil {
		return err
	}
	if err := tx.Lock("people_teaching", "teaching_id", int64(teaching)); err != nil {
		return err
	}
	n, err := endTeaching(tx, teaching, last)
	if err != nil {
		return err
	}
	if n == 0 {
		return problem.New(problem.Conflict, "people.load.ended", old.Days.To)
	}
	now := old
	now.Days.To = last
	tx.Record(storage.Line{
		Act: "load.ended", Thing: "teaching", ThingID: teaching.Thing(), Rule: rule, Group: old.Group, Old: old, New: now,
	})
	return nil
}

// SetTutor makes somebody the form tutor of a class from a day on; whoever was
// it before, is it until the day before. Conflict "people.tutor.same" when that
// person is the tutor already, or a later tutor stands.
func (p *People) SetTutor(ctx context.Context, act storage.Act, class id.Class, person id.Person, from when.Day) error {
	return p.write(ctx, act, access.WriteLoad, func(tx *storage.Tx, rule access.Rule) error {
		return SetTutor(tx, rule, class, person, from)
	})
}

// SetTutor is the same inside a transaction; an import has no rule.
func SetTutor(tx *storage.Tx, rule access.Rule, class id.Class, person id.Person, from when.Day) error {
	if err := tx.Lock("school_class", "class_id", int64(class)); err != nil {
		return err
	}
	standing, err := tutorsFrom(tx, class, from)
	if err != nil {
		return err
	}
	for _, t := range standing {
		if t.Person == person || t.Days.From >= from {
			return problem.New(problem.Conflict, "people.tutor.same", t.Days.From)
		}
		if err := endTutor(tx, t, from-1); err != nil {
			return err
		}
	}
	next := FormTutor{class, person, when.Span{From: from, To: when.Forever}}
	if err := insertTutor(tx, next); err != nil {
		return err
	}
	line := storage.Line{Act: "tutor.set", Thing: "class", ThingID: class.Thing(), Rule: rule, New: next}
	if len(standing) > 0 {
		line.Old = standing
	}
	tx.Record(line)
	return nil
}
