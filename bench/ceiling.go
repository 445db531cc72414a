package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/klauspost/compress/gzhttp"
	_ "modernc.org/sqlite" // the "sqlite" driver
)

// ceiling is the server that does as little as can be done: it sends pages from
// memory through the same compression, and saves with one upsert and one ledger
// row in a group commit. It does not know who asks and checks nothing.
func ceiling(dir string) error {
	mux := http.NewServeMux()
	if err := pagesFromMemory(mux, dir); err != nil {
		return err
	}
	saves, err := newBareSaves(filepath.Join(dir, "ceiling.db"))
	if err != nil {
		return err
	}
	mux.HandleFunc("POST /save", saves.handle)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("ceiling http://%s\n", listener.Addr())
	return http.Serve(listener, mux)
}

// pagesFromMemory answers /page/{scenario}/{number} with the files of the folder.
func pagesFromMemory(mux *http.ServeMux, dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.html"))
	if err != nil {
		return err
	}
	pages := map[string][]byte{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		pages[filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file)] = body
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		return err
	}
	mux.Handle("GET /page/{scenario}/{number}", compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := pages[r.PathValue("scenario")+"/"+r.PathValue("number")+".html"]
		if body == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(body)
	})))
	return nil
}

// bareSaves is a group commit with nothing around it.
type bareSaves struct{ queue chan *bareSave }

type bareSave struct {
	column, pupil int64
	text          string
	done          chan error
}

func newBareSaves(file string) (*bareSaves, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8192)")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{
		"CREATE TABLE IF NOT EXISTS mark (org_id INTEGER, task_id INTEGER, pupil_id INTEGER, text TEXT, version INTEGER, PRIMARY KEY (org_id, task_id, pupil_id)) STRICT, WITHOUT ROWID",
		"CREATE TABLE IF NOT EXISTS line (org_id INTEGER, seq INTEGER, at TEXT, body TEXT, hash BLOB, PRIMARY KEY (org_id, seq)) STRICT, WITHOUT ROWID",
	} {
		if _, err := conn.ExecContext(context.Background(), statement); err != nil {
			return nil, err
		}
	}
	s := &bareSaves{queue: make(chan *bareSave, 512)}
	writer, err := newBareWriter(conn)
	if err != nil {
		return nil, err
	}
	go writer.run(s.queue)
	return s, nil
}

type bareWriter struct {
	begin, commit, upsert, line *sql.Stmt
	seq                         int64
}

func newBareWriter(conn *sql.Conn) (*bareWriter, error) {
	w := &bareWriter{}
	for _, p := range []struct {
		into **sql.Stmt
		text string
	}{
		{&w.begin, "BEGIN IMMEDIATE"},
		{&w.commit, "COMMIT"},
		{&w.upsert, "INSERT INTO mark (org_id, task_id, pupil_id, text, version) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (org_id, task_id, pupil_id) DO UPDATE SET text = excluded.text, version = version + 1"},
		{&w.line, "INSERT INTO line (org_id, seq, at, body, hash) VALUES ($1, $2, $3, $4, $5)"},
	} {
		s, err := conn.PrepareContext(context.Background(), p.text)
		if err != nil {
			return nil, err
		}
		*p.into = s
	}
	row := conn.QueryRowContext(context.Background(), "SELECT COALESCE(MAX(seq), 0) FROM line WHERE org_id = 1")
	return w, row.Scan(&w.seq)
}

func (w *bareWriter) run(queue chan *bareSave) {
	for first := range queue {
		batch := []*bareSave{first}
		for len(batch) < 128 && len(queue) > 0 {
			batch = append(batch, <-queue)
		}
		err := w.commitAll(batch)
		for _, s := range batch {
			s.done <- err
		}
	}
}

func (w *bareWriter) commitAll(batch []*bareSave) error {
	if _, err := w.begin.Exec(); err != nil {
		return err
	}
	hash := make([]byte, 32)
	for _, s := range batch {
		if _, err := w.upsert.Exec(1, s.column, s.pupil, s.text); err != nil {
			return err
		}
		w.seq++
		_, _ = rand.Read(hash)
		if _, err := w.line.Exec(1, w.seq, "2026-10-19T03:00:00.000Z", `{"new":{"text":"`+s.text+`"}}`, hash); err != nil {
			return err
		}
	}
	_, err := w.commit.Exec()
	return err
}

func (s *bareSaves) handle(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Writes []struct {
			Column, Pupil, Text string
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Writes) == 0 {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	save := &bareSave{column: number(in.Writes[0].Column), pupil: number(in.Writes[0].Pupil), text: in.Writes[0].Text, done: make(chan error, 1)}
	s.queue <- save
	if err := <-save.done; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"results":[{"state":"saved"}]}`))
}

// number folds an identifier to some number; which one does not matter here.
func number(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text[1:], 32, 64)
	if err != nil {
		for _, c := range text {
			n = n*31 + int64(c)
		}
	}
	return n
}
