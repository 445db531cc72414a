package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parta/id"
	"parta/internal/problem"
)

// Fault is damage in the engine's file.
type Fault struct {
	Org  id.Org // whose row it is in; zero where nobody can tell
	What *problem.Error
}

// faultsToName of one sort are enough to see what happened.
const faultsToName = 100

// Integrity asks the engine whether its file is whole and every reference leads
// somewhere, and reads each day, moment, yes and no: these are text and numbers
// there, and may have become anything. PostgreSQL keeps all these promises itself.
func (db *DB) Integrity(ctx context.Context) (faults []Fault, err error) {
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
				faults = append(faults, Fault{What: problem.New(problem.Internal, "storage.fault.file").Because(errors.New(f))})
			}
		}
		lost, err := All(tx, func(r Row) (Fault, error) {
			var table, parent string
			var row, key any
			err := r.Scan(&table, &row, &parent, &key)
			return Fault{What: problem.New(problem.Internal, "storage.fault.reference", table, parent)}, err
		}, "PRAGMA foreign_key_check")
		if err != nil {
			return err
		}
		illegible, err := tx.illegible()
		faults = slices.Concat(faults, lost, illegible)
		return err
	})
	return faults, err
}

// illegible finds the values that are not what their columns hold.
func (tx *Tx) illegible() (faults []Fault, err error) {
	shapes, err := tx.db.migrations.shapes()
	if err != nil {
		return nil, err
	}
	for _, s := range shapes {
		where := s.doubtful()
		if where == "" {
			continue
		}
		row, named := newCells(s), 0
		if err := tx.each(s, where, row, func() error {
			for i, c := range s.columns {
				if _, _, err := row.text(i); err != nil && named < faultsToName {
					named++
					org, key := row.place(s.key)
					faults = append(faults, Fault{org, problem.New(problem.Internal, "storage.fault.value", s.name, key, c.name)})
				}
			}
			return nil
		}); err != nil {
			return nil, fmt.Errorf("read %s: %w", s.name, err)
		}
	}
	return faults, nil
}

// doubtful finds, within SQLite, the rows that do not read back as they stand. They
// are few, so that reading them in Go, which alone decides, takes no time.
func (s *shape) doubtful() (where string) {
	for _, c := range s.columns {
		switch c.kind {
		case kindDay:
			where += " OR " + c.name + " IS NOT date(" + c.name + ")"
		case kindInstant:
			where += " OR " + c.name + " IS NOT strftime('%Y-%m-%dT%H:%M:%fZ', " + c.name + ")"
		case kindBool:
			where += " OR " + c.name + " NOT IN (0, 1)"
		case kindInt, kindText, kindBytes:
		}
	}
	return strings.Replace(where, " OR ", " WHERE ", 1)
}

// place names the row that was scanned: whose it is, and what else is in its key.
func (c *cells) place(key []string) (org id.Org, row string) {
	var parts []string
	for i, column := range c.columns {
		if !slices.Contains(key, column.name) {
			continue
		}
		text, _, _ := c.text(i) // a key that cannot be read is told as it stands
		if strings.HasSuffix(column.name, "_id") && column.kind == kindInt {
			text = id.Thing(c.ints[i].Int64).String()
		}
		if column.name == "org_id" {
			if org = id.Org(c.ints[i].Int64); len(key) > 1 {
				continue
			}
		}
		parts = append(parts, column.name+" "+text)
	}
	return org, strings.Join(parts, ", ")
}
