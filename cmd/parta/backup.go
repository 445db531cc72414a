package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/when"
)

type backupCmd struct {
	config.Data
	File      string `arg:"" help:"Where to write the backup." type:"path"`
	Recipient string `help:"Encrypt to this public key, age1…; made by age-keygen." placeholder:"KEY"`
}

func (c *backupCmd) Run(ctx context.Context, to streams) error {
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Dir, "parta.db")); err != nil {
			return fmt.Errorf("nothing to back up: %w", err)
		}
	}
	earlier, err := earlierBackup(c.File)
	if err != nil {
		return err
	}
	db, err := app.OpenDB(ctx, c.Data, false)
	if err != nil {
		return err
	}
	defer db.Close()
	m, err := app.Backup(ctx, db, c.Dir, c.File, c.Recipient)
	switch {
	case err != nil && earlier != "":
		return fmt.Errorf("%w\nthe earlier backup of %s is still in %s", err, earlier, c.File)
	case err != nil:
		return err
	case earlier != "":
		if _, err := fmt.Fprintf(to.out, "replaced the earlier backup of %s in %s\n", earlier, c.File); err != nil {
			return err
		}
	}
	return told(to, "backed up", m)
}

// earlierBackup tells when the file that a backup is to replace was written; ""
// when there is none.
func earlierBackup(file string) (string, error) {
	found, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case found.IsDir():
		return "", fmt.Errorf("%s is a folder: name a file in it, such as %s", file, filepath.Join(file, "parta.zip"))
	}
	return when.At(found.ModTime()).String(), nil
}

type restoreCmd struct {
	config.Data
	File     string `arg:"" help:"The backup." type:"existingfile"`
	Force    bool   `help:"Replace what is there, which stays as parta.db.replaced or as tables of a schema parta_replaced_…, and take a backup that contradicts saved heads."`
	Heads    string `help:"Compare the chains with heads saved elsewhere, besides those of DIR/heads.log." type:"existingfile" placeholder:"FILE"`
	Identity string `help:"File with the secret key of an encrypted backup." type:"existingfile" placeholder:"FILE"`
}

func (c *restoreCmd) Run(ctx context.Context, to streams) error {
	done, err := app.Restore(ctx, app.RestoreOptions{
		Data: c.Data, File: c.File, Force: c.Force, Identity: c.Identity, Heads: c.Heads, Out: to.err,
	})
	if err != nil {
		return err
	}
	if done.Kept != "" {
		if _, err := fmt.Fprintf(to.out, "what was there is kept as %s until you delete it\n", done.Kept); err != nil {
			return err
		}
	}
	return told(to, "restored and checked", done.Manifest)
}

func told(to streams, what string, m storage.Manifest) error {
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	if _, err := fmt.Fprintf(to.out, "%s: %d rows in %d tables, %d files, of %s\n", what, rows, len(m.Tables), len(m.Files), m.At); err != nil {
		return err
	}
	for _, head := range m.Heads {
		if _, err := fmt.Fprintln(to.out, head); err != nil {
			return err
		}
	}
	return nil
}
