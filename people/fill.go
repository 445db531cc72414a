package people

import (
	"parta/access"
	"parta/id"
	"parta/internal/sortkey"
	"parta/internal/storage"
)

// Rows is what an import or the demo adds at once. Each row brings its
// identifier; keys of order are made here.
type Rows struct {
	Persons    []Person
	Roles      []Held
	Enrolments []Enrolment
	Members    []Member // of parts and mixed groups; those of whole classes follow from Enrolments
	Guardians  []Guardianship
	Teaching   []Teaching
	Tutors     []FormTutor
	ClassGroup map[id.Class]id.Group // the whole-class group of each class in Enrolments
	Rule       access.Rule           // by which the author may; zero for the demo and the command line
}

// Fill adds the rows, with a ledger line for each. The rules of the use cases
// are the caller's to keep; the constraints of the tables hold. Conflict
// "storage.duplicate" when a row is there already.
func Fill(tx *storage.Tx, rows Rows) error {
	for _, p := range rows.Persons {
		if err := p.check(); err != nil {
			return err
		}
	}
	for _, fill := range []func(*storage.Tx, Rows) error{fillPersons, fillRoles, fillRoll, fillGuardians, fillTeaching} {
		if err := fill(tx, rows); err != nil {
			return err
		}
	}
	return nil
}

func fillPersons(tx *storage.Tx, rows Rows) error {
	columns := []string{
		"org_id", "person_id", "last_name", "first_name", "middle_name", "sort_key",
		"birth_date", "sex", "phone", "email", "snils", "version",
	}
	return bulk(tx, "people_person", rows.Persons, columns, func(p Person) []any {
		tx.Record(storage.Line{Act: "person.added", Rule: rows.Rule, Thing: "person", ThingID: p.ID.Thing(), New: p})
		return []any{
			tx.Org(), p.ID, p.Last, p.First, p.Middle, sortkey.Of(p.Full()),
			p.Born, string(p.Sex), p.Phone, p.Email, p.SNILS, int64(1),
		}
	})
}

func fillRoles(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "person_id", "role", "from_day", "to_day"}
	return bulk(tx, "people_role", rows.Roles, columns, func(h Held) []any {
		tx.Record(storage.Line{Act: "role.given", Rule: rows.Rule, Thing: "person", ThingID: h.Person.Thing(), New: h})
		return []any{tx.Org(), h.Person, string(h.Role), h.Days.From, h.Days.To}
	})
}

func fillRoll(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "enrolment_id", "pupil_id", "class_id", "from_day", "to_day"}
	err := bulk(tx, "people_enrolment", rows.Enrolments, columns, func(e Enrolment) []any {
		tx.Record(storage.Line{
			Act: "pupil.admitted", Rule: rows.Rule, Thing: "enrolment", ThingID: e.ID.Thing(), Pupil: e.Pupil, Group: rows.ClassGroup[e.Class], New: e,
		})
		return []any{tx.Org(), e.ID, e.Pupil, e.Class, e.Days.From, e.Days.To}
	})
	if err != nil {
		return err
	}
	columns = []string{"org_id", "group_id", "pupil_id", "from_day", "to_day"}
	err = bulk(tx, "people_member", rows.Enrolments, columns, func(e Enrolment) []any {
		return []any{tx.Org(), rows.ClassGroup[e.Class], e.Pupil, e.Days.From, e.Days.To}
	})
	if err != nil {
		return err
	}
	return bulk(tx, "people_member", rows.Members, columns, func(m Member) []any {
		tx.Record(storage.Line{Act: "group.joined", Rule: rows.Rule, Thing: "group", ThingID: m.Group.Thing(), Pupil: m.Pupil, Group: m.Group, New: m})
		return []any{tx.Org(), m.Group, m.Pupil, m.Days.From, m.Days.To}
	})
}

func fillGuardians(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "guardian_id", "pupil_id", "kind", "from_day", "to_day"}
	return bulk(tx, "people_guardian", rows.Guardians, columns, func(g Guardianship) []any {
		tx.Record(storage.Line{Act: "guardian.set", Rule: rows.Rule, Thing: "person", ThingID: g.Guardian.Thing(), Pupil: g.Pupil, New: g})
		return []any{tx.Org(), g.Guardian, g.Pupil, string(g.Kind), g.Days.From, g.Days.To}
	})
}

func fillTeaching(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "teaching_id", "teacher_id", "group_id", "course_id", "from_day", "to_day"}
	err := bulk(tx, "people_teaching", rows.Teaching, columns, func(t Teaching) []any {
		tx.Record(storage.Line{Act: "load.set", Rule: rows.Rule, Thing: "teaching", ThingID: t.ID.Thing(), Group: t.Group, New: t})
		return []any{tx.Org(), t.ID, t.Teacher, t.Group, t.Course, t.Days.From, t.Days.To}
	})
	if err != nil {
		return err
	}
	columns = []string{"org_id", "class_id", "person_id", "from_day", "to_day"}
	return bulk(tx, "people_tutor", rows.Tutors, columns, func(t FormTutor) []any {
		tx.Record(storage.Line{Act: "tutor.set", Rule: rows.Rule, Thing: "class", ThingID: t.Class.Thing(), New: t})
		return []any{tx.Org(), t.Class, t.Person, t.Days.From, t.Days.To}
	})
}

// bulk adds a slice of things to a table, as row spells each.
func bulk[T any](tx *storage.Tx, table string, things []T, columns []string, row func(T) []any) error {
	if len(things) == 0 {
		return nil
	}
	_, err := tx.Bulk(table, columns, func(yield func([]any) bool) {
		for _, thing := range things {
			if !yield(row(thing)) {
				return
			}
		}
	})
	return err
}
