package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"parta/internal/storage"
	"parta/ledger"
)

// CheckOptions says what to check and where to report.
type CheckOptions struct {
	Ledger bool
	Heads  string // a file of heads saved elsewhere; "" for none
	Out    io.Writer
}

// Check looks for damage. It reports each on a line of Out and returns an error
// that counts them.
func Check(ctx context.Context, db *storage.DB, o CheckOptions) error {
	faults, err := db.Integrity(ctx)
	if err != nil {
		return err
	}
	for _, fault := range faults {
		if _, err := fmt.Fprintln(o.Out, fault); err != nil {
			return err
		}
	}
	damages := len(faults)
	if o.Ledger || o.Heads != "" {
		found, err := checkLedger(ctx, db, o)
		if err != nil {
			return err
		}
		damages += found
	}
	if damages > 0 {
		return fmt.Errorf("damage found in %d places", damages)
	}
	_, err = fmt.Fprintln(o.Out, "no damage found")
	return err
}

func checkLedger(ctx context.Context, db *storage.DB, o CheckOptions) (found int, err error) {
	var saved []ledger.Head
	if o.Heads != "" {
		file, err := os.Open(o.Heads)
		if err != nil {
			return 0, err
		}
		defer file.Close()
		if saved, err = ledger.ReadHeads(file); err != nil {
			return 0, fmt.Errorf("%s: %w", o.Heads, err)
		}
	}
	heads, err := headsNow(ctx, db, saved)
	if err != nil {
		return 0, err
	}
	for _, h := range heads {
		damages, lines, err := ledger.Verify(ctx, db, h.Org, saved)
		if err != nil {
			return found, err
		}
		for _, d := range damages {
			if _, err := fmt.Fprintln(o.Out, d); err != nil {
				return found, err
			}
		}
		found += len(damages)
		if _, err := fmt.Fprintf(o.Out, "%s  %d lines checked\n", h, lines); err != nil {
			return found, err
		}
	}
	return found, nil
}

// headsNow lists the chains there are, and those that were saved but are gone.
func headsNow(ctx context.Context, db *storage.DB, saved []ledger.Head) (heads []ledger.Head, err error) {
	err = db.ReadControl(ctx, func(tx *storage.Tx) error {
		heads, err = ledger.Heads(tx)
		return err
	})
	known := map[string]bool{}
	for _, h := range heads {
		known[h.Org.String()] = true
	}
	for _, h := range saved {
		if !known[h.Org.String()] {
			known[h.Org.String()] = true
			heads = append(heads, ledger.Head{Org: h.Org, At: h.At})
		}
	}
	return heads, err
}

// SaveHeads adds the heads of now to DIR/heads.log, from where they are to be
// carried to another machine.
func SaveHeads(ctx context.Context, db *storage.DB, dir string) error {
	heads, err := headsNow(ctx, db, nil)
	if err != nil || len(heads) == 0 {
		return err
	}
	file, err := os.OpenFile(filepath.Join(dir, "heads.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for _, h := range heads {
		if _, err := fmt.Fprintln(file, h); err != nil {
			_ = file.Close()
			return err
		}
	}
	return file.Close()
}

// headsEvery is how often a running server saves heads.
const headsEvery = 24 * time.Hour
