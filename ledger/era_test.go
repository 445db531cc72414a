package ledger_test

import (
	"fmt"
	"testing"

	"parta/access"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

func standing(t *testing.T, db *storage.DB) (s access.Standing) {
	t.Helper()
	err := db.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
		s, err = ledger.StandingOf(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEraEndsWithALineThatIsNotDaily(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		if got := standing(t, k.DB); got != (access.Standing{}) {
			t.Errorf("an empty ledger stands at %+v", got)
		}
		for i, step := range []struct {
			name  string
			daily []bool // of each line
			era   access.Era
		}{
			{"a mark, before anything else", []bool{true}, 0},
			{"somebody is hired", []bool{false}, 2},
			{"marks", []bool{true, true, true}, 2},
			{"moved to another class, with a mark in one act", []bool{true, false, true}, 7},
			{"a mark again", []bool{true}, 7},
		} {
			err := k.DB.Write(t.Context(), storage.Act{Org: org, Key: fmt.Sprint("step ", i)}, func(tx *storage.Tx) error {
				for _, daily := range step.daily {
					tx.Record(storage.Line{Act: "thing.set", Thing: "thing", ThingID: 1, Daily: daily})
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			want := access.Standing{Era: step.era, Position: heads(t, k.DB)[0].Seq}
			if got := standing(t, k.DB); got != want {
				t.Errorf("%s: the ledger stands at %+v, want %+v", step.name, got, want)
			}
		}
	})
}
