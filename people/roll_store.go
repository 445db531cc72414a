package people

import (
	"parta/id"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// rollOf locks a pupil and lists the enrolments by their first day.
func rollOf(tx *storage.Tx, pupil id.Person) ([]Enrolment, error) {
	if err := tx.Lock("people_person", "person_id", int64(pupil)); err != nil {
		return nil, err
	}
	return Enrolments(tx, pupil)
}

// Enrolments lists the classes a pupil was and is in, by their first day.
func Enrolments(tx *storage.Tx, pupil id.Person) ([]Enrolment, error) {
	return storage.All(tx, scanEnrolment, `
		SELECT enrolment_id, pupil_id, class_id, from_day, to_day
		FROM people_enrolment
		WHERE org_id = $1 AND pupil_id = $2
		ORDER BY from_day`, tx.Org(), pupil)
}

func scanEnrolment(r storage.Row) (e Enrolment, err error) {
	return e, r.Scan(&e.ID, &e.Pupil, &e.Class, &e.Days.From, &e.Days.To)
}

// ClassOf is the class a pupil is in on a day; NotFound "people.roll.none".
func ClassOf(tx *storage.Tx, pupil id.Person, day when.Day) (school.Class, error) {
	class, err := storage.One(tx, scanID[id.Class], `
		SELECT class_id
		FROM people_enrolment
		WHERE org_id = $1 AND pupil_id = $2 AND from_day <= $3 AND to_day >= $3
		ORDER BY from_day DESC
		LIMIT 1`, tx.Org(), pupil, day)
	if err != nil {
		return school.Class{}, orNone(err, "people.roll.none")
	}
	return school.ClassOf(tx, class)
}

// ClassesDuring lists the classes a pupil is in on any of the days.
func ClassesDuring(tx *storage.Tx, pupil id.Person, days when.Span) ([]id.Class, error) {
	return storage.All(tx, scanID[id.Class], `
		SELECT DISTINCT class_id
		FROM people_enrolment
		WHERE org_id = $1 AND pupil_id = $2 AND from_day <= $4 AND to_day >= $3
		ORDER BY class_id`, tx.Org(), pupil, days.From, days.To)
}

// ClassesOfMembers tells of each pupil who belongs to a group on any of the days
// the classes in which the pupil is on any of them.
func ClassesOfMembers(tx *storage.Tx, group id.Group, days when.Span) (map[id.Person][]id.Class, error) {
	type pair struct {
		pupil id.Person
		class id.Class
	}
	pairs, err := storage.All(tx, func(r storage.Row) (p pair, err error) { return p, r.Scan(&p.pupil, &p.class) }, `
		SELECT DISTINCT m.pupil_id, e.class_id
		FROM people_member m
		CROSS JOIN people_enrolment e
		WHERE m.org_id = $1 AND m.group_id = $2 AND m.from_day <= $4 AND m.to_day >= $3
			AND e.org_id = $1 AND e.pupil_id = m.pupil_id AND e.from_day <= $4 AND e.to_day >= $3
		ORDER BY m.pupil_id, e.class_id`, tx.Org(), group, days.From, days.To)
	classes := map[id.Person][]id.Class{}
	for _, p := range pairs {
		classes[p.pupil] = append(classes[p.pupil], p.class)
	}
	return classes, err
}

func insertEnrolment(tx *storage.Tx, e Enrolment) error {
	_, err := tx.Exec(`
		INSERT INTO people_enrolment (org_id, enrolment_id, pupil_id, class_id, from_day, to_day)
		VALUES ($1, $2, $3, $4, $5, $6)`, tx.Org(), e.ID, e.Pupil, e.Class, e.Days.From, e.Days.To)
	return err
}

// endEnrolment ends it together with the memberships in the class's groups.
func endEnrolment(tx *storage.Tx, e Enrolment, last when.Day) error {
	_, err := tx.Exec("UPDATE people_enrolment SET to_day = $1 WHERE org_id = $2 AND enrolment_id = $3", last, tx.Org(), e.ID)
	if err != nil {
		return err
	}
	groups, err := school.GroupsOf(tx, e.Class)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if _, err := endMembership(tx, g.ID, e.Pupil, last); err != nil {
			return err
		}
	}
	return nil
}

