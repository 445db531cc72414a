package web_test

import (
	"bufio"
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/internal/web"
	"parta/ledger"
)

var template = &testkit.Template{Slices: []fs.FS{ledger.Migrations}, Install: ledger.Install}

const (
	group7B = id.Group(1<<40 + 71)
	group9A = id.Group(1<<40 + 91)
)

// liveServer serves a stream of group 7Б's changes; barred takes the right away.
func liveServer(t *testing.T) (server *httptest.Server, db *storage.DB, rt *web.Router, barred *atomic.Bool) {
	t.Helper()
	db, barred = template.SQLite(t).DB, &atomic.Bool{}
	rt = router(t, config(t))
	rt.Handle("GET /o/{org}/live", access.EnterOrg, func(w http.ResponseWriter, r *http.Request) error {
		return web.Live(w, r, db, web.Watch{
			Topic: "7Б",
			Match: func(c storage.Change) bool { return c.Group == group7B },
			Recheck: func(context.Context) error {
				if barred.Load() {
					return problem.New(problem.Forbidden, "web.problem.forbidden")
				}
				return nil
			},
		})
	})
	server = httptest.NewServer(rt)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server, db, rt, barred
}

// listen opens the stream as somebody and hands on its events, "name data".
func listen(t *testing.T, server *httptest.Server, who string) (events <-chan string, answer *http.Response) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/o/"+school1.String()+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Accept-Encoding", "zstd, gzip")
	r.AddCookie(&http.Cookie{Name: "parta", Value: who})
	answer, err = http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	found := make(chan string, 64)
	go func() {
		defer close(found)
		name := ""
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if after, is := strings.CutPrefix(lines.Text(), "event: "); is {
				name = after
			}
			if after, is := strings.CutPrefix(lines.Text(), "data: "); is {
				found <- name + " " + after
			}
		}
	}()
	return found, answer
}

// next is the next event, "" when the stream ended.
func next(t *testing.T, events <-chan string) string {
	t.Helper()
	select {
	case event := <-events:
		return event
	case <-time.After(10 * time.Second):
		t.Fatal("no event came")
		return ""
	}
}

func change(t *testing.T, db *storage.DB, key, act string, group id.Group) {
	t.Helper()
	err := db.Write(t.Context(), storage.Act{Org: school1, Key: key}, func(tx *storage.Tx) error {
		tx.Record(storage.Line{Act: act, Thing: "mark", Group: group})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStreamTellsThePositionOfWhatConcernsThePage(t *testing.T) {
	server, db, _, _ := liveServer(t)
	events, answer := listen(t, server, "ivanova")
	if got := answer.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("the stream is compressed by %s, which holds events back", got)
	}
	if got := next(t, events); got != `here {"people":[]}` {
		t.Errorf("first event %s", got)
	}
	change(t, db, "1", "mark.set", group9A)
	change(t, db, "2", "mark.set", group7B)
	if got := next(t, events); got != `seq {"seq":2}` {
		t.Errorf("event %s, want the position of 7Б's change", got)
	}
}

func TestOneAccountListensAtTwelvePagesAtMostWhereverItIsSignedIn(t *testing.T) {
	server, _, _, _ := liveServer(t)
	for n := range 12 {
		who := []string{"ivanova", "ivanova.home"}[n%2]
		if _, answer := listen(t, server, who); answer.StatusCode != 200 {
			t.Fatalf("stream %d = %d, want 200", n+1, answer.StatusCode)
		}
	}
	for who, want := range map[string]int{"ivanova": 429, "ivanova.home": 429, "petrova": 200} {
		if _, answer := listen(t, server, who); answer.StatusCode != want {
			t.Errorf("one more as %s = %d, want %d", who, answer.StatusCode, want)
		}
	}
}

func TestPeopleOnOnePageSeeEachOther(t *testing.T) {
	server, _, _, _ := liveServer(t)
	ivanova, _ := listen(t, server, "ivanova")
	next(t, ivanova)
	petrova, answer := listen(t, server, "petrova")
	if got := next(t, petrova); got != `here {"people":["Иванова Елена"]}` {
		t.Errorf("Petrova sees %s", got)
	}
	if got := next(t, ivanova); got != `here {"people":["Петрова Ольга"]}` {
		t.Errorf("Ivanova sees %s", got)
	}
	_ = answer.Body.Close()
	if got := next(t, ivanova); got != `here {"people":[]}` {
		t.Errorf("when Petrova has gone Ivanova sees %s", got)
	}
}

func TestStreamEndsWhenTheRightIsLost(t *testing.T) {
	server, db, _, barred := liveServer(t)
	events, _ := listen(t, server, "ivanova")
	next(t, events)
	barred.Store(true)
	change(t, db, "1", "role.end", 0)
	if got := next(t, events); got != "gone {}" {
		t.Errorf("event %s, want gone", got)
	}
	if got := next(t, events); got != "" {
		t.Errorf("then %s, want the end", got)
	}
}

func TestStreamsEndWhenTheServerStops(t *testing.T) {
	server, _, rt, _ := liveServer(t)
	events, _ := listen(t, server, "ivanova")
	next(t, events)
	rt.Close()
	if got := next(t, events); got != "" {
		t.Errorf("event %s, want the end", got)
	}
}

func TestTooManyStreamsOfOneBrowserAreRefused(t *testing.T) {
	server, _, _, _ := liveServer(t)
	for range 12 {
		if _, answer := listen(t, server, "ivanova"); answer.StatusCode != 200 {
			t.Fatalf("a stream was refused: %d", answer.StatusCode)
		}
	}
	if _, answer := listen(t, server, "ivanova"); answer.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the thirteenth = %d, want 429", answer.StatusCode)
	}
}

func TestStreamOfAnotherSchoolDoesNotExist(t *testing.T) {
	server, _, _, _ := liveServer(t)
	if _, answer := listen(t, server, "volkova"); answer.StatusCode != 404 {
		t.Errorf("Volkova = %d, want 404", answer.StatusCode)
	}
}
