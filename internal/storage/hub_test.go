package storage_test

import (
	"fmt"
	"testing"

	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

// TestWatchersHearOtherServers is about two servers on one PostgreSQL: who
// watches through one hears, in order and to the end, what was recorded through
// the other.
func TestWatchersHearOtherServers(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		if k.DB.Engine() == storage.SQLite {
			t.Skip("a file has one server")
		}
		other, err := storage.Open(t.Context(), k.Config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = other.Close() })
		ledger.Install(other)
		write := func(db *storage.DB, row int64) {
			t.Helper()
			if err := db.Write(t.Context(), act(fmt.Sprint("row ", row)), func(tx *storage.Tx) error { return add(tx, row, fmt.Sprint(row)) }); err != nil {
				t.Fatal(err)
			}
		}
		changes, stop := k.DB.Watch(org)
		defer stop()
		hear := func() (seqs []int64) {
			t.Helper()
			if err := k.DB.Hear(t.Context()); err != nil {
				t.Fatal(err)
			}
			for {
				select {
				case c := <-changes:
					seqs = append(seqs, c.Seq)
				default:
					return seqs
				}
			}
		}
		write(other, 1)
		write(other, 2)
		if got := hear(); fmt.Sprint(got) != "[1 2]" {
			t.Errorf("heard %v of the other server, want [1 2]", got)
		}
		if got := hear(); len(got) > 0 {
			t.Errorf("heard %v though nothing new was recorded", got)
		}
		write(k.DB, 3)
		write(other, 4)
		write(k.DB, 5) // leaves a gap, which is told when it is known
		if got := hear(); fmt.Sprint(got) != "[3 5 4 5]" {
			t.Errorf("heard %v, want the own 3 and 5 at once, then 4 and 5 in order", got)
		}
		write(k.DB, 6)
		if got := hear(); fmt.Sprint(got) != "[6]" {
			t.Errorf("heard %v, want the own 6 once", got)
		}
	})
}
