package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Head is the end of an organisation's chain at some moment.
type Head struct {
	Org  id.Org
	Seq  int64
	Hash string // 64 hexadecimal digits
	At   when.Instant
}

// String is a line of heads.log: moment, organisation, place, hash.
func (h Head) String() string {
	return fmt.Sprintf("%s %s %d %s", h.At, h.Org, h.Seq, h.Hash)
}

// Heads lists the end of every chain now, by organisation.
func Heads(tx *storage.Tx) ([]Head, error) {
	return storage.All(tx, func(r storage.Row) (h Head, err error) {
		var raw []byte
		err = r.Scan(&h.Org, &h.Seq, &raw)
		h.Hash, h.At = fmt.Sprintf("%x", raw), tx.Now()
		return h, err
	}, "SELECT org_id, seq, hash FROM ledger_head ORDER BY org_id /* fanout */")
}

// Written lists the ledgers that have lines, each as an empty one that must hold:
// what has lost its head is still to be verified.
func Written(tx *storage.Tx) ([]Head, error) {
	return storage.All(tx, func(r storage.Row) (h Head, err error) {
		h.At = tx.Now()
		return h, r.Scan(&h.Org)
	}, "SELECT DISTINCT org_id FROM ledger_line ORDER BY org_id /* fanout */")
}

// ReadHeads reads what Head.String wrote, one a line; empty lines are skipped. A
// last line that a power cut tore is left out: torn is its number, zero when there
// is none. Any other that cannot be read is an error, and so is a torn line alone,
// for nothing can be compared with it.
func ReadHeads(from io.Reader) (heads []Head, torn int, err error) {
	all, err := io.ReadAll(from)
	if err != nil {
		return nil, 0, err
	}
	lines := strings.Split(strings.TrimRight(string(all), "\r\n"), "\n")
	for i, text := range lines {
		if strings.TrimSpace(text) == "" {
			continue
		}
		h, ok := readHead(text)
		switch {
		case ok:
			heads = append(heads, h)
		case i == len(lines)-1 && len(heads) > 0:
			torn = i + 1
		default:
			return nil, 0, problem.New(problem.Invalid, "ledger.heads.line", i+1, len(lines))
		}
	}
	return heads, torn, nil
}

// readHead reads a line of moment, organisation, place in its ledger, and hash.
func readHead(text string) (Head, bool) {
	fields := strings.Fields(text)
	if len(fields) != 4 || !isHash(fields[3]) {
		return Head{}, false
	}
	at, errAt := when.ParseInstant(fields[0])
	org, errOrg := id.Parse[id.Org](fields[1])
	seq, errSeq := strconv.ParseInt(fields[2], 10, 64)
	return Head{org, seq, fields[3], at}, errors.Join(errAt, errOrg, errSeq) == nil
}

func isHash(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == sha256.Size
}

// Damage is one thing that is wrong with a chain, or with a table that should
// follow from it, and where.
type Damage struct {
	Org     id.Org
	Seq     int64    // of the line; 0 when there is none
	Kind    string   // see the constants; the key of a sentence
	Thing   string   // the kind of thing in a table: "mark"; "" for the chain itself
	ThingID id.Thing // which one
}

// The kinds of damage that Verify finds, each the key of its sentence.
const (
	LineMissing  = "ledger.damage.line.missing"  // before this one
	LineChanged  = "ledger.damage.line.changed"  // it does not match its hash
	LineUnlinked = "ledger.damage.line.unlinked" // it does not follow from the one before it
	BodyChanged  = "ledger.damage.body.changed"
	BodyMissing  = "ledger.damage.body.missing" // and no act of destruction names it
	HeadWrong    = "ledger.damage.head"         // it does not match the last line
	TailCut      = "ledger.damage.cut"          // the chain ends before a head that was saved elsewhere
	Rewritten    = "ledger.damage.rewritten"    // the line is not the one whose head was saved elsewhere
)

