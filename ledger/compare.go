package ledger

import (
	"context"
	"database/sql"
	"encoding/json"

	"parta/id"
	"parta/internal/storage"
)

// Facts is a table of which each row follows from the last line of its thing.
// The slice that owns the table tells it; app lists them for Compare.
type Facts struct {
	Thing string // the kind of thing, as lines name it: "mark"

	// After gives the rows behind an identifier, in the order of identifiers.
	After func(tx *storage.Tx, after id.Thing, limit int) ([]Fact, error)

	// Follows tells whether a row is as its last line says.
	Follows func(row any, l storage.Recorded) bool
}

// Fact is one row, as its slice knows it.
type Fact struct {
	ID  id.Thing
	Row any
}

// The kinds of damage that Compare finds, each the key of its sentence.
const (
	RowDiffers = "ledger.damage.row.differs" // from what the last line says
	RowMissing = "ledger.damage.row.missing" // the ledger tells of it
	LineAbsent = "ledger.damage.row.unknown" // no line of the ledger tells of it
)

// Compared is what Compare found out about an organisation.
type Compared struct {
	Rows    int64    // compared
	Erased  int64    // things whose last line has lost its body to an act of destruction, so that nothing can be compared; the row may be gone with it
	Found   int64    // of damages
	Damages []Damage // the first of them
}

const (
	compareBatch  = 2000 // rows and lines held at a time
	damagesToName = 1000
)

// Compare goes through an organisation's tables and ledger side by side, both in
// the order of identifiers, and finds rows that are not as their last line says.
func Compare(ctx context.Context, db *storage.DB, org id.Org, tables []Facts) (c Compared, err error) {
	err = db.Read(ctx, org, func(tx *storage.Tx) error {
		c = Compared{}
		beside := map[string]*factCursor{}
		for _, t := range tables {
			beside[t.Thing] = &factCursor{Facts: t, tx: tx, compared: &c}
		}
		if err := eachLast(tx, func(l last) error {
			if at := beside[l.Thing]; at != nil {
				return at.compare(l)
			}
			return nil
		}); err != nil {
			return err
		}
		for _, t := range tables {
			if err := beside[t.Thing].rest(); err != nil {
				return err
			}
		}
		return nil
	})
	return c, err
}

// last is the last line of a thing.
type last struct {
	storage.Recorded
	body sql.NullString
}

func scanLast(r storage.Row) (l last, err error) {
	return l, r.Scan(&l.Thing, &l.ThingID, &l.Seq, storage.OrZero(&l.At), storage.OrZero(&l.HappenedAt), &l.Account, &l.Person, &l.Role, &l.Pupil, &l.body)
}

// eachLast walks the things of an organisation in the order of their identifiers.
func eachLast(tx *storage.Tx, found func(last) error) error {
	var held last
	for {
		lines, err := storage.All(tx, scanLast, `
			SELECT thing, thing_id, seq, at, happened_at, account, person, role, pupil_id, body
			FROM ledger_line
			WHERE org_id = $1 AND (thing_id, seq) > ($2, $3)
			ORDER BY thing_id, seq LIMIT $4`, tx.Org(), held.ThingID, held.Seq, compareBatch)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if held.ThingID != 0 && l.ThingID != held.ThingID {
				if err := found(held); err != nil {
					return err
				}
			}
			held = l
		}
		if len(lines) < compareBatch {
			break
		}
	}
	if held.ThingID == 0 {
		return nil
	}
	return found(held)
}

// factCursor is how far the rows of one table have been compared.
type factCursor struct {
	Facts
	tx       *storage.Tx
	compared *Compared
	batch    []Fact
	after    id.Thing
	ended    bool
}

// next looks at the row whose turn it is; nil after the last.
func (c *factCursor) next() (*Fact, error) {
	if len(c.batch) == 0 && !c.ended {
		var err error
		if c.batch, err = c.After(c.tx, c.after, compareBatch); err != nil {
			return nil, err
		}
		c.ended = len(c.batch) < compareBatch
	}
	if len(c.batch) == 0 {
		return nil, nil
	}
	return &c.batch[0], nil
}

func (c *factCursor) take() {
	c.after = c.batch[0].ID
	c.batch = c.batch[1:]
}

func (c *factCursor) found(thing id.Thing, seq int64, kind string) {
	c.compared.Found++
	if len(c.compared.Damages) < damagesToName {
		c.compared.Damages = append(c.compared.Damages, Damage{Org: c.tx.Org(), Seq: seq, Kind: kind, Thing: c.Thing, ThingID: thing})
	}
}

// compare looks at the row of one thing; the rows before it have no line.
func (c *factCursor) compare(l last) error {
	row, err := c.next()
	for ; err == nil && row != nil && row.ID < l.ThingID; row, err = c.next() {
		c.found(row.ID, 0, LineAbsent)
		c.take()
	}
	if err != nil {
		return err
	}
	here := row != nil && row.ID == l.ThingID
	if here {
		defer c.take()
	}
	if !l.body.Valid {
		c.compared.Erased++ // the walk of the chain says whether an act of destruction names it
		return nil
	}
	if l.At.IsZero() || l.HappenedAt.IsZero() {
		return nil // the walk of the chain says that the line was changed, and of what moment the row is nobody knows
	}
	if !here {
		c.found(l.ThingID, l.Seq, RowMissing)
		return nil
	}
	c.compared.Rows++
	var b body
	if err := json.Unmarshal([]byte(l.body.String), &b); err != nil {
		c.found(l.ThingID, l.Seq, RowDiffers) // the walk of the chain says that the body was changed
		return nil
	}
	l.New = b.New
	if !c.Follows(row.Row, l.Recorded) {
		c.found(l.ThingID, l.Seq, RowDiffers)
	}
	return nil
}

// rest reports the rows behind the last line.
func (c *factCursor) rest() error {
	for {
		row, err := c.next()
		if err != nil || row == nil {
			return err
		}
		c.found(row.ID, 0, LineAbsent)
		c.take()
	}
}
