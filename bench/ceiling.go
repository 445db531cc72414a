package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzhttp"

	"parta/access"
	"parta/app"
	"parta/id"
	"parta/internal/config"
	"parta/internal/storage"
)

// ceiling is the server that does as little as can be done: it sends pages from
// memory through the same compression, and saves with the same upsert, ledger
// insert and group commit, in the same file as the server it stands beside. It
// does not know who asks and checks nothing: no session, rights, roll, closing,
// page version or mean.
func ceiling(dir, data string) error {
	mux := http.NewServeMux()
	if err := pagesFromMemory(mux, dir); err != nil {
		return err
	}
	db, err := app.OpenDB(context.Background(), config.Data{Dir: data}, false)
	if err != nil {
		return err
	}
	mux.Handle("POST /save", bareSave(db))
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

// bareMark is a save as the ceiling is sent it.
type bareMark struct {
	Key   string    `json:"key"`
	Org   id.Org    `json:"org"`
	Task  id.Task   `json:"task"`
	Pupil id.Person `json:"pupil"`
	Text  string    `json:"text"`
	Value int64     `json:"value"`
}

func bareSave(db *storage.DB) http.HandlerFunc {
	by := access.Actor{Account: 1, Person: 1}
	return func(w http.ResponseWriter, r *http.Request) {
		var in bareMark
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		err := db.Write(r.Context(), storage.Act{Org: in.Org, By: by, Key: in.Key}, func(tx *storage.Tx) error {
			mark := id.New[id.Mark](tx)
			tx.Record(storage.Line{Act: "mark.set", Thing: "mark", ThingID: mark.Thing(), Pupil: in.Pupil, New: in, Daily: true})
			_, err := tx.Exec(`
				INSERT INTO journal_mark (org_id, task_id, pupil_id, slot, mark_id, text, value, counted, scale, version, given_by, given_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) ON CONFLICT DO NOTHING`,
				in.Org, in.Task, in.Pupil, 1, mark, in.Text, in.Value, true, "five-1", in.Pupil, tx.Now())
			return err
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"results":[{"state":"saved"}]}`))
	}
}
