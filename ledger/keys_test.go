package ledger_test

import (
	"errors"
	"testing"
	"time"

	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

func TestKeysAreForgottenAfterTheirTimeAndNotBefore(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		again := func() error {
			return k.DB.Write(t.Context(), storage.Act{Org: org, Key: "first"}, func(tx *storage.Tx) error {
				tx.Record(storage.Line{Act: "mark.set", Thing: "mark", ThingID: 1})
				return nil
			})
		}
		record(t, k.DB, "first", "mark.set", 3)
		record(t, k.DB, "second", "mark.set", 1200)
		forget := func(want int) {
			t.Helper()
			if n, err := ledger.ForgetKeys(t.Context(), k.DB, org); n != want || err != nil {
				t.Errorf("forgot the keys of %d lines, %v, want %d", n, err, want)
			}
		}
		k.Clock.Advance(ledger.KeysLast - time.Hour)
		forget(0)
		var repeated *storage.Repeated
		if err := again(); !errors.As(err, &repeated) {
			t.Errorf("a repeat within its time: %v", err)
		}
		k.Clock.Advance(2 * time.Hour)
		forget(1203)
		if err := again(); err != nil {
			t.Errorf("an act with a forgotten key: %v", err)
		}
		verify(t, k.DB)
	})
}

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