// Verify walks the whole chain of an organisation and compares it with heads
// saved elsewhere. It returns every damage found, or none.
func Verify(ctx context.Context, db *storage.DB, org id.Org, saved []Head) (damages []Damage, checked int64, err error) {
	err = db.Read(ctx, org, func(tx *storage.Tx) error {
		damages, checked = nil, 0
		w := walk{org: org, saved: map[int64][]string{}, erased: map[int64]bool{}}
		for _, h := range saved {
			if h.Org == org {
				w.saved[h.Seq] = append(w.saved[h.Seq], h.Hash)
			}
		}
		for {
			rows, err := storage.All(tx, scanLine, `
				SELECT seq, at, happened_at, account, person, role, rule, act, thing, thing_id,
				       pupil_id, group_id, request, body_hash, prev_hash, hash, salt, body
				FROM ledger_line
				WHERE org_id = $1 AND seq > $2
				ORDER BY seq LIMIT 2000`, org, w.last.seq)
			if err != nil {
				return err
			}
			for i := range rows {
				rows[i].org = org
				w.step(&rows[i])
			}
			checked += int64(len(rows))
			if len(rows) < 2000 {
				break
			}
		}
		head, err := storage.One(tx, scanHead, "SELECT org_id, seq, hash, era FROM ledger_head WHERE org_id = $1", org)
		if err != nil && !errors.Is(err, storage.ErrNone) {
			return err
		}
		damages = w.finish(head)
		return nil
	})
	return damages, checked, err
}

// When tells the moment that a line says it was recorded at; zero where there is
// no such line, or no moment in it.
func When(ctx context.Context, db *storage.DB, org id.Org, seq int64) (at when.Instant, err error) {
	scan := func(r storage.Row) (at when.Instant, err error) { return at, r.Scan(storage.OrZero(&at)) }
	err = db.Read(ctx, org, func(tx *storage.Tx) error {
		at, err = storage.One(tx, scan, "SELECT at FROM ledger_line WHERE org_id = $1 AND seq = $2", org, seq)
		return err
	})
	if errors.Is(err, storage.ErrNone) {
		return when.Instant{}, nil
	}
	return at, err
}

// scanLine leaves a moment that cannot be read zero, so that the line does not match
// its hash.
func scanLine(r storage.Row) (l line, err error) {
	var bodyHash, prev, hash []byte
	err = r.Scan(&l.seq, storage.OrZero(&l.at), storage.OrZero(&l.happenedAt), &l.account, &l.person, &l.role, &l.rule, &l.act, &l.thing, &l.thingID,
		&l.pupil, &l.group, &l.request, &bodyHash, &prev, &hash, &l.salt, &l.body)
	copy(l.bodyHash[:], bodyHash)
	copy(l.prev[:], prev)
	copy(l.hash[:], hash)
	return l, err
}

// walk is the state of a verification.
type walk struct {
	org     id.Org
	last    headRow
	saved   map[int64][]string
	missing []int64        // lines without a body
	erased  map[int64]bool // lines that an act of destruction names
	damages []Damage
}

func (w *walk) found(seq int64, kind string) {
	w.damages = append(w.damages, Damage{Org: w.org, Seq: seq, Kind: kind})
}

func (w *walk) step(l *line) {
	switch {
	case l.seq != w.last.seq+1:
		w.found(l.seq, LineMissing)
	case l.prev != w.last.hash:
		w.found(l.seq, LineUnlinked)
	}
	if l.sum() != l.hash {
		w.found(l.seq, LineChanged)
	}
	switch {
	case !l.body.Valid:
		w.missing = append(w.missing, l.seq)
	case sumBody(l.salt, l.body.String) != l.bodyHash:
		w.found(l.seq, BodyChanged)
	case l.act == actErase:
		for _, seq := range erasedBy(l.body.String) {
			w.erased[seq] = true
		}
	}
	for _, hash := range w.saved[l.seq] {
		if hash != l.hash.String() {
			w.found(l.seq, Rewritten)
		}
	}
	delete(w.saved, l.seq)
	w.last.seq, w.last.hash = l.seq, l.hash
}

func (w *walk) finish(head headRow) []Damage {
	if head.seq != w.last.seq || head.hash != w.last.hash {
		w.found(w.last.seq, HeadWrong)
	}
	for _, seq := range w.missing {
		if !w.erased[seq] {
			w.found(seq, BodyMissing)
		}
	}
	for seq := range w.saved {
		if seq > 0 {
			w.found(seq, TailCut)
		}
	}
	return w.damages
}

func erasedBy(text string) []int64 {
	var b struct {
		New erasure `json:"new"`
	}
	_ = json.Unmarshal([]byte(text), &b) // an unreadable body names nothing, and then what is missing is reported
	return b.New.Lines
}
