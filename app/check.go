package app

import (
	"context"
	"fmt"
	"io"

	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
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

func (d *Damaged) Error() string { return fmt.Sprintf("damage found in %d places", d.Places) }

// facts are the tables that must say what the ledger says.
func facts() []ledger.Facts { return journal.Facts() }

// Check looks for damage. It reports each on a line of Out and returns *Damaged,
// which counts them.
func Check(ctx context.Context, db *storage.DB, o CheckOptions) error {
	c := check{CheckOptions: o, ctx: ctx, db: db}
	faults, err := db.Integrity(ctx)
	if err != nil {
		return err
	}
	for _, fault := range faults {
		c.damage(fault)
	}
	if o.Ledger || o.Heads != "" || len(o.Saved) > 0 {
		if err := c.ledger(); err != nil {
			return err
		}
	}
	if c.found == 0 {
		c.tell("no damage found")
	}
	if c.failed == nil && c.found > 0 {
		return &Damaged{c.found}
	}
	return c.failed
}

// check is a check under way.
type check struct {
	CheckOptions
	ctx    context.Context
	db     *storage.DB
	found  int64
	failed error // of the first report that could not be written
}

func (c *check) damage(what any) {
	c.found++
	c.print(what)
}

func (c *check) tell(what any) {
	if !c.Brief {
		c.print(what)
	}
}

func (c *check) print(what any) {
	if _, err := fmt.Fprintln(c.Out, what); err != nil && c.failed == nil {
		c.failed = err
	}
}

func (c *check) ledger() error {
	saved := c.Saved
	if c.Heads != "" {
		more, err := headsIn(c.Heads, c.Out)
		if err != nil {
			return err
		}
		saved = append(more, saved...)
	}
	heads, err := headsNow(c.ctx, c.db, saved)
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
	for _, d := range damages {
		c.damage(d)
	}
	compared, err := ledger.Compare(c.ctx, c.db, h.Org, facts())
	if err != nil {
		return err
	}
	for _, d := range compared.Damages {
		c.damage(d)
	}
	if more := compared.Found - int64(len(compared.Damages)); more > 0 {
		c.found += more
		c.print(fmt.Sprintf("organisation %s: %d more rows that differ", h.Org, more))
	}
	c.tell(fmt.Sprintf("%s  %d lines checked, %d rows compared with them, %d passed over since what they said was destroyed",
		h, lines, compared.Rows, compared.Erased))
	return nil
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
