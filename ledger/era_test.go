package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"parta/access"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

// record writes lines of one act in a transaction of their own.
func record(t *testing.T, db *storage.DB, key, act string, lines int) {
	t.Helper()
	err := db.Write(t.Context(), storage.Act{Org: org, Key: key}, func(tx *storage.Tx) error {
		for range lines {
			tx.Record(storage.Line{Act: act, Thing: "thing", ThingID: 1, New: key})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func eraAt(t *testing.T, db *storage.DB, eras *ledger.Eras) (era access.Era, position int64) {
	t.Helper()
	var at access.Standing
	err := db.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
		at, err = eras.At(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at.Era, at.Position
}

func TestEraEndsWithALineThatIsNotDaily(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		eras := ledger.NewEras(func(act string) bool { return strings.HasPrefix(act, "mark.") })
		before, _ := eraAt(t, k.DB, eras)
		for i, step := range []struct {
			act   string
			lines int
			ends  bool
		}{
			{"mark.set", 1, false},
			{"mark.set", 150, false},
			{"roll.moved", 1, true},
			{"mark.set", 3, false},
			{"role.given", 40, true},
			{"mark.set", 500, true}, // too many to look through
		} {
			record(t, k.DB, fmt.Sprint("step ", i), step.act, step.lines)
			after, position := eraAt(t, k.DB, eras)
			if head := heads(t, k.DB)[0].Seq; position != head {
				t.Errorf("step %d: position %d, want %d", i, position, head)
			}
			if (after != before) != step.ends {
				t.Errorf("step %d, %d × %s: era %d after %d, want another: %v", i, step.lines, step.act, after, before, step.ends)
			}
			before = after
		}
	})
}

// TestOlderTransactionIsInNoEra is about a long transaction that began before
// another saw the next era: what it reads is not to be kept.
func TestOlderTransactionIsInNoEra(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		eras := ledger.NewEras(func(act string) bool { return act == "mark.set" })
		record(t, k.DB, "first", "mark.set", 1)
		now, _ := eraAt(t, k.DB, eras)
		err := k.DB.Read(t.Context(), org, func(old *storage.Tx) error {
			if _, err := ledger.Position(old); err != nil { // from here on it sees the ledger as it is now
				return err
			}
			record(t, k.DB, "second", "roll.moved", 1)
			next, _ := eraAt(t, k.DB, eras)
			if next == now {
				t.Errorf("era %d goes on over a line that is not daily", now)
			}
			at, err := eras.At(old)
			if at != (access.Standing{Position: 1}) {
				t.Errorf("the older transaction reads in era %d at %d, want none at 1", at.Era, at.Position)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
