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
		want                                       int
	}{
		{"a browser of today", assets.Style("app"), "gzip, deflate, br, zstd", "br", "immutable", 200},
		{"one without brotli", assets.Style("app"), "gzip;q=1, br;q=0", "gzip", "immutable", 200},
		{"one without compression", assets.Style("app"), "", "", "immutable", 200},
		{"a page of an earlier build", "/assets/0000000000/app.css", "br", "br", "no-cache", 200},
		{"no such file", "/assets/0000000000/nothing.css", "br", "", "", 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, w := httptest.NewRequest("GET", tt.url, nil), httptest.NewRecorder()
			r.Header.Set("Accept-Encoding", tt.encoding)
			assets.Serve(w, r)
			if w.Code != tt.want || w.Header().Get("Content-Encoding") != tt.wantCoding || !strings.Contains(w.Header().Get("Cache-Control"), tt.wantCache) {
				t.Errorf("%d, %q, %q", w.Code, w.Header().Get("Content-Encoding"), w.Header().Get("Cache-Control"))
			}
		})
	}
}

func TestBundleWithoutFilesOfItsOwnIsTheShells(t *testing.T) {
	if got, want := assets.Style("no-such-slice"), assets.Style("app"); got != want || !strings.HasSuffix(got, "/app.css") {
		t.Errorf("style %s, want %s", got, want)
	}
}
