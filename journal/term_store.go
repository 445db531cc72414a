package journal

import (
	"errors"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// termsOn lists the terms a day is in: fourths and halves run side by side.
func termsOn(tx *storage.Tx, day when.Day) ([]id.Term, error) {
	return storage.All(tx, func(r storage.Row) (t id.Term, err error) { return t, r.Scan(&t) },
		"SELECT term_id FROM school_term WHERE org_id = $1 AND starts_on <= $2 AND ends_on >= $2 ORDER BY term_id", tx.Org(), day)
}

// bumpPages gives every page that shows one of the days a new version. That
// takes the pages until the transaction ends: whatever must still hold when it
// commits (the term is open, no mark stands in the lesson) is read afterwards.
func bumpPages(tx *storage.Tx, group id.Group, course id.Course, days ...when.Day) error {
	for i, day := range days {
		if i > 0 && day == days[i-1] {
			continue
		}
		if _, err := bumpSpan(tx, group, course, when.Span{From: day, To: day}); err != nil {
			return err
		}
	}
	return nil
}

// bumpSpan gives every page that shows any of the days a new version, and tells
// which.
func bumpSpan(tx *storage.Tx, group id.Group, course id.Course, days when.Span) ([]pageVersion, error) {
	return storage.All(tx, func(r storage.Row) (v pageVersion, err error) { return v, r.Scan(&v.term, &v.version) }, `
		INSERT INTO journal_page (org_id, group_id, course_id, term_id, version)
		SELECT $1, $2, $3, t.term_id, 1
		FROM school_term t
		WHERE t.org_id = $1 AND t.starts_on <= $5 AND t.ends_on >= $4
		ON CONFLICT (org_id, group_id, course_id, term_id) DO UPDATE SET version = journal_page.version + 1
		RETURNING term_id, version`,
		tx.Org(), group, course, days.From, days.To)
}

// takeTerm takes every page of a term and gives it a new version. A page that
// is written for the first time refers to its term, and so waits for the lock on
// that, or is waited for.
func takeTerm(tx *storage.Tx, term id.Term) error {
	if err := tx.Lock("school_term", "term_id", int64(term)); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE journal_page SET version = version + 1 WHERE org_id = $1 AND term_id = $2", tx.Org(), term)
	return err
}

// versionOf is the version of a page; 0 when nothing was ever written on it.
func versionOf(tx *storage.Tx, p Page) (int64, error) {
	version, err := storage.Value[int64](tx,
		"SELECT version FROM journal_page WHERE org_id = $1 AND group_id = $2 AND course_id = $3 AND term_id = $4",
		tx.Org(), p.Group, p.Course, p.Term)
	if errors.Is(err, storage.ErrNone) {
		return 0, nil
	}
	return version, err
}

// closedOn is the day on which a term that holds the given day was closed; zero
// when none was.
func closedOn(tx *storage.Tx, day when.Day) (when.Day, error) {
	on, err := storage.One(tx, scanDay, `
		SELECT c.changed_on
		FROM journal_term c
		CROSS JOIN school_term t
		WHERE c.org_id = $1 AND c.closed = TRUE
			AND t.org_id = $1 AND t.term_id = c.term_id AND t.starts_on <= $2 AND t.ends_on >= $2
		ORDER BY c.changed_on LIMIT 1`, tx.Org(), day)
	if errors.Is(err, storage.ErrNone) {
		return 0, nil
	}
	return on, err
}

// factsOfTerm counts the lessons of a term's days, in every group of its year.
func factsOfTerm(tx *storage.Tx, term school.Term) (f termFacts, err error) {
	return storage.One(tx, func(r storage.Row) (f termFacts, err error) {
		return f, r.Scan(&f.held, &f.planned, &f.untitled, &f.unchecked)
	}, `
		SELECT COUNT(*) FILTER (WHERE l.state = 'held'), COUNT(*),
			COUNT(*) FILTER (WHERE l.state = 'held' AND l.topic = ''),
			COUNT(*) FILTER (WHERE l.state = 'held' AND l.checked = FALSE)
		FROM school_group g
		CROSS JOIN journal_lesson l
		WHERE g.org_id = $1 AND g.year_id = $2
			AND l.org_id = $1 AND l.group_id = g.group_id AND l.on_date >= $3 AND l.on_date <= $4 AND l.state <> 'cancelled'`,
		tx.Org(), term.Year, term.Days.From, term.Days.To)
}

func closingOf(tx *storage.Tx, term id.Term) (closing, error) {
	c, err := storage.One(tx, func(r storage.Row) (c closing, err error) { return c, r.Scan(&c.Closed, &c.On, &c.Version) },
		"SELECT closed, changed_on, version FROM journal_term WHERE org_id = $1 AND term_id = $2", tx.Org(), term)
	if errors.Is(err, storage.ErrNone) {
		return closing{}, nil
	}
	return c, err
}

// closingsOf is the closings of all terms that were ever closed.
func closingsOf(tx *storage.Tx) (map[id.Term]closing, error) {
	all := map[id.Term]closing{}
	_, err := storage.All(tx, func(r storage.Row) (t id.Term, err error) {
		var c closing
		err = r.Scan(&t, &c.Closed, &c.On, &c.Version)
		all[t] = c
		return t, err
	}, "SELECT term_id, closed, changed_on, version FROM journal_term WHERE org_id = $1", tx.Org())
	return all, err
}

func saveClosing(tx *storage.Tx, term id.Term, c closing) error {
	var n int64
	var err error
	if c.Version == 1 {
		n, err = tx.Exec("INSERT INTO journal_term (org_id, term_id, closed, changed_on, version) VALUES ($1, $2, $3, $4, 1) ON CONFLICT DO NOTHING",
			tx.Org(), term, c.Closed, c.On)
	} else {
		n, err = tx.Exec("UPDATE journal_term SET closed = $3, changed_on = $4, version = $5 WHERE org_id = $1 AND term_id = $2 AND version = $6",
			tx.Org(), term, c.Closed, c.On, c.Version, c.Version-1)
	}
	if err == nil && n == 0 {
		err = problem.New(problem.Conflict, "journal.term.stale")
	}
	return err
}
