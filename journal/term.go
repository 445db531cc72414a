package journal

import (
	"context"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// Page names a page of the journal: what a paper register calls a spread.
type Page struct {
	Group  id.Group
	Course id.Course
	Term   id.Term
}

// CloseTerm refuses every further change on the term's days, or allows them
// again. A term that has not begun cannot be closed: Invalid
// "journal.closing.early". Source: domain rule that only the deputy head or the head closes a
// term, and that a reopened one stays visible: docs/sources.md#closing.
func (j *Journal) CloseTerm(ctx context.Context, act storage.Act, term id.Term, closed bool) error {
	return done(j.db.Write(ctx, act, func(tx *storage.Tx) error {
		named, err := school.TermOf(tx, term)
		if err != nil {
			return err
		}
		rule, ok := act.By.Decide(access.CloseTerm, access.Thing{})
		if !ok {
			return problem.New(problem.Forbidden, "journal.forbidden."+string(access.CloseTerm))
		}
		if closed && named.Days.From > act.By.On {
			return problem.New(problem.Invalid, "journal.closing.early", named.Days.From)
		}
		if err := takeTerm(tx, term); err != nil {
			return err
		}
		old, err := closingOf(tx, term)
		if err != nil {
			return err
		}
		if old.Closed == closed {
			return errSame
		}
		now := closing{closed, act.By.On, old.Version + 1}
		if err := saveClosing(tx, term, now); err != nil {
			return err
		}
		name := termOpened
		if closed {
			name = termClosed
		}
		tx.Record(storage.Line{Act: name, Thing: "term", ThingID: term.Thing(), Rule: rule, Old: old, New: now})
		return nil
	}))
}

const (
	termClosed = "term.closed"
	termOpened = "term.opened"
)

// termActs concern the pages of every group.
var termActs = []string{termClosed, termOpened}

// closing is whether a term was closed, and when that was last changed.
type closing struct {
	Closed  bool     `json:"closed"`
	On      when.Day `json:"on,omitzero"`
	Version int64    `json:"version"`
}
