package ledger

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

//go:embed migrations/*.sql
var Migrations embed.FS

// Texts are the sentences of damage.
//
//go:embed text.*.json
var Texts embed.FS

// Install gives storage its hook. Without it no Write commits.
func Install(db *storage.DB) {
	db.SetLedger(storage.Ledger{Seen: seen, Append: appendLines, After: after, Advance: advance, News: news})
}

// Hash is SHA-256; the hash before the first line is all zeros.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// line is a row of ledger_line.
type line struct {
	org                    id.Org
	seq                    int64
	at, happenedAt         when.Instant
	account                id.Account
	person                 id.Person
	role, rule, act, thing string
	thingID                id.Thing
	pupil                  id.Person
	group                  id.Group
	request                string
	bodyHash, prev, hash   Hash

	salt []byte // nil, like the body, once that was destroyed
	body sql.NullString
}

// sum is the hash of a line: SHA-256 over the previous hash and every field as
// a netstring (length in bytes, colon, text, comma), so that no two different
// lines give the same bytes.
func (l *line) sum() Hash {
	b := make([]byte, 0, 512)
	b = append(b, l.prev[:]...)
	for _, number := range []int64{int64(l.org), l.seq} {
		b = netstring(b, strconv.FormatInt(number, 10))
	}
	b = netstring(b, l.at.String())
	b = netstring(b, l.happenedAt.String())
	b = netstring(b, strconv.FormatInt(int64(l.account), 10))
	b = netstring(b, strconv.FormatInt(int64(l.person), 10))
	for _, text := range []string{l.role, l.rule, l.act, l.thing} {
		b = netstring(b, text)
	}
	for _, number := range []int64{int64(l.thingID), int64(l.pupil), int64(l.group)} {
		b = netstring(b, strconv.FormatInt(number, 10))
	}
	b = netstring(b, l.request)
	b = append(b, l.bodyHash[:]...)
	return sha256.Sum256(b)
}

func netstring(b []byte, text string) []byte {
	b = strconv.AppendInt(b, int64(len(text)), 10)
	b = append(b, ':')
	b = append(b, text...)
	return append(b, ',')
}

// body is what a line says of before and after.
type body struct {
	Old json.RawMessage `json:"old,omitempty"`
	New json.RawMessage `json:"new,omitempty"`
}

// saltSize makes a destroyed body impossible to guess from its hash.
const saltSize = 16

func bodyOf(l storage.Line) (text string, salt []byte, sum Hash, err error) {
	var b body
	if b.Old, err = canonical(l.Old); err != nil {
		return "", nil, sum, fmt.Errorf("ledger %s: old: %w", l.Act, err)
	}
	if b.New, err = canonical(l.New); err != nil {
		return "", nil, sum, fmt.Errorf("ledger %s: new: %w", l.Act, err)
	}
	raw, err := canonical(b)
	if err != nil {
		return "", nil, sum, fmt.Errorf("ledger %s: %w", l.Act, err)
	}
	salt = make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	return string(raw), salt, sumBody(salt, string(raw)), nil
}

// canonical is JSON without spaces and without HTML escapes; maps come sorted,
// structs in the order of their fields.
func canonical(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

func sumBody(salt []byte, text string) Hash {
	b := make([]byte, 0, len(salt)+len(text))
	return sha256.Sum256(append(append(b, salt...), text...))
}
