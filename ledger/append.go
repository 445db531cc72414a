package ledger

import (
	"database/sql"
	"errors"
	"iter"
	"slices"

	"parta/access"
	"parta/id"
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
	org  id.Org
	seq  int64
	hash Hash
	era  access.Era
}

func scanHead(r storage.Row) (h headRow, err error) {
	var raw []byte
	err = r.Scan(&h.org, &h.seq, &raw, &h.era)
	copy(h.hash[:], raw)
	return h, err
}

// appendLines takes the heads, which locks them, and chains to each the lines of
// its organisation.
func appendLines(tx *storage.Tx, entries []*storage.Entry) error {
	heads, err := takeHeads(tx, entries)
	if err != nil {
		return err
	}
	var made []line
	for _, e := range entries {
		at := slices.IndexFunc(heads, func(h headRow) bool { return h.org == e.Act.Org })
		e.First = heads[at].seq + 1
		for _, l := range e.Lines {
			next, err := heads[at].chain(e, l)
			if err != nil {
				return err
			}
			made = append(made, next)
		}
	}
	if err := insertLines(tx, made, entries); err != nil {
		return err
	}
	return putHeads(tx, heads)
}

// chain makes the next line of a ledger and moves its head there.
func (h *headRow) chain(e *storage.Entry, l storage.Line) (line, error) {
	text, salt, sum, err := bodyOf(l)
	if err != nil {
		return line{}, err
	}
	next := line{
		org: h.org, seq: h.seq + 1, at: e.At, happenedAt: l.HappenedAt,
		account: e.Act.By.Account, person: e.Act.By.Person,
		role: string(l.Rule.Role), rule: l.Rule.Name(), act: l.Act, thing: l.Thing, thingID: l.ThingID,
		pupil: l.Pupil, group: l.Group, request: e.Act.Key, bodyHash: sum, prev: h.hash, salt: salt, body: sql.NullString{String: text, Valid: true},
	}
	if l.Rule.Action == "" {
		next.rule = "" // the system itself
	}
	if next.happenedAt.IsZero() {
		next.happenedAt = next.at
	}
	next.hash = next.sum()
	h.seq, h.hash = next.seq, next.hash
	if !l.Daily {
		h.era = access.Era(next.seq)
	}
	return next, nil
}

// takeHeads finds where the ledgers stand and holds them there until the commit,
// each organisation once. Several in one transaction are a batch of SQLite.
func takeHeads(tx *storage.Tx, entries []*storage.Entry) ([]headRow, error) {
	var orgs []id.Org
	for _, e := range entries {
		if !slices.Contains(orgs, e.Act.Org) {
			orgs = append(orgs, e.Act.Org)
		}
	}
	list, args := storage.In(1, orgs)
	take := storage.Pick(tx,
		"SELECT org_id, seq, hash, era FROM ledger_head WHERE org_id IN "+list+" /* fanout: the organisations of one batch */",
		"SELECT org_id, seq, hash, era FROM ledger_head WHERE org_id IN "+list+" FOR UPDATE /* fanout: there it is one */")
	heads, err := storage.All(tx, scanHead, take, args...)
	if err != nil || len(heads) == len(orgs) {
		return heads, err
	}
	for _, org := range orgs {
		var zero Hash
		if _, err := tx.Exec("INSERT INTO ledger_head (org_id, seq, hash, era) VALUES ($1, 0, $2, 0) ON CONFLICT DO NOTHING", org, zero[:]); err != nil {
			return nil, err
		}
	}
	return storage.All(tx, scanHead, take, args...)
}

// putHeads tells where the ledgers stand now, by one statement: a batch of many
// schools would spend more on a statement each than on the rows.
func putHeads(tx *storage.Tx, heads []headRow) error {
	args := make([]any, 0, 4*len(heads))
	for _, h := range heads {
		args = append(args, h.org, h.seq, h.hash[:], h.era)
	}
	_, err := tx.Exec("INSERT INTO ledger_head (org_id, seq, hash, era) VALUES "+storage.Rows(len(heads), 4)+`
		ON CONFLICT (org_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, era = excluded.era`, args...)
	return err
}

var (
	lineColumns = []string{
		"org_id", "seq", "at", "happened_at", "account", "person", "role", "rule", "act",
		"thing", "thing_id", "pupil_id", "group_id", "request", "body_hash", "prev_hash", "hash", "salt", "body",
	}
	requestColumns = []string{"org_id", "key", "first_seq", "at"}
)

func (l *line) row() []any {
	return []any{
		l.org, l.seq, l.at, l.happenedAt, l.account, l.person, l.role, l.rule, l.act,
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
			lines[i].row()...); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if _, err := tx.Exec("INSERT INTO ledger_request (org_id, key, first_seq, at) VALUES ($1, $2, $3, $4)",
			e.Act.Org, e.Act.Key, e.First, e.At); err != nil {
			return err
		}
	}
	return nil
}

func bulkLines(tx *storage.Tx, lines []line, entries []*storage.Entry) error {
	if _, err := tx.Bulk("ledger_line", lineColumns, rowsOf(len(lines), func(i int) []any { return lines[i].row() })); err != nil {
		return err
	}
	_, err := tx.Bulk("ledger_request", requestColumns, rowsOf(len(entries), func(i int) []any {
		return []any{entries[i].Act.Org, entries[i].Act.Key, entries[i].First, entries[i].At}
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
