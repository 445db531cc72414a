package storage_test

import (
	"runtime"
	"sync"
	"testing"

	"parta/internal/storage"
	"parta/internal/testkit"
)

// TestReadThatAsksNothingTakesNoConnection holds more transactions open than
// there are connections: what is found in memory must not wait for them.
func TestReadThatAsksNothingTakesNoConnection(t *testing.T) {
	kit := template.SQLite(t)
	var holding, done sync.WaitGroup
	let := make(chan struct{})
	for range runtime.NumCPU() {
		holding.Add(1)
		done.Go(func() {
			err := kit.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
				_, err := storage.Value[int](tx, "SELECT 1")
				holding.Done()
				<-let
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	holding.Wait()
	asked := false
	err := kit.DB.Read(t.Context(), org, func(*storage.Tx) error {
		asked = true
		return nil
	})
	if err != nil || !asked {
		t.Errorf("Read = %v, ran %v", err, asked)
	}
	close(let)
	done.Wait()
}

func TestReadSeesTheMomentOfItsFirstStatement(t *testing.T) {
	template.Each(t, func(t *testing.T, kit *testkit.Kit) {
		write := func(key string, row int64) {
			t.Helper()
			if err := kit.DB.Write(t.Context(), storage.Act{Org: org, Key: key}, func(tx *storage.Tx) error { return add(tx, row, key) }); err != nil {
				t.Fatal(err)
			}
		}
		const count = "SELECT count(*) FROM probe_row WHERE org_id = $1"
		err := kit.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
			write("before", 1)
			first, err := storage.Value[int](tx, count, org)
			if err != nil {
				return err
			}
			write("after", 2)
			second, err := storage.Value[int](tx, count, org)
			if first != 1 || second != 1 {
				t.Errorf("counted %d, then %d; want what stood there at the first statement, 1", first, second)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
