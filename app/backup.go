package app

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"filippo.io/age"

	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
)

// Backup writes one moment of an installation to a file, encrypted when a
// recipient is given. The file appears under its name only when it is whole.
func Backup(ctx context.Context, db *storage.DB, dir, file, recipient string) (m storage.Manifest, err error) {
	// A name of its own: two backups into one file at a time must not mix.
	out, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.part")
	if err != nil {
		return m, err
	}
	defer func() { _ = os.Remove(out.Name()) }()
	m, err = backupTo(ctx, db, out, dir, recipient)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return m, err
	}
	if err := os.Rename(out.Name(), file); err != nil {
		return m, err
	}
	return m, syncFolder(filepath.Dir(file))
}

// syncFolder brings the names in a folder to the disk, where the system can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func backupTo(ctx context.Context, db *storage.DB, out io.Writer, dir, recipient string) (m storage.Manifest, err error) {
	buffered := bufio.NewWriterSize(out, 1<<20)
	to, end := io.Writer(buffered), func() error { return nil }
	if recipient != "" {
		key, err := age.ParseX25519Recipient(recipient)
		if err != nil {
			return m, problem.New(problem.Invalid, "app.backup.recipient", recipient).Because(err)
		}
		sealed, err := age.Encrypt(buffered, key)
		if err != nil {
			return m, err
		}
		to, end = sealed, sealed.Close
	}
	m, err = db.Backup(ctx, to, dir, func(tx *storage.Tx) ([]string, error) {
		heads, err := ledger.Heads(tx)
		lines := make([]string, len(heads))
		for i, h := range heads {
			lines[i] = h.String()
		}
		return lines, err
	})
	return m, errors.Join(err, end(), buffered.Flush())
}
