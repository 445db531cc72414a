package storage_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"parta/internal/storage"
)

func BenchmarkWriteByManyAtOnce(b *testing.B) {
	k := template.SQLite(b)
	var next atomic.Int64
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			row := next.Add(1)
			if err := k.DB.Write(b.Context(), act(fmt.Sprint(row)), func(tx *storage.Tx) error { return add(tx, row, fmt.Sprint(row)) }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkReadOneRow(b *testing.B) {
	k := template.SQLite(b)
	if err := k.DB.Write(b.Context(), act("k"), func(tx *storage.Tx) error { return add(tx, 1, "a") }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := k.DB.Read(b.Context(), org, func(tx *storage.Tx) error {
			_, err := storage.Value[string](tx, "SELECT name FROM probe_row WHERE org_id = $1 AND row_id = $2", org, 1)
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}
