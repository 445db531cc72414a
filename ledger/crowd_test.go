package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

// On SQLite what waits is committed as one batch, whatever organisations it is of,
// the first lines of new ones among it.
func TestOrganisationsThatWriteAtOnceEachChainToTheirOwn(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		const schools, writers, acts = 5, 8, 6
		errs := make(chan error, schools*writers)
		for at := range schools * writers {
			go func() {
				var all error
				for n := range acts {
					act := storage.Act{Org: id.Org(100 + at%schools), Key: fmt.Sprintf("crowd-%d-%d", at, n), By: access.Actor{Account: 5, Person: 6}}
					all = errors.Join(all, k.DB.Write(t.Context(), act, func(tx *storage.Tx) error {
						for _, daily := range []bool{true, n%2 == 0} {
							tx.Record(storage.Line{Act: "mark.set", Thing: "mark", ThingID: id.Thing(at), Rule: rule, Daily: daily, New: n})
						}
						return nil
					}))
				}
				errs <- all
			}()
		}
		for range cap(errs) {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		for _, head := range heads(t, k.DB) {
			damages, lines, err := ledger.Verify(t.Context(), k.DB, head.Org, nil)
			if err != nil || len(damages) > 0 || lines != 2*writers*acts || head.Seq != lines {
				t.Errorf("organisation %d: %v, %d lines up to %d, %v; want %d", head.Org, damages, lines, head.Seq, err, 2*writers*acts)
			}
		}
		if n := len(heads(t, k.DB)); n != schools {
			t.Errorf("%d heads, want %d", n, schools)
		}
	})
}
