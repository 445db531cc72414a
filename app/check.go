package app

import (
	"context"
	"fmt"
	"io"
	"slices"

	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
	"parta/orgs"
)

// CheckOptions says what to check and where to report.
type CheckOptions struct {
	Ledger bool
	Heads  string        // a file of heads saved elsewhere; "" for none
	Saved  []ledger.Head // more heads that were saved elsewhere
	Brief  bool          // report damage alone
	Out    io.Writer
}

// Damaged is what Check returns when it has found and reported damage.
type Damaged struct{ Places int64 }

func (d *Damaged) Error() string { return d.Unwrap().Error() }

// Unwrap is what the one who runs the check is told at its end.
func (d *Damaged) Unwrap() error {
	return problem.New(problem.Conflict, "app.check.damaged", d.Places)
}

// facts are the tables that must say what the ledger says.
func facts() []ledger.Facts { return journal.Facts() }

// Check looks for damage. It reports each on a line of Out and returns *Damaged,
// which counts them.
func Check(ctx context.Context, db *storage.DB, o CheckOptions) error {
	c := check{CheckOptions: o, ctx: ctx, db: db, words: i18n.From(ctx)}
	faults, err := db.Integrity(ctx)
	if err != nil {
		return err
	}
	if c.names, err = namesIn(ctx, db); err != nil {
		return err
	}
	for _, fault := range faults {
		what := c.words.Problem(fault.What)
		if fault.Org != 0 {
			what = c.names.of(c.words, fault.Org) + ": " + what
		}
		c.damage(what)
	}
	if o.Ledger || o.Heads != "" || len(o.Saved) > 0 {
		if err := c.ledger(); err != nil {
			return err
		}
	}
	if c.found == 0 {
		c.tell(c.words.T(c.clean()))
	}
	if c.failed == nil && c.found > 0 {
		return &Damaged{c.found}
	}
	return c.failed
}

// clean is the sentence of a check that found nothing, with what it has not looked at.
func (c *check) clean() string {
	switch {
	case c.Heads != "" || len(c.Saved) > 0:
		return "app.check.clean.heads"
	case c.Ledger:
		return "app.check.clean.ledger"
	case c.db.Engine() == storage.Postgres:
		return "app.check.clean.postgres"
	}
	return "app.check.clean.file"
}

// check is a check under way.
type check struct {
	CheckOptions
	ctx    context.Context
	db     *storage.DB
	words  *i18n.Printer
	names  orgNames
	found  int64
	failed error // of the first report that could not be written
}

func (c *check) damage(what string) {
	c.found++
	c.print(what)
}

func (c *check) tell(what string) {
	if !c.Brief {
		c.print(what)
	}
}

func (c *check) print(what string) {
	if _, err := fmt.Fprintln(c.Out, what); err != nil && c.failed == nil {
		c.failed = err
	}
}

func (c *check) ledger() error {
	saved := c.Saved
	if c.Heads != "" {
		more, err := headsNamed(c.ctx, c.Heads, c.Out)
		if err != nil {
			return err
		}
		saved = append(more, saved...)
	}
	var written []ledger.Head
	if err := c.db.ReadControl(c.ctx, func(tx *storage.Tx) (err error) {
		written, err = ledger.Written(tx)
		return err
	}); err != nil {
		return err
	}
	heads, err := headsNow(c.ctx, c.db, slices.Concat(saved, written))
	if err != nil {
		return err
	}
	for _, h := range heads {
		if err := c.chain(h, saved); err != nil {
			return err
		}
	}
	return nil
}

// chain checks one organisation: its lines, and that its tables follow from them.
func (c *check) chain(h ledger.Head, saved []ledger.Head) error {
	damages, lines, err := ledger.Verify(c.ctx, c.db, h.Org, saved)
	if err != nil {
		return err
	}
	if err := c.damages(damages); err != nil {
		return err
	}
	compared, err := ledger.Compare(c.ctx, c.db, h.Org, facts())
	if err != nil {
		return err
	}
	if err := c.damages(compared.Damages); err != nil {
		return err
	}
	org := c.names.of(c.words, h.Org)
	if more := compared.Found - int64(len(compared.Damages)); more > 0 {
		c.found += more
		c.print(c.words.T("app.check.more", org, more))
	}
	c.tell(c.words.T("app.check.chain", org, lines, compared.Rows))
	if compared.Erased > 0 {
		c.tell("  " + c.words.T("app.check.erased", compared.Erased))
	}
	c.tell("  " + c.words.T("app.check.head", h))
	return nil
}

// damages says of each where it is, of when, and what it is.
func (c *check) damages(found []ledger.Damage) error {
	for _, d := range found {
		at := c.names.of(c.words, d.Org)
		if d.Thing != "" {
			at += ", " + c.words.T("app.check.thing."+d.Thing, d.ThingID)
		}
		if d.Seq > 0 {
			moment, err := ledger.When(c.ctx, c.db, d.Org, d.Seq)
			if err != nil {
				return err
			}
			at += ", " + c.words.T("app.check.line", d.Seq)
			if !moment.IsZero() {
				at += " " + c.words.T("app.check.of", moment)
			}
		}
		c.damage(at + ": " + c.words.T(d.Kind))
	}
	return nil
}

// orgNames are what organisations are called.
type orgNames map[id.Org]string

func namesIn(ctx context.Context, db *storage.DB) (orgNames, error) {
	names := orgNames{}
	err := db.ReadControl(ctx, func(tx *storage.Tx) error {
		all, err := orgs.All(tx)
		for _, org := range all {
			names[org.ID] = org.Name
		}
		return err
	})
	return names, err
}

// of is the name of an organisation with its identifier, by which files of heads
// know it; the identifier alone where it has no name here.
func (n orgNames) of(p *i18n.Printer, org id.Org) string {
	if name := n[org]; name != "" {
		return fmt.Sprintf("%s (%s)", name, org)
	}
	return p.T("app.check.org", org)
}

// headsNow lists the chains there are, and those that were saved but are gone.
func headsNow(ctx context.Context, db *storage.DB, saved []ledger.Head) (heads []ledger.Head, err error) {
	err = db.ReadControl(ctx, func(tx *storage.Tx) error {
		heads, err = ledger.Heads(tx)
		return err
	})
	known := map[id.Org]bool{}
	for _, h := range heads {
		known[h.Org] = true
	}
	for _, h := range saved {
		if !known[h.Org] {
			known[h.Org] = true
			heads = append(heads, ledger.Head{Org: h.Org, At: h.At})
		}
	}
	return heads, err
}
