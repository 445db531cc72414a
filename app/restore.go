package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"parta/internal/config"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/orgs"
	"parta/when"
)

// RestoreOptions says where a backup goes.
type RestoreOptions struct {
	Data     config.Data
	File     string
	Force    bool      // replace what is there, and take a backup that contradicts itself or saved heads
	Identity string    // file with the key of an encrypted backup; "" for none
	Heads    string    // a file of heads saved elsewhere, besides DIR/heads.log; "" for none
	Out      io.Writer // where damage that Force overrode is told; nil for nowhere
}

// Restored says what a restore has done.
type Restored struct {
	storage.Manifest
	Kept      string // the file or the schema that holds what was there before; "" when nothing was
	KeptHeads string // the file that heads.log became; "" when all its heads still hold
}

// Restore puts a backup in place of an empty installation. It is built beside
// what is there and everything is checked: the file's hashes before; counts,
// hashes, the ledger and heads saved elsewhere after. Only then it takes its
// place, all at once; a restore that fails or is killed leaves what was there.
func Restore(ctx context.Context, o RestoreOptions) (done Restored, err error) {
	leave := asFound(o.Data.Dir)
	release, err := storage.LockFolder(o.Data.Dir)
	if err != nil {
		return done, err
	}
	defer func() {
		if err != nil {
			leave()
		}
		err = errors.Join(err, release())
	}()
	work := workFolder(o.Data.Dir)
	if err := os.RemoveAll(work); err != nil { // of one that was killed
		return done, err
	}
	if err := os.MkdirAll(work, 0o700); err != nil {
		return done, err
	}
	defer func() {
		_ = os.RemoveAll(work)
		_ = os.Remove(filepath.Dir(work)) // unless something else is in it
	}()
	file, err := opened(o, work)
	if err != nil {
		return done, err
	}
	defer file.Close()
	r := &restore{RestoreOptions: o, work: work}
	if done, err = r.run(ctx, file); err != nil && !r.placed && storage.HindranceOf(err) != "" {
		err = errors.Join(err, problem.New(problem.Unavailable, "app.restore.unchanged"))
	}
	return done, err
}

// asFound gives what takes away the folder and the lock in it that a restore has
// made for nothing.
func asFound(dir string) (leave func()) {
	lock := filepath.Join(dir, "lock")
	hadLock, hadFolder := exists(lock), exists(dir)
	return func() {
		if !hadLock {
			_ = os.Remove(lock)
		}
		if !hadFolder {
			_ = os.Remove(dir) // unless something is in it
		}
	}
}

// workFolder is where a restore builds.
func workFolder(dir string) string { return filepath.Join(dir, "tmp", "restore") }

// opened is the backup itself, deciphered into the work folder when encrypted.
func opened(o RestoreOptions, work string) (*os.File, error) {
	file, err := os.Open(o.File)
	if err != nil {
		return nil, err
	}
	if o.Identity == "" {
		if isEncrypted(bufio.NewReader(io.NewSectionReader(file, 0, 64))) {
			return nil, errors.Join(problem.New(problem.Invalid, "app.restore.encrypted", o.File), file.Close())
		}
		return file, nil
	}
	defer file.Close()
	key, err := os.Open(o.Identity)
	if err != nil {
		return nil, err
	}
	defer key.Close()
	identities, err := age.ParseIdentities(key)
	if err != nil {
		return nil, problem.New(problem.Invalid, "app.restore.identity", o.Identity).Because(err)
	}
	sealed := bufio.NewReader(file)
	if !isEncrypted(sealed) {
		return nil, problem.New(problem.Invalid, "app.restore.plain", o.File)
	}
	plain, err := age.Decrypt(sealed, identities...)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, problem.New(problem.Invalid, "app.restore.otherkey", o.Identity).Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	}
	copied, err := os.OpenFile(filepath.Join(work, "plain.zip"), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(copied, plain); storage.HindranceOf(err) != "" {
		return nil, errors.Join(fmt.Errorf("decipher the backup: %w", err), copied.Close())
	} else if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", storage.ErrDamaged, err), copied.Close())
	}
	return copied, nil
}

