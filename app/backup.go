package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"parta/internal/config"
	"parta/internal/storage"
	"parta/ledger"
)

// Backup writes one moment of an installation to a file, encrypted when a
// recipient is given. The file appears under its name only when it is whole.
func Backup(ctx context.Context, db *storage.DB, dir, file, recipient string) (m storage.Manifest, err error) {
	part := file + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return m, err
	}
	defer func() { _ = os.Remove(part) }()
	m, err = backupTo(ctx, db, out, dir, recipient)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return m, err
	}
	return m, os.Rename(part, file)
}

func backupTo(ctx context.Context, db *storage.DB, out io.Writer, dir, recipient string) (m storage.Manifest, err error) {
	buffered := bufio.NewWriterSize(out, 1<<20)
	to, end := io.Writer(buffered), func() error { return nil }
	if recipient != "" {
		key, err := age.ParseX25519Recipient(recipient)
		if err != nil {
			return m, fmt.Errorf("--recipient: %w", err)
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

// RestoreOptions says where a backup goes.
type RestoreOptions struct {
	Data     config.Data
	File     string
	Force    bool   // replace what is there
	Identity string // file with the key of an encrypted backup; "" for none
}

// Restore puts a backup in place of an empty installation. Everything is
// checked first: the file's hashes before, counts, hashes and ledger after.
func Restore(ctx context.Context, o RestoreOptions) (m storage.Manifest, err error) {
	release, err := storage.LockFolder(o.Data.Dir)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, release()) }()
	work := filepath.Join(o.Data.Dir, "tmp", "restore")
	if err := os.MkdirAll(work, 0o700); err != nil {
		return m, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	file, err := opened(o, work)
	if err != nil {
		return m, err
	}
	defer file.Close()
	r := &restore{RestoreOptions: o, work: work}
	return r.run(ctx, file)
}

// opened is the backup itself, deciphered into the work folder when encrypted.
func opened(o RestoreOptions, work string) (*os.File, error) {
	file, err := os.Open(o.File)
	if err != nil || o.Identity == "" {
		return file, err
	}
	defer file.Close()
	key, err := os.Open(o.Identity)
	if err != nil {
		return nil, err
	}
	defer key.Close()
	identities, err := age.ParseIdentities(key)
	if err != nil {
		return nil, fmt.Errorf("--identity: %w", err)
	}
	plain, err := age.Decrypt(bufio.NewReader(file), identities...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	}
	copied, err := os.OpenFile(filepath.Join(work, "plain.zip"), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(copied, plain); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", storage.ErrDamaged, err), copied.Close())
	}
	return copied, nil
}

type restore struct {
	RestoreOptions
	work string
}

func (r *restore) run(ctx context.Context, file *os.File) (m storage.Manifest, err error) {
	size, err := file.Stat()
	if err != nil {
		return m, err
	}
	in, m, err := storage.OpenBackup(file, size.Size())
	if err != nil {
		return m, err
	}
	all, err := Migrations()
	if err != nil {
		return m, err
	}
	of, err := all.Only(m.Migrations)
	if err != nil {
		return m, err
	}
	// Only now, when the backup is known to be whole and of a schema that can be
	// made, may what is there have to make way.
	if err := r.refuseToOverwrite(ctx); err != nil {
		return m, err
	}
	at := config.Data{Dir: r.work, Database: r.Data.Database}
	old, err := storage.Open(ctx, storage.Config{Dir: at.Dir, Postgres: at.Database, Migrations: of})
	if err != nil {
		return m, err
	}
	ledger.Install(old)
	err = old.Migrate(ctx)
	if err == nil {
		err = old.Restore(ctx, in, m, r.Data.Dir)
	}
	if err := errors.Join(err, old.Close()); err != nil {
		return m, err
	}
	if err := r.proven(ctx, at); err != nil {
		return m, err
	}
	return m, r.place()
}

// refuseToOverwrite makes way when it was told to, and only then.
func (r *restore) refuseToOverwrite(ctx context.Context) error {
	if r.Data.Database == "" {
		_, err := os.Stat(filepath.Join(r.Data.Dir, "parta.db"))
		if errors.Is(err, os.ErrNotExist) || r.Force {
			return nil
		}
		return fmt.Errorf("%s holds data already: restore refuses to overwrite it without --force", r.Data.Dir)
	}
	all, err := Migrations()
	if err != nil {
		return err
	}
	db, err := storage.Open(ctx, storage.Config{Postgres: r.Data.Database, Migrations: all})
	if err != nil {
		return err
	}
	defer db.Close()
	bare, err := db.Bare(ctx)
	if err != nil || bare {
		return err
	}
	if !r.Force {
		return errors.New("the database holds tables already: restore refuses to overwrite them without --force")
	}
	return db.Clear(ctx)
}

// proven opens what was restored with this program's schema and walks every chain.
func (r *restore) proven(ctx context.Context, at config.Data) error {
	db, err := OpenDB(ctx, at, true)
	if err != nil {
		return err
	}
	err = Check(ctx, db, CheckOptions{Ledger: true, Out: io.Discard})
	return errors.Join(err, db.Close())
}

// place moves the restored file to its name. What was there stays beside it
// with its log, which may hold commits of a killed server, under a name that is
// free, until somebody deletes it.
func (r *restore) place() error {
	if r.Data.Database != "" {
		return nil
	}
	file := filepath.Join(r.Data.Dir, "parta.db")
	aside := file + ".replaced"
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s.replaced%d", file, n)
	}
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(file+part, aside+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return os.Rename(filepath.Join(r.work, "parta.db"), file)
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
