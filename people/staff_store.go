package people

import (
	"errors"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

func holds(tx *storage.Tx, person id.Person, role access.Role, day when.Day) (bool, error) {
	_, err := storage.Value[int](tx, `
		SELECT 1
		FROM people_role
		WHERE org_id = $1 AND person_id = $2 AND role = $3 AND from_day <= $4 AND to_day >= $4
		LIMIT 1`, tx.Org(), person, string(role), day)
	if errors.Is(err, storage.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// RolesOn lists the staff roles that anybody holds on a day.
func RolesOn(tx *storage.Tx, day when.Day) ([]Held, error) {
	return storage.All(tx, func(r storage.Row) (h Held, err error) {
		return h, r.Scan(&h.Person, &h.Role, &h.Days.From, &h.Days.To)
	}, `
		SELECT person_id, role, from_day, to_day
		FROM people_role
		WHERE org_id = $1 AND from_day <= $2 AND to_day >= $2
		ORDER BY role, person_id`, tx.Org(), day)
}

// GiveRole lets somebody hold a staff role. Conflict "storage.duplicate" when
// the role was given from the same day before.
func GiveRole(tx *storage.Tx, h Held) error {
	return Fill(tx, Rows{Roles: []Held{h}})
}

// EndRole takes a role away after a last day; it tells whether it was held then.
func EndRole(tx *storage.Tx, person id.Person, role access.Role, last when.Day) (bool, error) {
	n, err := tx.Exec(`
		UPDATE people_role SET to_day = $1
		WHERE org_id = $2 AND person_id = $3 AND role = $4 AND from_day <= $1 AND to_day > $1`,
		last, tx.Org(), person, string(role))
	if err != nil || n == 0 {
		return false, err
	}
	tx.Record(storage.Line{
		Act: "role.ended", Thing: "person", ThingID: person.Thing(), New: Held{person, role, when.Span{To: last}},
	})
	return true, nil
}

const teachingColumns = "teaching_id, teacher_id, group_id, course_id, from_day, to_day"

func scanTeaching(r storage.Row) (t Teaching, err error) {
	return t, r.Scan(&t.ID, &t.Teacher, &t.Group, &t.Course, &t.Days.From, &t.Days.To)
}

func teachingByID(tx *storage.Tx, teaching id.Teaching) (Teaching, error) {
	found, err := storage.One(tx, scanTeaching,
		"SELECT "+teachingColumns+" FROM people_teaching WHERE org_id = $1 AND teaching_id = $2", tx.Org(), teaching)
	return found, orNone(err, "people.load.none")
}

// LoadOf lists what a teacher teaches on any of the days, by its first day.
func LoadOf(tx *storage.Tx, teacher id.Person, days when.Span) ([]Teaching, error) {
	return storage.All(tx, scanTeaching, `
		SELECT `+teachingColumns+`
		FROM people_teaching
		WHERE org_id = $1 AND teacher_id = $2 AND from_day <= $4 AND to_day >= $3
		ORDER BY from_day, teaching_id`, tx.Org(), teacher, days.From, days.To)
}

// TeachersOf lists who teaches a group on any of the days.
func TeachersOf(tx *storage.Tx, group id.Group, days when.Span) ([]Teaching, error) {
	return storage.All(tx, scanTeaching, `
		SELECT `+teachingColumns+`
		FROM people_teaching
		WHERE org_id = $1 AND group_id = $2 AND from_day <= $4 AND to_day >= $3
		ORDER BY from_day, teaching_id`, tx.Org(), group, days.From, days.To)
}

// Loads lists all teaching load of the organisation on any of the days.
func Loads(tx *storage.Tx, days when.Span) ([]Teaching, error) {
	return storage.All(tx, scanTeaching, `
		SELECT `+teachingColumns+`
		FROM people_teaching
		WHERE org_id = $1 AND from_day <= $3 AND to_day >= $2
		ORDER BY teaching_id`, tx.Org(), days.From, days.To)
}

func insertTeaching(tx *storage.Tx, t Teaching) error {
	_, err := tx.Exec(`
		INSERT INTO people_teaching (org_id, teaching_id, teacher_id, group_id, course_id, from_day, to_day)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, tx.Org(), t.ID, t.Teacher, t.Group, t.Course, t.Days.From, t.Days.To)
	return err
}

func endTeaching(tx *storage.Tx, teaching id.Teaching, last when.Day) (int64, error) {
	return tx.Exec(`
		UPDATE people_teaching SET to_day = $1
		WHERE org_id = $2 AND teaching_id = $3 AND from_day <= $1 AND to_day > $1`, last, tx.Org(), teaching)
}

func scanTutor(r storage.Row) (t FormTutor, err error) {
	return t, r.Scan(&t.Class, &t.Person, &t.Days.From, &t.Days.To)
}

// TutorsOf lists the form tutors of a class on a day: one, as a rule.
func TutorsOf(tx *storage.Tx, class id.Class, day when.Day) ([]FormTutor, error) {
	return storage.All(tx, scanTutor, `
		SELECT class_id, person_id, from_day, to_day
		FROM people_tutor
		WHERE org_id = $1 AND class_id = $2 AND from_day <= $3 AND to_day >= $3
		ORDER BY from_day`, tx.Org(), class, day)
}

// tutorsFrom lists those of a day and of any day after it.
func tutorsFrom(tx *storage.Tx, class id.Class, day when.Day) ([]FormTutor, error) {
	return storage.All(tx, scanTutor, `
		SELECT class_id, person_id, from_day, to_day
		FROM people_tutor
		WHERE org_id = $1 AND class_id = $2 AND to_day >= $3
		ORDER BY from_day`, tx.Org(), class, day)
}

func insertTutor(tx *storage.Tx, t FormTutor) error {
	_, err := tx.Exec(`
		INSERT INTO people_tutor (org_id, class_id, person_id, from_day, to_day)
		VALUES ($1, $2, $3, $4, $5)`, tx.Org(), t.Class, t.Person, t.Days.From, t.Days.To)
	return err
}

func endTutor(tx *storage.Tx, t FormTutor, last when.Day) error {
	_, err := tx.Exec(`
		UPDATE people_tutor SET to_day = $1
		WHERE org_id = $2 AND class_id = $3 AND person_id = $4 AND from_day = $5`,
		last, tx.Org(), t.Class, t.Person, t.Days.From)
	return err
}