// isEncrypted tells a file that age has made by how it begins.
func isEncrypted(file *bufio.Reader) bool {
	begin, err := file.Peek(len(ageBegins))
	return err == nil && string(begin) == ageBegins
}

const ageBegins = "age-encryption.org/"

type restore struct {
	RestoreOptions
	work   string
	hold   *storage.Hold // of a PostgreSQL, alone
	saved  savedHeads
	now    when.Instant
	placed bool // what was restored is where it is looked for
}

func (r *restore) run(ctx context.Context, file *os.File) (done Restored, err error) {
	size, err := file.Stat()
	if err != nil {
		return done, err
	}
	in, m, err := storage.OpenBackup(file, size.Size())
	if err != nil {
		return done, err
	}
	done.Manifest = m
	all, err := Migrations()
	if err != nil {
		return done, err
	}
	of, err := all.Only(m.Migrations)
	if err != nil {
		return done, err
	}
	if r.saved, err = headsFor(ctx, m, r.Data.Dir, r.Heads, r.Out); err != nil {
		return done, err
	}
	if err := r.refuseToOverwrite(ctx); err != nil {
		return done, err
	}
	at := config.Data{Dir: r.work}
	if r.Data.Database != "" {
		if r.hold, err = storage.HoldDatabase(ctx, r.Data.Database, true); err != nil {
			return done, err
		}
		defer func() { err = errors.Join(err, r.hold.Release()) }()
		if at.Database, err = storage.Beside(ctx, r.Data.Database); err != nil {
			return done, err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, storage.DropBeside(context.WithoutCancel(ctx), r.Data.Database))
			}
		}()
	}
	old, err := storage.Open(ctx, storage.Config{Dir: at.Dir, Postgres: at.Database, Migrations: of})
	if err != nil {
		return done, err
	}
	ledger.Install(old)
	err = old.Migrate(ctx)
	if err == nil {
		err = old.Restore(ctx, in, m, r.work)
	}
	if err := errors.Join(err, old.Close()); err != nil {
		return done, err
	}
	contradicted, err := r.proven(ctx, at)
	if err != nil {
		return done, err
	}
	heads, err := r.saved.next(r.work, contradicted)
	if err != nil {
		return done, err
	}
	if done.Kept, err = r.place(ctx); err != nil {
		return done, err
	}
	r.placed = true
	done.KeptHeads, err = placeHeads(r.Data.Dir, heads)
	return done, err
}

// refuseToOverwrite lets a restore pass where no organisation is, or where it was
// told to. A first start makes tables, and one on a full disk some of them: neither
// is data.
func (r *restore) refuseToOverwrite(ctx context.Context) error {
	if r.Force {
		return nil
	}
	where := i18n.From(ctx).T("app.restore.database")
	if r.Data.Database == "" {
		where = r.Data.Dir
		if _, err := os.Stat(filepath.Join(where, "parta.db")); errors.Is(err, os.ErrNotExist) {
			return nil
		}
	}
	holds, err := r.holds(ctx)
	if err != nil {
		return problem.New(problem.Conflict, "app.restore.unread", where).Because(err)
	}
	if holds {
		return problem.New(problem.Conflict, "app.restore.occupied", where)
	}
	return nil
}

// holds tells whether an organisation is where the backup is to go, or a table
// that is not of Parta's making.
func (r *restore) holds(ctx context.Context) (holds bool, err error) {
	all, err := Migrations()
	if err != nil {
		return false, err
	}
	db, err := storage.Open(ctx, storage.Config{Dir: r.Data.Dir, Postgres: r.Data.Database, Migrations: all})
	if err != nil {
		return false, err
	}
	defer db.Close()
	own, others, err := db.Tables(ctx)
	if err != nil || len(others) > 0 {
		return true, err
	}
	if !slices.Contains(own, "orgs_directory") {
		return false, nil
	}
	err = db.ReadControl(ctx, func(tx *storage.Tx) error {
		empty, err := orgs.Empty(tx)
		holds = !empty
		return err
	})
	return holds, err
}

