package storage_test

import (
	"testing"

	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
)

func TestReadyTellsWhatTheLastSaveMet(t *testing.T) {
	at := testkit.EmptyPostgres(t)
	merged, err := storage.Merge()
	if err != nil {
		t.Fatal(err)
	}
	open := func(dsn string) *storage.DB {
		t.Helper()
		db, err := storage.Open(t.Context(), storage.Config{Postgres: dsn, Migrations: merged})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	save := func(db *storage.DB) error {
		return db.Control(t.Context(), func(tx *storage.Tx) error { return storage.SetMeta(tx, "said", "да") })
	}
	writes := open(at)
	if err := writes.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := save(writes); err != nil {
		t.Fatal(err)
	}
	if err := writes.Ready(t.Context()); err != nil {
		t.Errorf("one that saves: %v", err)
	}
	only, err := storage.InSchema(at, "public")
	if err != nil {
		t.Fatal(err)
	}
	reads := open(only + "&default_transaction_read_only=on")
	if err := save(reads); storage.HindranceOf(err) != storage.NotWritable {
		t.Fatalf("a save where nothing can be written: %v", err)
	}
	if err := reads.Ready(t.Context()); problem.KeyOf(err) != "storage.unready" {
		t.Errorf("one that cannot save: %v", err)
	}
}
