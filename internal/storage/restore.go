package storage

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"parta/internal/problem"
)

// ErrDamaged is returned for a backup that is cut off or was changed.
var ErrDamaged = problem.New(problem.Invalid, "storage.backup.damaged")

// OpenBackup reads a backup's manifest and checks every entry against its hash,
// before anything is done with it.
func OpenBackup(from io.ReaderAt, size int64) (*zip.Reader, Manifest, error) {
	in, m, err := readManifest(from, size)
	if err != nil {
		return nil, m, err
	}
	if m.Format != backupFormat {
		return nil, m, problem.New(problem.Invalid, "storage.backup.format", m.Format, backupFormat)
	}
	for _, kept := range slices.Concat(m.Tables, m.Files) {
		if err := checkEntry(in, kept); err != nil {
			return nil, m, err
		}
	}
	if m.Illegible > 0 {
		return nil, m, problem.New(problem.Invalid, "storage.backup.illegible", m.Illegible)
	}
	return in, m, nil
}

// IsBackup tells a backup, of this program or of a newer one, by its manifest
// alone: it may be damaged otherwise.
func IsBackup(from io.ReaderAt, size int64) bool {
	_, m, err := readManifest(from, size)
	return err == nil && m.Format > 0
}

func readManifest(from io.ReaderAt, size int64) (*zip.Reader, Manifest, error) {
	var m Manifest
	in, err := zip.NewReader(from, size)
	if err != nil {
		return nil, m, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	file, err := in.Open(manifestName)
	if err != nil {
		return nil, m, fmt.Errorf("%w: it has no manifest", ErrDamaged)
	}
	defer file.Close()
	if err := json.NewDecoder(file).Decode(&m); err != nil {
		return nil, m, fmt.Errorf("%w: manifest: %w", ErrDamaged, err)
	}
	return in, m, nil
}

func checkEntry(in *zip.Reader, want Kept) error {
	file, err := in.Open(want.Name)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, want.Name, err)
	}
	defer file.Close()
	c := &counted{to: io.Discard, hash: sha256.New()}
	if _, err := io.Copy(c, file); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, want.Name, err)
	}
	if got := c.kept(want.Name, want.Rows); got != want {
		return fmt.Errorf("%w: %s is not what the manifest says", ErrDamaged, want.Name)
	}
	return nil
}

// Restore fills an empty database in one transaction, and the files of a folder,
// from a backup that OpenBackup has checked, and compares what the tables then
// hold with the manifest. The schema must have been made by the backup's own
// migrations; Migrate brings it up afterwards.
func (db *DB) Restore(ctx context.Context, in *zip.Reader, m Manifest, dir string) error {
	shapes, err := db.migrations.shapes()
	if err != nil {
		return err
	}
	err = db.single(ctx, restoring, Act{}, func(tx *Tx) error {
		for _, s := range shapes {
			if err := tx.load(in, s); err != nil {
				return fmt.Errorf("restore %s: %w", s.name, err)
			}
		}
		return tx.compare(shapes, m)
	})
	if err != nil {
		return err
	}
	for _, kept := range m.Files {
		if err := restoreFile(in, kept, dir); err != nil {
			return fmt.Errorf("restore %s: %w", kept.Name, err)
		}
	}
	return nil
}

// load fills one table. A table that the backup does not have stays empty.
func (tx *Tx) load(in *zip.Reader, s *shape) error {
	file, err := in.Open("tables/" + s.name + ".jsonl")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	var broken error
	_, err = tx.Bulk(s.name, s.names(), func(yield func([]any) bool) {
		for {
			line, err := lines.ReadBytes('\n')
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				broken = err
				return
			}
			row, err := s.row(line)
			if err != nil {
				broken = err
				return
			}
			if !yield(row) {
				return
			}
		}
	})
	return errors.Join(broken, err)
}

// compare dumps the tables again: what came out must be what went in.
func (tx *Tx) compare(shapes []*shape, m Manifest) error {
	for _, want := range m.Tables {
		at := slices.IndexFunc(shapes, func(s *shape) bool { return "tables/"+s.name+".jsonl" == want.Name })
		if at < 0 {
			return fmt.Errorf("the backup has %s, which its migrations do not make", want.Name)
		}
		c := &counted{to: io.Discard, hash: sha256.New()}
		rows, _, err := tx.dump(shapes[at], c)
		if err != nil {
			return err
		}
		if got := c.kept(want.Name, rows); got != want {
			return fmt.Errorf("%s came back with %d rows, and the backup has %d, or they differ", want.Name, got.Rows, want.Rows)
		}
	}
	return nil
}

func restoreFile(in *zip.Reader, kept Kept, dir string) error {
	if !filepath.IsLocal(kept.Name) || !strings.HasPrefix(kept.Name, "files/") {
		return fmt.Errorf("%w: a file outside its folder", ErrDamaged)
	}
	from, err := in.Open(kept.Name)
	if err != nil {
		return err
	}
	defer from.Close()
	path := filepath.Join(dir, filepath.FromSlash(kept.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// Only keeps the named migrations; an error when this program lacks one.
func (m Migrations) Only(names []string) (Migrations, error) {
	kept := Migrations{}
	for _, name := range names {
		text, known := m[name]
		if !known {
			return nil, problem.New(problem.Invalid, "storage.backup.newer", name)
		}
		kept[name] = text
	}
	return kept, nil
}

// Tables lists what is in the database: the tables that migrations make, and
// those of somebody else.
func (db *DB) Tables(ctx context.Context) (own, others []string, err error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
	if db.engine == Postgres {
		query = tablesOfSchema + "current_schema() AND NOT c.relispartition ORDER BY 1"
	}
	err = db.ReadControl(ctx, func(tx *Tx) error {
		names, err := All(tx, func(r Row) (name string, err error) { return name, r.Scan(&name) }, query)
		for _, name := range names {
			_, made := db.tables.class[name]
			if made || name == goose.DefaultTablename {
				own = append(own, name)
			} else {
				others = append(others, name)
			}
		}
		return err
	})
	return own, others, err
}
