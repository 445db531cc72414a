package journal_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// firstSeq listens to a live page until it is told of a position.
func (k *kit) firstSeq(who, path string) string {
	k.Helper()
	server := httptest.NewServer(k.router)
	k.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(k.Context(), http.MethodGet, server.URL+path, nil)
	k.must(err)
	r.Header.Set("Accept", "text/event-stream")
	r.AddCookie(&http.Cookie{Name: "parta", Value: who})
	answer, err := http.DefaultClient.Do(r)
	k.must(err)
	defer func() { _ = answer.Body.Close() }()
	told := false
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if data, is := strings.CutPrefix(lines.Text(), "data: "); is && told {
			return data
		}
		told = lines.Text() == "event: seq"
	}
	k.Fatal("the stream ended without a position")
	return ""
}

func TestALivePageAheadOfTheLedgerIsToldToAsk(t *testing.T) {
	each(t, func(k *kit) {
		if got := k.firstSeq("sidorov", pageURL(page7)+"/live?since=5000"); got != `{"seq":5001}` {
			t.Errorf("told %s", got)
		}
	})
}
