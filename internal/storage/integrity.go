package storage

import (
	"context"
	"errors"

	"parta/internal/problem"
)

// Integrity asks the engine whether its file is whole and every reference
// leads somewhere. PostgreSQL keeps both promises itself.
func (db *DB) Integrity(ctx context.Context) (faults []*problem.Error, err error) {
	if db.engine == Postgres {
		return nil, nil
	}
	err = db.ReadControl(ctx, func(tx *Tx) error {
		text := func(r Row) (s string, err error) { return s, r.Scan(&s) }
		found, err := All(tx, text, "PRAGMA integrity_check(100)")
		if err != nil {
			return err
		}
		for _, f := range found {
			if f != "ok" {
				faults = append(faults, problem.New(problem.Internal, "storage.fault.file").Because(errors.New(f)))
			}
		}
		lost, err := All(tx, func(r Row) (*problem.Error, error) {
			var table, parent string
			var row, key any
			err := r.Scan(&table, &row, &parent, &key)
			return problem.New(problem.Internal, "storage.fault.reference", table, parent), err
		}, "PRAGMA foreign_key_check")
		faults = append(faults, lost...)
		return err
	})
	return faults, err
}
