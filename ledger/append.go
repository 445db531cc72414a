package ledger

import (
	"database/sql"
	"errors"
	"iter"

	"parta/access"
	"parta/internal/storage"
)

// bulkFrom is the number of lines from which a bulk insert pays.
const bulkFrom = 32

func seen(tx *storage.Tx, key string) (first int64, found bool, err error) {
	first, err = storage.Value[int64](tx, "SELECT first_seq FROM ledger_request WHERE org_id = $1 AND key = $2", tx.Org(), key)
	if errors.Is(err, storage.ErrNone) {
		return 0, false, nil
	}
	return first, err == nil, err
}

// headRow is where a ledger stands, and the last of its lines that ended an era.
type headRow struct {
	seq  int64
	hash Hash
	era  access.Era
}

func scanHead(r storage.Row) (h headRow, err error) {
	var raw []byte
	err = r.Scan(&h.seq, &raw, &h.era)
	copy(h.hash[:], raw)
	return h, err
}

// appendLines takes the head, which locks it, and chains the lines to it.
func appendLines(tx *storage.Tx, entries []*storage.Entry) error {
	count := 0
	for _, e := range entries {
		count += len(e.Lines)
	}
	last, err := takeHead(tx)
	if err != nil {
		return err
	}
	made := make([]line, 0, count)
	for _, e := range entries {
		e.First = last.seq + 1
		for _, l := range e.Lines {
			text, salt, sum, err := bodyOf(l)
			if err != nil {
				return err
			}
			next := line{
				seq: last.seq + 1, at: e.At, happenedAt: l.HappenedAt,
				account: e.Act.By.Account, person: e.Act.By.Person,
				role: string(l.Rule.Role), rule: l.Rule.Name(), act: l.Act, thing: l.Thing, thingID: l.ThingID,
				pupil: l.Pupil, group: l.Group, request: e.Act.Key, bodyHash: sum, prev: last.hash, salt: salt, body: sql.NullString{String: text, Valid: true},
			}
			if l.Rule.Action == "" {
				next.rule = "" // the system itself
			}
			if next.happenedAt.IsZero() {
				next.happenedAt = next.at
			}
			next.hash = next.sum(tx.Org())
			last.seq, last.hash = next.seq, next.hash
			if !l.Daily {
				last.era = access.Era(next.seq)
			}
			made = append(made, next)
		}
	}
	if err := insertLines(tx, made, entries); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE ledger_head SET seq = $2, hash = $3, era = $4 WHERE org_id = $1", tx.Org(), last.seq, last.hash[:], last.era)
	return err
}

// takeHead finds where the ledger stands and holds it there until the commit.
func takeHead(tx *storage.Tx) (headRow, error) {
	take := storage.Pick(tx,
		"SELECT seq, hash, era FROM ledger_head WHERE org_id = $1",
		"SELECT seq, hash, era FROM ledger_head WHERE org_id = $1 FOR UPDATE")
	h, err := storage.One(tx, scanHead, take, tx.Org())
	if errors.Is(err, storage.ErrNone) {
		var zero Hash
		if _, err := tx.Exec("INSERT INTO ledger_head (org_id, seq, hash, era) VALUES ($1, 0, $2, 0) ON CONFLICT DO NOTHING", tx.Org(), zero[:]); err != nil {
			return h, err
		}
		h, err = storage.One(tx, scanHead, take, tx.Org())
	}
	return h, err
}

var (
	lineColumns = []string{
		"org_id", "seq", "at", "happened_at", "account", "person", "role", "rule", "act",
		"thing", "thing_id", "pupil_id", "group_id", "request", "body_hash", "prev_hash", "hash", "salt", "body",
	}
	requestColumns = []string{"org_id", "key", "first_seq", "at"}
)

func (l *line) row(tx *storage.Tx) []any {
	return []any{
		tx.Org(), l.seq, l.at, l.happenedAt, l.account, l.person, l.role, l.rule, l.act,
		l.thing, l.thingID, l.pupil, l.group, l.request, l.bodyHash[:], l.prev[:], l.hash[:], l.salt, l.body,
	}
}

func insertLines(tx *storage.Tx, lines []line, entries []*storage.Entry) error {
	if len(lines) >= bulkFrom {
		return bulkLines(tx, lines, entries)
	}
	for i := range lines {
		if _, err := tx.Exec(`
			INSERT INTO ledger_line (org_id, seq, at, happened_at, account, person, role, rule, act,
			                         thing, thing_id, pupil_id, group_id, request, body_hash, prev_hash, hash, salt, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
			lines[i].row(tx)...); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if _, err := tx.Exec("INSERT INTO ledger_request (org_id, key, first_seq, at) VALUES ($1, $2, $3, $4)",
			tx.Org(), e.Act.Key, e.First, e.At); err != nil {
			return err
		}
	}
	return nil
}

func bulkLines(tx *storage.Tx, lines []line, entries []*storage.Entry) error {
	if _, err := tx.Bulk("ledger_line", lineColumns, rowsOf(len(lines), func(i int) []any { return lines[i].row(tx) })); err != nil {
		return err
	}
	_, err := tx.Bulk("ledger_request", requestColumns, rowsOf(len(entries), func(i int) []any {
		return []any{tx.Org(), entries[i].Act.Key, entries[i].First, entries[i].At}
	}))
	return err
}

func rowsOf(count int, row func(i int) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range count {
			if !yield(row(i)) {
				return
			}
		}
	}
}
