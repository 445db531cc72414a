package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"

	"parta/internal/problem"
)

// LockFolder takes the data folder for this process, so that two servers do not
// share one and restore does not replace what a server has open. The folder is
// made when it is missing.
func LockFolder(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(dir, err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	taken, err := lock.TryLock()
	if err != nil {
		return nil, unusable(dir, err)
	}
	if !taken {
		return nil, problem.New(problem.Conflict, "storage.folder.held", dir)
	}
	return lock.Unlock, nil
}

// unusable says that a folder cannot be what holds the data.
func unusable(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return problem.New(problem.Unavailable, "storage.folder.forbidden", dir)
	}
	return problem.New(problem.Unavailable, "storage.folder.unusable", dir).Because(err)
}

// Claim takes a file for this process while it is at work on it, so that another
// can tell it from what a killed one has left. Not where the system knows no such
// locks, and not on Windows, where a file that is open is not removed anyway: there
// nothing is ever claimed.
func Claim(file string) (claimed bool, release func() error) {
	none := func() error { return nil }
	if runtime.GOOS == "windows" {
		return false, none
	}
	lock := flock.New(file, flock.SetFlag(os.O_RDWR))
	if taken, err := lock.TryLock(); err != nil || !taken {
		return false, none
	}
	return true, lock.Unlock
}
