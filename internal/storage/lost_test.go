package storage_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

// cutter stands between us and PostgreSQL. When armed, it lets the next statement
// with its words through, waits until the server has answered it, and cuts the
// line instead of passing the answer on.
type cutter struct {
	network, server string
	words           string
	armed           atomic.Bool
	cuts            atomic.Int32
}

func (c *cutter) serve(t *testing.T) (address string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go c.relay(client)
		}
	}()
	return listener.Addr().String()
}

func (c *cutter) relay(client net.Conn) {
	defer client.Close()
	server, err := net.Dial(c.network, c.server)
	if err != nil {
		return
	}
	defer server.Close()
	var cutting atomic.Bool
	go func() {
		buffer := make([]byte, 64<<10)
		for {
			n, err := client.Read(buffer)
			if err != nil {
				server.Close()
				return
			}
			if bytes.Contains(bytes.ToLower(buffer[:n]), []byte(c.words)) && c.armed.CompareAndSwap(true, false) {
				cutting.Store(true)
			}
			if _, err := server.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil || cutting.Load() {
			if cutting.Load() {
				c.cuts.Add(1)
			}
			return
		}
		if _, err := client.Write(buffer[:n]); errors.Is(err, io.EOF) || err != nil {
			return
		}
	}
}

// behindCutter opens a kit's database once more, through a cutter.
func behindCutter(t *testing.T, k *testkit.Kit, words string) (*storage.DB, *cutter) {
	t.Helper()
	target, err := url.Parse(k.Config.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{network: "tcp", server: target.Host, words: words}
	query := target.Query()
	if folder := query.Get("host"); folder != "" {
		c.network, c.server = "unix", filepath.Join(folder, ".s.PGSQL.5432")
		query.Del("host")
		target.RawQuery = query.Encode()
	}
	target.Host = c.serve(t)
	config := k.Config
	config.Postgres = target.String()
	db, err := storage.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ledger.Install(db)
	return db, c
}

func TestActIsDoneOnceWhenTheLineIsCutDuringCommit(t *testing.T) {
	for _, engine := range []string{"postgres", "partitioned"} {
		t.Run(engine, func(t *testing.T) {
			k := template.Open(t, engine)
			db, c := behindCutter(t, k, "commit")
			c.armed.Store(true)
			err := db.Write(t.Context(), act("k"), func(tx *storage.Tx) error { return add(tx, 1, "a") })
			var repeated *storage.Repeated
			if !errors.As(err, &repeated) {
				t.Errorf("err = %v, want the act found done", err)
			}
			if c.cuts.Load() != 1 {
				t.Fatalf("%d cuts, want 1", c.cuts.Load())
			}
			k.DB.Read(context.Background(), org, func(tx *storage.Tx) error {
				lines, err := ledger.Request(tx, "k")
				if err != nil || len(lines) != 1 {
					t.Errorf("lines = %v, %v, want the one of the first try", lines, err)
				}
				return nil
			})
			if rows := count(t, k.DB, "probe_row"); rows != 1 {
				t.Errorf("%d rows, want 1", rows)
			}
		})
	}
}

// TestWhatHasNoKeyIsNotDoneAgainWhenTheLineIsCutDuringCommit is about a new
// password that is set by a code of one use: tried again, the code is used already,
// and the person is told that nothing was set.
func TestWhatHasNoKeyIsNotDoneAgainWhenTheLineIsCutDuringCommit(t *testing.T) {
	for _, tt := range []struct {
		cut, want string
		ran       int
	}{
		{"commit", "storage.unanswered", 1},
		{"insert into probe_control", "", 2}, // nothing can have been done then
	} {
		t.Run(tt.cut, func(t *testing.T) {
			k := template.Open(t, "postgres")
			db, c := behindCutter(t, k, tt.cut)
			c.armed.Store(true)
			ran := 0
			err := db.Control(t.Context(), func(tx *storage.Tx) error {
				ran++
				_, err := tx.Exec("INSERT INTO probe_control (name, value) VALUES ('a', 'b')")
				return err
			})
			if c.cuts.Load() != 1 {
				t.Fatalf("%d cuts, want 1", c.cuts.Load())
			}
			if problem.KeyOf(err) != tt.want || ran != tt.ran || tt.want == "" && err != nil {
				t.Errorf("run %d times, err = %v; want %d times, %q", ran, err, tt.ran, tt.want)
			}
		})
	}
}

func TestReaderDoesNotNoticeThatIdleConnectionsWereCut(t *testing.T) {
	k := template.Open(t, "postgres")
	for range 2 { // the pool asks a connection whether it lives before it first lends it again
		var all sync.WaitGroup
		all.Add(8)
		for range 8 { // as many connections: none is given back before each reader has one
			go func() {
				if err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
					_, err := storage.Value[int](tx, "SELECT 1")
					all.Done()
					all.Wait()
					return err
				}); err != nil {
					t.Error(err)
				}
			}()
		}
		all.Wait()
	}
	cutAll(t, k)
	if rows := count(t, k.DB, "probe_row"); rows != 0 {
		t.Errorf("%d rows, want none", rows)
	}
}

func TestReaderDoesNotNoticeThatTheLineWasCutBeforeAnythingWasRead(t *testing.T) {
	k := template.Open(t, "postgres")
	db, c := behindCutter(t, k, "from probe_row")
	c.armed.Store(true)
	if rows := count(t, db, "probe_row"); rows != 0 || c.cuts.Load() != 1 {
		t.Errorf("%d rows after %d cuts, want none after 1", rows, c.cuts.Load())
	}
}

func TestReaderWhoseLineIsCutMidwayIsToldToTryAgain(t *testing.T) {
	k := template.Open(t, "postgres")
	err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
		if _, err := storage.Value[int](tx, "SELECT 1"); err != nil {
			return err
		}
		cutAll(t, k)
		_, err := storage.Value[int](tx, "SELECT 1")
		return err
	})
	if problem.KindOf(err) != problem.Unavailable {
		t.Errorf("err = %v, want a problem Unavailable", err)
	}
}

// cutAll ends every connection to the database of a kit.
func cutAll(t *testing.T, k *testkit.Kit) {
	t.Helper()
	pool, err := sql.Open("pgx", k.Config.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, cut := range []string{"pg_terminate_backend(pid)", "pg_terminate_backend(pid, 5000)"} { // the second waits for what the first has begun
		if _, err := pool.Exec("SELECT " + cut + " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
			t.Fatal(err)
		}
	}
}
