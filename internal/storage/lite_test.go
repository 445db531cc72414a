package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func openedLite(t *testing.T) *lite {
	t.Helper()
	l, err := openLite(t.Context(), filepath.Join(t.TempDir(), "parta.db"), liteDSN)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.close() })
	return l
}

func TestOneStatementTooManyPushesOutOneAlone(t *testing.T) {
	l := openedLite(t)
	c := <-l.readers
	defer func() { l.readers <- c }()
	most := 0
	for i := range 1200 {
		if _, err := c.prepared(fmt.Sprint("SELECT ", i)); err != nil {
			t.Fatal(err)
		}
		if len(c.statements) < most {
			t.Fatalf("%d statements are left of %d", len(c.statements), most)
		}
		most = len(c.statements)
	}
	if most == 1200 {
		t.Error("all statements are kept")
	}
}

func TestErasuresAtOnceDoNotWaitForEachOther(t *testing.T) {
	l := openedLite(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				if err := l.emptyLog(ctx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
}
