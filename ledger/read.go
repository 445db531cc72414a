package ledger

import (
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
)

// Entry is a line as people and readers see it.
type Entry = storage.Recorded

// selectEntry reads a line with its body, if that still exists.
const selectEntry = `
	SELECT seq, at, happened_at, account, person, role, rule, act, thing, thing_id,
	       pupil_id, group_id, request, body
	FROM ledger_line `

func scanEntry(r storage.Row) (e Entry, err error) {
	var role string
	var text sql.NullString
	if err = r.Scan(&e.Seq, &e.At, &e.HappenedAt, &e.Account, &e.Person, &role, &e.Rule, &e.Act, &e.Thing, &e.ThingID,
		&e.Pupil, &e.Group, &e.Request, &text); err != nil {
		return e, err
	}
	e.Role = access.Role(role)
	if text.Valid {
		var b body
		if err := json.Unmarshal([]byte(text.String), &b); err != nil {
			return e, err
		}
		e.Old, e.New = b.Old, b.New
	}
	return e, nil
}

// History is what happened to some things (the marks of a cell, say), newest
// first, at most limit lines.
func History(tx *storage.Tx, things []id.Thing, limit int) ([]Entry, error) {
	if len(things) == 0 {
		return nil, nil
	}
	list, args := storage.In(3, things)
	return storage.All(tx, scanEntry, selectEntry+"WHERE org_id = $1 AND thing_id IN "+list+" ORDER BY seq DESC LIMIT $2",
		append([]any{tx.Org(), limit}, args...)...)
}

// Request gives the lines that an act with this key recorded, oldest first:
// what its second try is answered from.
func Request(tx *storage.Tx, key string) ([]Entry, error) {
	first, found, err := seen(tx, key)
	if err != nil || !found {
		return nil, err
	}
	var entries []Entry
	for {
		more, err := storage.All(tx, scanEntry, selectEntry+"WHERE org_id = $1 AND seq >= $2 ORDER BY seq LIMIT 100",
			tx.Org(), first+int64(len(entries)))
		if err != nil {
			return nil, err
		}
		for _, e := range more {
			if e.Request != key {
				return entries, nil
			}
			entries = append(entries, e)
		}
		if len(more) < 100 {
			return entries, nil
		}
	}
}

// OfGroup gives the lines on a group's pages, and those of acts that concern the
// pages of every group, behind one position and up to another, oldest first. It
// looks at each line between them: an index by group would cost every save a page,
// to help those who come back after long.
func OfGroup(tx *storage.Tx, group id.Group, everywhere []string, after, upTo int64) ([]Entry, error) {
	list, args := storage.In(5, everywhere)
	return storage.All(tx, scanEntry, selectEntry+`WHERE org_id = $1 AND seq > $2 AND seq <= $3
		AND (group_id = $4 OR group_id = 0 AND act IN `+list+") ORDER BY seq",
		append([]any{tx.Org(), after, upTo, group}, args...)...)
}

// Position is the number of the organisation's last line; 0 before the first.
func Position(tx *storage.Tx) (int64, error) {
	seq, err := storage.Value[int64](tx, "SELECT seq FROM ledger_head WHERE org_id = $1", tx.Org())
	if errors.Is(err, storage.ErrNone) {
		return 0, nil
	}
	return seq, err
}

// newsLines is how many lines of an organisation are read at once.
const newsLines = 200

// news is what every server asks each second of the organisations looked at
// there: mostly the heads alone.
func news(tx *storage.Tx, behind map[id.Org]int64) (map[id.Org][]storage.Change, error) {
	type head struct {
		org id.Org
		seq int64
	}
	list, args := storage.In(1, slices.Collect(maps.Keys(behind)))
	heads, err := storage.All(tx, func(r storage.Row) (h head, err error) { return h, r.Scan(&h.org, &h.seq) },
		"SELECT org_id, seq FROM ledger_head WHERE org_id IN "+list+" /* fanout: one row of each organisation looked at here */", args...)
	if err != nil {
		return nil, err
	}
	found := map[id.Org][]storage.Change{}
	for _, h := range heads {
		after := behind[h.org]
		if after == 0 {
			after = h.seq - newsLines
		}
		if after >= h.seq {
			continue
		}
		if found[h.org], err = storage.All(tx, func(r storage.Row) (storage.Change, error) {
			c := storage.Change{Org: h.org}
			return c, r.Scan(&c.Seq, &c.Act, &c.Pupil, &c.Group)
		}, "SELECT seq, act, pupil_id, group_id FROM ledger_line WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
			h.org, after, newsLines); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func after(tx *storage.Tx, reader string, limit int) ([]Entry, error) {
	at, err := storage.Value[int64](tx, "SELECT seq FROM ledger_cursor WHERE org_id = $1 AND reader = $2", tx.Org(), reader)
	if err != nil && !errors.Is(err, storage.ErrNone) {
		return nil, err
	}
	return storage.All(tx, scanEntry, selectEntry+"WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3", tx.Org(), at, limit)
}

func advance(tx *storage.Tx, reader string, seq int64) error {
	_, err := tx.Exec(`
		INSERT INTO ledger_cursor (org_id, reader, seq) VALUES ($1, $2, $3)
		ON CONFLICT (org_id, reader) DO UPDATE SET seq = excluded.seq`, tx.Org(), reader, seq)
	return err
}
