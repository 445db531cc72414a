package storage

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Manifest is the last entry of a backup: what is in it.
type Manifest struct {
	Format     int      `json:"format"`
	At         string   `json:"at"`         // of the snapshot
	Migrations []string `json:"migrations"` // that made its tables
	Tables     []Kept   `json:"tables"`
	Files      []Kept   `json:"files"`
	Heads      []string `json:"heads"` // of the ledger, as in heads.log

	// Illegible counts the values that are not what their columns hold: they stand
	// in the backup as they were found, and no restore can put them anywhere.
	Illegible int64 `json:"illegible,omitempty"`
}

// Kept is a table or a file in a backup.
type Kept struct {
	Name string `json:"name"`
	Rows int64  `json:"rows,omitempty"` // of a table
	Size int64  `json:"size"`           // in bytes, uncompressed
	Hash string `json:"sha256"`
}

const (
	backupFormat = 1
	manifestName = "manifest.json"
)

// Backup writes everything of one moment as one ZIP: each table as text in the
// order of its key, the files of the folder, and a manifest with the hash of
// each. It may run beside a server that is being written to. Heads, when given,
// is asked within the same snapshot.
func (db *DB) Backup(ctx context.Context, to io.Writer, dir string, heads func(*Tx) ([]string, error)) (Manifest, error) {
	shapes, err := db.migrations.shapes()
	if err != nil {
		return Manifest{}, err
	}
	out := zip.NewWriter(to)
	m := Manifest{Format: backupFormat, Migrations: db.migrations.Names()}
	err = db.ReadControl(ctx, func(tx *Tx) (err error) {
		m.At = tx.Now().String()
		if heads != nil {
			if m.Heads, err = heads(tx); err != nil {
				return err
			}
		}
		for _, s := range shapes {
			kept, err := addEntry(out, "tables/"+s.name+".jsonl", func(w io.Writer) (int64, error) {
				rows, illegible, err := tx.dump(s, w)
				m.Illegible += illegible
				return rows, err
			})
			if err != nil {
				return fmt.Errorf("back up %s: %w", s.name, err)
			}
			m.Tables = append(m.Tables, kept)
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	if m.Files, err = addFiles(out, dir); err != nil {
		return m, err
	}
	w, err := out.Create(manifestName)
	if err != nil {
		return m, err
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	return m, errors.Join(encoder.Encode(m), out.Close())
}

// counted hashes and counts what passes.
type counted struct {
	to   io.Writer
	hash hash.Hash
	size int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.hash.Write(b[:n])
	c.size += int64(n)
	return n, err
}

func (c *counted) kept(name string, rows int64) Kept {
	return Kept{Name: name, Rows: rows, Size: c.size, Hash: hex.EncodeToString(c.hash.Sum(nil))}
}

func addEntry(out *zip.Writer, name string, fill func(io.Writer) (int64, error)) (Kept, error) {
	w, err := out.Create(name)
	if err != nil {
		return Kept{}, err
	}
	c := &counted{to: w, hash: sha256.New()}
	rows, err := fill(c)
	return c.kept(name, rows), err
}

// addFiles adds what lies under DIR/files. A file never changes once it is
// there, so it need not belong to the snapshot.
func addFiles(out *zip.Writer, dir string) ([]Kept, error) {
	var all []Kept
	root := filepath.Join(dir, "files")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == root {
			return fs.SkipAll
		}
		if err != nil || entry.IsDir() {
			return err
		}
		name := "files/" + strings.TrimPrefix(filepath.ToSlash(path[len(root):]), "/")
		kept, err := addEntry(out, name, func(w io.Writer) (int64, error) {
			file, err := os.Open(path)
			if err != nil {
				return 0, err
			}
			defer file.Close()
			_, err = io.Copy(w, file)
			return 0, err
		})
		all = append(all, kept)
		return err
	})
	return all, err
}

// dump writes a table, a row a line, each a JSON array in the order of the
// columns, the rows in the order of the primary key.
func (tx *Tx) dump(s *shape, to io.Writer) (count, illegible int64, err error) {
	var line []byte
	cells := newCells(s)
	err = tx.each(s, "", cells, func() error {
		if line, err = cells.line(line[:0]); err != nil {
			return err
		}
		count++
		_, err := to.Write(line)
		return err
	})
	return count, cells.illegible, err
}

// each scans a table, or some of it, row by row in the order of the primary key.
func (tx *Tx) each(s *shape, where string, into *cells, scanned func() error) error {
	query := "SELECT " + strings.Join(s.names(), ", ") + " FROM " + s.name + where + " ORDER BY " + strings.Join(s.key, ", ")
	rows, err := tx.on.query(tx.ctx, query, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into.into...); err != nil {
			return err
		}
		if err := scanned(); err != nil {
			return err
		}
	}
	return rows.Err()
}
