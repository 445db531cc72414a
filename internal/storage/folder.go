package storage

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"parta/internal/problem"
)

// LockFolder takes the data folder for this process, so that two servers do not
// share one and restore does not replace what a server has open. The folder is
// made when it is missing.
func LockFolder(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	taken, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if !taken {
		return nil, problem.New(problem.Conflict, "storage.folder.held", dir)
	}
	return lock.Unlock, nil
}
