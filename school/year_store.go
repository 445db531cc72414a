package school

import (
	"errors"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

const yearColumns = "year_id, name, starts_on, ends_on"

func scanYear(r storage.Row) (y Year, err error) {
	return y, r.Scan(&y.ID, &y.Name, &y.Days.From, &y.Days.To)
}

// Years lists the years, the latest first.
func Years(tx *storage.Tx) ([]Year, error) {
	return storage.All(tx, scanYear,
		"SELECT "+yearColumns+" FROM school_year WHERE org_id = $1 ORDER BY starts_on DESC", tx.Org())
}

// YearOn is the year of a day: the latest that has begun by then, or the first
// when none has. NotFound "school.year.none" where there is no year at all.
func YearOn(tx *storage.Tx, day when.Day) (Year, error) {
	year, err := storage.One(tx, scanYear,
		"SELECT "+yearColumns+" FROM school_year WHERE org_id = $1 AND starts_on <= $2 ORDER BY starts_on DESC LIMIT 1",
		tx.Org(), day)
	if errors.Is(err, storage.ErrNone) {
		year, err = storage.One(tx, scanYear,
			"SELECT "+yearColumns+" FROM school_year WHERE org_id = $1 ORDER BY starts_on LIMIT 1", tx.Org())
	}
	return year, orNone(err, "school.year.none")
}

// YearOf finds a year by its identifier; NotFound "school.year.none".
func YearOf(tx *storage.Tx, year id.Year) (Year, error) {
	found, err := storage.One(tx, scanYear,
		"SELECT "+yearColumns+" FROM school_year WHERE org_id = $1 AND year_id = $2", tx.Org(), year)
	return found, orNone(err, "school.year.none")
}

const termColumns = "term_id, year_id, name, kind, number, starts_on, ends_on"

func scanTerm(r storage.Row) (t Term, err error) {
	return t, r.Scan(&t.ID, &t.Year, &t.Name, &t.Kind, &t.Number, &t.Days.From, &t.Days.To)
}

// Terms lists the terms of a year by their first day, of every kind.
func Terms(tx *storage.Tx, year id.Year) ([]Term, error) {
	return storage.All(tx, scanTerm,
		"SELECT "+termColumns+" FROM school_term WHERE org_id = $1 AND year_id = $2 ORDER BY starts_on, kind, number",
		tx.Org(), year)
}

// TermOf finds a term by its identifier; NotFound "school.term.none".
func TermOf(tx *storage.Tx, term id.Term) (Term, error) {
	found, err := storage.One(tx, scanTerm,
		"SELECT "+termColumns+" FROM school_term WHERE org_id = $1 AND term_id = $2", tx.Org(), term)
	return found, orNone(err, "school.term.none")
}

// TermOn is the term a year group is in on a day, or, in holidays, has been in
// last. NotFound "school.term.none" where the year has no terms.
func TermOn(tx *storage.Tx, yearGroup int, day when.Day) (Term, error) {
	year, err := YearOn(tx, day)
	if err != nil {
		return Term{}, err
	}
	terms, err := Terms(tx, year.ID)
	if err != nil {
		return Term{}, err
	}
	settings, err := SettingsOn(tx, day)
	if err != nil {
		return Term{}, err
	}
	term, found := Nearest(TermsFor(terms, yearGroup, settings), day)
	if !found {
		return Term{}, problem.New(problem.NotFound, "school.term.none")
	}
	return term, nil
}

// orNone turns "no such row" into NotFound with a key.
func orNone(err error, key string) error {
	if errors.Is(err, storage.ErrNone) {
		return problem.New(problem.NotFound, key)
	}
	return err
}
