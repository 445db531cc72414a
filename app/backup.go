package app

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"filippo.io/age"

	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
)

// Backup writes one moment of an installation to a file, encrypted when a
// recipient is given. The file appears under its name only when it is whole.
func Backup(ctx context.Context, db *storage.DB, dir, file, recipient string) (m storage.Manifest, err error) {
	out, release, err := newPart(file)
	if err != nil {
		return m, err
	}
	defer func() {
		_ = os.Remove(out.Name())
		_ = release()
	}()
	m, err = backupTo(ctx, db, out, dir, recipient)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return m, err
	}
	if m.Illegible > 0 && exists(file) {
		return m, problem.New(problem.Conflict, "app.backup.illegible", m.Illegible, file)
	}
	if err := MayReplace(file); err != nil { // last, for it may have come meanwhile: SQLite's log has
		return m, err
	}
	if err := os.Rename(out.Name(), file); err != nil {
		return m, err
	}
	return m, syncFolder(filepath.Dir(file))
}

// MayReplace lets a backup take a name that nothing has, or that of an earlier
// backup. Whatever else has it is dear to somebody, and may be the school itself.
func MayReplace(file string) error {
	found, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	is := false
	if found.Mode().IsRegular() {
		is, err = isBackup(file, found.Size())
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return problem.New(problem.Unavailable, "app.backup.forbidden", file)
	case err != nil:
		return err
	case !is:
		return problem.New(problem.Conflict, "app.backup.foreign", file)
	}
	return nil
}

// isBackup tells a backup by what Backup writes, plain or encrypted.
func isBackup(name string, size int64) (bool, error) {
	file, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	return isEncrypted(bufio.NewReader(io.NewSectionReader(file, 0, size))) || storage.IsBackup(file, size), nil
}

// part ends the name of a backup that is not whole yet, whatever it is to be called.
const part = ".parta-part"

// newPart is a file of its own to write a backup to: two into one file at a time
// must not mix. Another that began at the same moment may have swept it before it
// was claimed; then it is made once more.
func newPart(file string) (out *os.File, release func() error, err error) {
	for range 3 {
		if out, err = os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*"+part); err != nil {
			if errors.Is(err, fs.ErrPermission) {
				return nil, nil, problem.New(problem.Unavailable, "app.backup.forbidden", file)
			}
			return nil, nil, problem.New(problem.Unavailable, "app.backup.place", file).Because(err)
		}
		if _, release = storage.Claim(out.Name()); exists(out.Name()) {
			return out, release, nil
		}
		if err := errors.Join(release(), out.Close()); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, os.ErrNotExist
}

// SweepParts removes what killed backups have left in the folder of a file, under
// whatever name, and tells which files these were. It leaves those at work alone.
func SweepParts(file string) (gone []string, err error) {
	found, err := filepath.Glob(filepath.Join(globbed(filepath.Dir(file)), "*"+part))
	for _, name := range found {
		claimed, release := storage.Claim(name)
		if !claimed && runtime.GOOS != "windows" {
			continue
		}
		if os.Remove(name) == nil { // what cannot be removed is in nobody's way
			gone = append(gone, name)
		}
		err = errors.Join(err, release())
	}
	return gone, err
}

// globbed is a folder as a pattern that matches it alone.
func globbed(dir string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(dir)
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
