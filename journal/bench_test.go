package journal_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// nowhere is a reader that keeps nothing, so that only the answer is measured.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}

func benchmarkPage(b *testing.B, between func(k *kit)) {
	k := newKit(b, template.SQLite(b))
	r := httptest.NewRequest("GET", pageURL(page7), nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	r.AddCookie(&http.Cookie{Name: "parta", Value: "ivanova"})
	b.ReportAllocs()
	for b.Loop() {
		between(k)
		k.router.ServeHTTP(&nowhere{http.Header{}}, r)
	}
}

func BenchmarkPageWarm(b *testing.B) { benchmarkPage(b, func(*kit) {}) }

func BenchmarkPageCold(b *testing.B) { benchmarkPage(b, (*kit).forgetPages) }
