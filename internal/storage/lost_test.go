package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"parta/internal/storage"
	"parta/ledger"
)

// cutter stands between us and PostgreSQL. When armed, it lets the next COMMIT
// through, waits until the server has answered it, and cuts the line instead
// of passing the answer on.
type cutter struct {
	network, server string
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
			if bytes.Contains(bytes.ToLower(buffer[:n]), []byte("commit")) && c.armed.CompareAndSwap(true, false) {
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

func TestActIsDoneOnceWhenTheLineIsCutDuringCommit(t *testing.T) {
	for _, engine := range []string{"postgres", "partitioned"} {
		t.Run(engine, func(t *testing.T) {
			k := template.Open(t, engine)
			target, err := url.Parse(k.Config.Postgres)
			if err != nil {
				t.Fatal(err)
			}
			c := &cutter{network: "tcp", server: target.Host}
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
			defer db.Close()
			ledger.Install(db)

			c.armed.Store(true)
			err = db.Write(t.Context(), act("k"), func(tx *storage.Tx) error { return add(tx, 1, "a") })
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
