package storage

import (
	"embed"
	"errors"
)

// The kit's own table; Merge adds it.
//
//go:embed migrations/*.sql
var ownMigrations embed.FS

// Texts are the sentences of broken constraints.
//
//go:embed text.*.json
var Texts embed.FS

// Meta reads a fact about the database itself: that it is a demo, of which
// version. "" when nobody set it.
func Meta(tx *Tx, name string) (string, error) {
	value, err := Value[string](tx, "SELECT value FROM storage_meta WHERE name = $1", name)
	if errors.Is(err, ErrNone) {
		return "", nil
	}
	return value, err
}

// SetMeta keeps a fact about the database itself; for Control.
func SetMeta(tx *Tx, name, value string) error {
	_, err := tx.Exec(`
		INSERT INTO storage_meta (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}
