package demo

import (
	"context"
	"fmt"
	"slices"

	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// Fill writes the organisations of the cast down, with the journals of their
// classes and a way in for each of them.
func (w *World) Fill(ctx context.Context, db *storage.DB) error {
	return w.fill(ctx, db, func(*School, *Class, journal.Rows) {})
}

func (w *World) fill(ctx context.Context, db *storage.DB, done func(*School, *Class, journal.Rows)) error {
	if err := w.addOrgs(ctx, db); err != nil {
		return err
	}
	for _, authority := range []orgs.Org{w.Region, w.Municipality} {
		err := write(ctx, db, authority.ID, "staff", func(tx *storage.Tx) error { return people.Fill(tx, w.staff[authority.ID]) })
		if err != nil {
			return err
		}
	}
	for _, s := range w.Schools() {
		if err := s.fill(ctx, db, w.daysOf(s), done); err != nil {
			return err
		}
	}
	return w.addAccounts(ctx, db)
}

func (w *World) addOrgs(ctx context.Context, db *storage.DB) error {
	all := []orgs.Org{w.Region, w.Municipality}
	for _, s := range w.Schools() {
		all = append(all, s.Org)
	}
	return db.Control(ctx, func(tx *storage.Tx) error {
		for _, o := range all {
			if _, err := orgs.AddOrg(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// addAccounts comes last, so that nobody is let in before there is anything.
func (w *World) addAccounts(ctx context.Context, db *storage.DB) error {
	return db.Control(ctx, func(tx *storage.Tx) error {
		for _, m := range w.Members {
			if err := orgs.AddAccount(tx, m.Account, m.SignIn, orgs.NoPassword); err != nil {
				return err
			}
			for _, seat := range m.Seats {
				if err := orgs.AddSeat(tx, m.Account, seat.Org, seat.Person); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// fill writes one school down: everything but the journals in one transaction,
// then a transaction for each class, while the next class is being made.
func (s *School) fill(ctx context.Context, db *storage.DB, days func(*Class) when.Span, done func(*School, *Class, journal.Rows)) error {
	err := write(ctx, db, s.Org.ID, "school", func(tx *storage.Tx) error {
		if err := school.Fill(tx, s.rows); err != nil {
			return err
		}
		return people.Fill(tx, s.people)
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	registers := s.registers(ctx, days)
	defer func() {
		stop()
		for range registers { // until the maker has ended too
		}
	}()
	for made := range registers {
		if made.err != nil {
			return made.err
		}
		err := write(ctx, db, s.Org.ID, "register "+made.class.Name, func(tx *storage.Tx) error { return journal.Fill(tx, made.rows) })
		if err != nil {
			return fmt.Errorf("%s, %s: %w", s.Org.ShortName, made.class.Name, err)
		}
		done(s, made.class, made.rows)
	}
	return ctx.Err()
}

// madeRegister is a class's journal, or why there is none.
type madeRegister struct {
	class *Class
	rows  journal.Rows
	err   error
}

// registers makes the journals one ahead of whoever takes them, until the
// context ends.
func (s *School) registers(ctx context.Context, days func(*Class) when.Span) <-chan madeRegister {
	made := make(chan madeRegister)
	go func() {
		defer close(made)
		for _, class := range s.Classes {
			rows, err := s.registerOf(class, days(class))
			if err == nil && len(rows.Lessons) == 0 {
				continue
			}
			select {
			case made <- madeRegister{class, rows, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return made
}

func write(ctx context.Context, db *storage.DB, org id.Org, what string, fn func(*storage.Tx) error) error {
	return db.Write(ctx, storage.Act{Org: org, By: storage.System, Key: "demo " + what}, fn)
}

// daysOf says on which days the classes of a school have lessons. Where one of
// the cast is at home the term before is there as well; in the world of Cast
// only 7Б has more than a week.
func (w *World) daysOf(s *School) func(*Class) when.Span {
	return func(c *Class) when.Span {
		known := s.plan.cast.knows(c.Name)
		switch {
		case w.weeks == 0 && known:
			return twoTerms(s.Terms, w.Today)
		case w.weeks == 0:
			return oneTerm(s.Terms, w.Today)
		case known && c.Name == "7Б":
			return someWeeks(s.Terms, w.Today, w.weeks)
		}
		return someWeeks(s.Terms, w.Today, 1)
	}
}

// oneTerm is the term of a day, and so much before one that is young that there
// are six weeks to look back on. In holidays it is the term that ended last.
func oneTerm(terms []school.Term, today when.Day) when.Span {
	at, fourths := nearest(terms, today)
	days := fourths[at].Days
	if anchor := min(today, days.To+1); anchor-days.From < 28 {
		days.From = max(fourths[0].Days.From, anchor.Monday()-6*7)
	}
	return days
}

// twoTerms is the term of a day, or the one that ended last, and the one before.
func twoTerms(terms []school.Term, today when.Day) when.Span {
	at, fourths := nearest(terms, today)
	return when.Span{From: fourths[max(0, at-1)].Days.From, To: fourths[at].Days.To}
}

// someWeeks is so many weeks before the week of a day, that week, and the next.
func someWeeks(terms []school.Term, today when.Day, weeks int) when.Span {
	at, fourths := nearest(terms, today)
	monday := min(today, fourths[at].Days.To+1).Monday()
	return when.Span{From: max(fourths[0].Days.From, monday-when.Day(7*weeks)), To: min(fourths[at].Days.To, monday+13)}
}

func nearest(terms []school.Term, today when.Day) (at int, fourths []school.Term) {
	fourths = school.TermsFor(terms, 1, school.Usual)
	term, _ := school.Nearest(fourths, today)
	return slices.Index(fourths, term), fourths
}
