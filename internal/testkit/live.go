package testkit

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FirstSeq listens to a live page, with a session's token, until it is told of a
// position, and gives what it is told.
func FirstSeq(t testing.TB, pages http.Handler, token, path string) string {
	t.Helper()
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.AddCookie(&http.Cookie{Name: "parta", Value: token})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	told := false
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if data, is := strings.CutPrefix(lines.Text(), "data: "); is && told {
			return data
		}
		told = lines.Text() == "event: seq"
	}
	t.Fatal("the stream ended without a position")
	return ""
}
