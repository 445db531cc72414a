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
	File      string `arg:"" type:"path"`
	Recipient string `placeholder:"KEY"`
}

func (c *backupCmd) Run(ctx context.Context, to streams) error {
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Dir, "parta.db")); errors.Is(err, os.ErrNotExist) {
			return refusal("parta.backup.nothing", c.Dir)
		}
	}
	earlier, err := earlierBackup(c.File)
	if err != nil {
		return err
	}
	db, err := app.OpenToRead(ctx, c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	swept, err := app.SweepParts(c.File)
	for _, name := range swept {
		_, _ = fmt.Fprintln(to.err, say(ctx, "parta.backup.swept", name))
	}
	if err != nil {
		return err
	}
	m, err := app.Backup(ctx, db, c.Dir, c.File, c.Recipient)
	if err == nil && m.Illegible > 0 {
		_, _ = fmt.Fprintln(to.err, say(ctx, "parta.backup.illegible", m.Illegible))
	}
	switch {
	case err != nil && !earlier.IsZero():
		return errors.Join(err, refusal("parta.backup.still", c.File, earlier))
	case err != nil:
		return err
	case !earlier.IsZero():
		if _, err := fmt.Fprintln(to.out, say(ctx, "parta.backup.replaced", c.File, earlier)); err != nil {
			return err
		}
	}
	return told(ctx, to, "parta.backup.done", m)
}

// earlierBackup tells when the backup that another is to replace was written; the
// zero moment when there is none.
func earlierBackup(file string) (at when.Instant, err error) {
	found, err := os.Lstat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return at, nil
	case err != nil:
		return at, err
	case found.IsDir():
		return at, refusal("parta.backup.folder", file, filepath.Join(file, "parta.zip"))
	}
	return when.At(found.ModTime()), app.MayReplace(file)
}

type restoreCmd struct {
	config.Data
	File     string `arg:"" type:"path"`
	Force    bool
	Heads    string `type:"path" placeholder:"FILE"`
	Identity string `type:"path" placeholder:"FILE"`
}

func (c *restoreCmd) Run(ctx context.Context, to streams) error {
	if err := mustBeThere(c.File, c.Heads, c.Identity); err != nil {
		return err
	}
	done, err := app.Restore(ctx, app.RestoreOptions{
		Data: c.Data, File: c.File, Force: c.Force, Identity: c.Identity, Heads: c.Heads, Out: to.err,
	})
	if err != nil {
		return err
	}
	if done.Kept != "" {
		if _, err := fmt.Fprintln(to.out, say(ctx, "parta.restore.kept", done.Kept)); err != nil {
			return err
		}
	}
	if done.KeptHeads != "" {
		if _, err := fmt.Fprintln(to.out, say(ctx, "parta.restore.heads", done.KeptHeads)); err != nil {
			return err
		}
	}
	return told(ctx, to, "parta.restore.done", done.Manifest)
}

// told says how much was backed up or restored, and the heads of its chains.
func told(ctx context.Context, to streams, key string, m storage.Manifest) error {
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	at, err := when.ParseInstant(m.At)
	if err != nil {
		return err
	}
	lines := []string{say(ctx, key, at, rows, len(m.Tables), len(m.Files))}
	if len(m.Heads) > 0 {
		lines = append(lines, say(ctx, "parta.heads"))
	}
	for _, line := range append(lines, m.Heads...) {
		if _, err := fmt.Fprintln(to.out, line); err != nil {
			return err
		}
	}
	return nil
}