// proven opens what was restored with this program's schema and checks all of
// it. What is found stops the restore, unless it was forced: then it is told.
// Lines that saved heads know and a backup lacks stop it too, however old it
// says it is: somebody may have taken the wrong one, or cut it and dated it back.
func (r *restore) proven(ctx context.Context, at config.Data) (contradicted bool, err error) {
	db, err := OpenDB(ctx, at, true)
	if err != nil {
		return false, err
	}
	r.now = db.Now()
	if err := db.Analyze(ctx); err != nil { // first, for the checks read much
		return false, errors.Join(err, db.Close())
	}
	var told bytes.Buffer
	names, err := namesIn(ctx, db)
	if err != nil {
		return false, errors.Join(err, db.Close())
	}
	for _, lines := range r.saved.lacks(i18n.From(ctx), names) {
		fmt.Fprintln(&told, lines)
	}
	err = Check(ctx, db, CheckOptions{Ledger: true, Saved: r.saved.mustHold(), Out: &told, Brief: true})
	if failed := db.Close(); failed != nil {
		return false, errors.Join(err, failed)
	}
	var damaged *Damaged
	contradicted = errors.As(err, &damaged)
	said := strings.TrimSpace(told.String())
	switch {
	case err != nil && !contradicted:
		return false, err
	case r.Force && r.Out != nil:
		_, err = r.Out.Write(told.Bytes())
		return contradicted, err
	case contradicted && !r.Force:
		return false, errors.Join(errors.New(said), problem.New(problem.Conflict, "app.restore.contradicted", damaged.Places))
	case said != "" && !r.Force:
		return false, errors.Join(errors.New(said), problem.New(problem.Conflict, "app.restore.older"))
	}
	return contradicted, nil
}

// place moves what was restored to where it is looked for. What was there stays
// beside it: a file under a name that is free, or tables in a schema of their own,
// until somebody deletes it.
func (r *restore) place(ctx context.Context) (kept string, err error) {
	if err := r.placeFiles(); err != nil {
		return "", err
	}
	if r.Data.Database != "" {
		if err := r.hold.Renew(ctx); err != nil {
			return "", err
		}
		return storage.TakePlace(ctx, r.Data.Database, r.now)
	}
	file := filepath.Join(r.Data.Dir, "parta.db")
	built := filepath.Join(r.work, "parta.db")
	aside := free(file + ".replaced")
	if !exists(file) || storage.Fold(ctx, file) != nil || os.Link(file, aside) != nil {
		return swap(built, file, aside)
	}
	if err := os.Rename(built, file); err != nil { // at no moment is there none
		return "", errors.Join(err, os.Remove(aside))
	}
	return aside, nil
}

// swap is for a file whose log, which may hold commits of a killed server, cannot
// be folded into it, and for a disk that knows no second name of a file: the log
// goes aside with the file.
func swap(built, file, aside string) (kept string, err error) {
	if exists(file) {
		kept = aside
	}
	parts := []string{"", "-wal", "-shm"} // the file first: where it is missing beside a new one, nothing starts
	for _, part := range parts {
		if err = os.Rename(file+part, aside+part); err != nil && !errors.Is(err, os.ErrNotExist) {
			break
		}
		err = nil
	}
	if err == nil {
		err = os.Rename(built, file)
	}
	if err != nil {
		for _, part := range parts {
			if exists(aside + part) {
				err = errors.Join(err, os.Rename(aside+part, file+part))
			}
		}
		return "", err
	}
	return kept, nil
}

// placeFiles moves the restored files, which are named by what is in them, among
// those that are there.
func (r *restore) placeFiles() error {
	from := filepath.Join(r.work, "files")
	return filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) && path == from {
			return filepath.SkipAll
		}
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(r.work, path)
		if err != nil {
			return err
		}
		to := filepath.Join(r.Data.Dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return os.Rename(path, to)
	})
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// free is the name, or the first of name2, name3 … that nothing has.
func free(name string) string {
	found := name
	for n := 2; exists(found); n++ {
		found = fmt.Sprintf("%s%d", name, n)
	}
	return found
}