func insertMember(tx *storage.Tx, m Member) error {
	_, err := tx.Exec(`
		INSERT INTO people_member (org_id, group_id, pupil_id, from_day, to_day)
		VALUES ($1, $2, $3, $4, $5)`, tx.Org(), m.Group, m.Pupil, m.Days.From, m.Days.To)
	return err
}

func membershipsOf(tx *storage.Tx, group id.Group, pupil id.Person) ([]when.Span, error) {
	return storage.All(tx, func(r storage.Row) (s when.Span, err error) { return s, r.Scan(&s.From, &s.To) }, `
		SELECT from_day, to_day
		FROM people_member
		WHERE org_id = $1 AND group_id = $2 AND pupil_id = $3
		ORDER BY from_day`, tx.Org(), group, pupil)
}

// endMembership tells how many memberships it ended: one or none.
func endMembership(tx *storage.Tx, group id.Group, pupil id.Person, last when.Day) (int64, error) {
	return tx.Exec(`
		UPDATE people_member SET to_day = $1
		WHERE org_id = $2 AND group_id = $3 AND pupil_id = $4 AND from_day <= $1 AND to_day > $1`,
		last, tx.Org(), group, pupil)
}

// OnPage is a pupil as a journal page shows one.
type OnPage struct {
	ID    id.Person
	Name  Name
	Spans []when.Span // the days in the group, cut to none; one unless the pupil left and came back
}

// On tells whether the pupil belongs to the group on a day.
func (p OnPage) On(day when.Day) bool {
	for _, s := range p.Spans {
		if s.Holds(day) {
			return true
		}
	}
	return false
}

// Pupils lists those who belong to a group on any of the days, by name, each
// with the whole spans of membership that touch them.
func Pupils(tx *storage.Tx, group id.Group, days when.Span) ([]OnPage, error) {
	rows, err := storage.All(tx, func(r storage.Row) (p OnPage, err error) {
		var s when.Span
		err = r.Scan(&p.ID, &p.Name.Last, &p.Name.First, &p.Name.Middle, &s.From, &s.To)
		p.Spans = []when.Span{s}
		return p, err
	}, `
		SELECT p.person_id, p.last_name, p.first_name, p.middle_name, m.from_day, m.to_day
		FROM people_member m
		CROSS JOIN people_person p
		WHERE m.org_id = $1 AND m.group_id = $2 AND m.from_day <= $4 AND m.to_day >= $3
			AND p.org_id = $1 AND p.person_id = m.pupil_id
		ORDER BY p.sort_key, p.person_id, m.from_day`, tx.Org(), group, days.From, days.To)
	if err != nil {
		return nil, err
	}
	pupils := rows[:0]
	for _, row := range rows {
		if n := len(pupils); n > 0 && pupils[n-1].ID == row.ID {
			pupils[n-1].Spans = append(pupils[n-1].Spans, row.Spans...)
			continue
		}
		pupils = append(pupils, row)
	}
	return pupils, nil
}

// PersonsIn lists those who belong to a group on a day, by name, with all that
// is known of each.
func PersonsIn(tx *storage.Tx, group id.Group, day when.Day) ([]Person, error) {
	return storage.All(tx, scanPerson, `
		SELECT p.person_id, p.last_name, p.first_name, p.middle_name, p.birth_date, p.sex, p.phone, p.email, p.snils, p.version
		FROM people_member m
		CROSS JOIN people_person p
		WHERE m.org_id = $1 AND m.group_id = $2 AND m.from_day <= $3 AND m.to_day >= $3
			AND p.org_id = $1 AND p.person_id = m.pupil_id
		ORDER BY p.sort_key, p.person_id`, tx.Org(), group, day)
}

// GroupsWith lists the groups a pupil belongs to on any of the days.
func GroupsWith(tx *storage.Tx, pupil id.Person, days when.Span) ([]Member, error) {
	return storage.All(tx, func(r storage.Row) (m Member, err error) {
		return m, r.Scan(&m.Group, &m.Pupil, &m.Days.From, &m.Days.To)
	}, `
		SELECT group_id, pupil_id, from_day, to_day
		FROM people_member
		WHERE org_id = $1 AND pupil_id = $2 AND from_day <= $4 AND to_day >= $3
		ORDER BY group_id, from_day`, tx.Org(), pupil, days.From, days.To)
}
