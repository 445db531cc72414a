package diary

import (
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// schooling is one enrolment of a pupil, with where the ledger stood when it was read.
type schooling struct {
	last, first, sex string
	class            id.Class
	className        string
	year             id.Year
	yearGroup        int
	days             when.Span
	seq              int64
}

// enrolmentsOf reads a pupil by the enrolments, the latest first, and the place in
// the ledger. Somebody who never was on the roll is NotFound "diary.pupil.none".
func enrolmentsOf(tx *storage.Tx, pupil id.Person) ([]schooling, error) {
	found, err := storage.All(tx, func(r storage.Row) (s schooling, err error) {
		return s, r.Scan(&s.last, &s.first, &s.sex, &s.class, &s.className, &s.year, &s.yearGroup, &s.days.From, &s.days.To, &s.seq)
	}, `
		SELECT p.last_name, p.first_name, p.sex,
		       c.class_id, c.name, c.year_id, c.year_group,
		       e.from_day, e.to_day,
		       (SELECT h.seq FROM ledger_head h WHERE h.org_id = $1)
		FROM people_person p
		CROSS JOIN people_enrolment e
		CROSS JOIN school_class c
		WHERE p.org_id = $1 AND p.person_id = $2
		  AND e.org_id = $1 AND e.pupil_id = p.person_id
		  AND c.org_id = $1 AND c.class_id = e.class_id
		ORDER BY e.from_day DESC`, tx.Org(), pupil)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, problem.New(problem.NotFound, "diary.pupil.none")
	}
	return found, nil
}

// groupsOf lists the spans of belonging to groups.
func groupsOf(tx *storage.Tx, pupil id.Person) ([]Group, error) {
	return storage.All(tx, func(r storage.Row) (g Group, err error) {
		return g, r.Scan(&g.ID, &g.Days.From, &g.Days.To)
	}, "SELECT group_id, from_day, to_day FROM people_member WHERE org_id = $1 AND pupil_id = $2", tx.Org(), pupil)
}

// allTerms lists the terms of every year and kind, by their first day.
func allTerms(tx *storage.Tx) ([]school.Term, error) {
	return storage.All(tx, func(r storage.Row) (t school.Term, err error) {
		return t, r.Scan(&t.ID, &t.Year, &t.Name, &t.Kind, &t.Number, &t.Days.From, &t.Days.To)
	}, `
		SELECT term_id, year_id, name, kind, number, starts_on, ends_on
		FROM school_term WHERE org_id = $1 ORDER BY starts_on, kind, number LIMIT 1000`, tx.Org())
}

// linesAfter says whom the lines behind a place in the ledger concern.
func linesAfter(tx *storage.Tx, seq int64, limit int) ([]line, error) {
	return storage.All(tx, func(r storage.Row) (l line, err error) {
		return l, r.Scan(&l.seq, &l.pupil, &l.group)
	}, "SELECT seq, pupil_id, group_id FROM ledger_line WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3", tx.Org(), seq, limit)
}
