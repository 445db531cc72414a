package assets_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"parta/internal/web/assets"
)

func TestAssetIsKeptForEverUnderTheAddressOfItsContent(t *testing.T) {
	for _, tt := range []struct {
		name, url, encoding, wantCoding, wantCache string
		served                                     bool
	}{
		{"a browser of today", assets.Style("app"), "gzip, deflate, br, zstd", "br", "immutable", true},
		{"one without brotli", assets.Style("app"), "gzip;q=1, br;q=0", "gzip", "immutable", true},
		{"one without compression", assets.Style("app"), "", "", "immutable", true},
		{"a page of an earlier build", "/assets/0000000000/app.css", "br", "br", "no-cache", true},
		{"no such file", "/assets/0000000000/nothing.css", "br", "", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, w := httptest.NewRequest("GET", tt.url, nil), httptest.NewRecorder()
			r.Header.Set("Accept-Encoding", tt.encoding)
			served := assets.Serve(w, r)
			if !served && (w.Body.Len() > 0 || len(w.Header()) > 0) {
				t.Errorf("an answer was begun: %v", w.Header())
			}
			if served != tt.served || w.Header().Get("Content-Encoding") != tt.wantCoding || !strings.Contains(w.Header().Get("Cache-Control"), tt.wantCache) {
				t.Errorf("served %t, %q, %q", served, w.Header().Get("Content-Encoding"), w.Header().Get("Cache-Control"))
			}
		})
	}
}

func TestBundleWithoutFilesOfItsOwnIsTheShells(t *testing.T) {
	if got, want := assets.Style("no-such-slice"), assets.Style("app"); got != want || !strings.HasSuffix(got, "/app.css") {
		t.Errorf("style %s, want %s", got, want)
	}
}
