package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Root is where the addresses of assets begin.
const Root = "/assets/"

//go:embed dist
var dist embed.FS

// file is one asset in the forms it is sent in.
type file struct {
	url                 string
	kind                string // media type
	plain, gzip, brotli []byte
}

// files are all assets by name, read once.
var files = sync.OnceValue(func() map[string]*file {
	all := map[string]*file{}
	err := fs.WalkDir(dist, "dist", func(at string, entry fs.DirEntry, err error) error {
		ext := path.Ext(at)
		if err != nil || entry.IsDir() || ext == ".br" || ext == ".gz" {
			return err
		}
		plain, err := dist.ReadFile(at)
		if err != nil {
			return err
		}
		name := path.Base(at)
		sum := sha256.Sum256(plain)
		f := &file{url: Root + hex.EncodeToString(sum[:5]) + "/" + name, kind: mime.TypeByExtension(ext), plain: plain}
		f.brotli, _ = dist.ReadFile(at + ".br") // absent where it would not be smaller
		f.gzip, _ = dist.ReadFile(at + ".gz")
		all[name] = f
		return nil
	})
	if err != nil {
		panic(err) // the files are inside the program
	}
	return all
})

// URL is the address of an asset; that of no file when there is none of the name.
func URL(name string) string {
	if f := files()[name]; f != nil {
		return f.url
	}
	return Root + "none/" + name
}

// Style is the address of a bundle's style sheet; the shell's own when the
// bundle has none.
func Style(bundle string) string { return either(bundle+".css", "app.css") }

// Script is the address of a bundle's script; the shell's own when the bundle
// has none.
func Script(bundle string) string { return either(bundle+".js", "app.js") }

func either(name, fallback string) string {
	if files()[name] != nil {
		return URL(name)
	}
	return URL(fallback)
}

// Serve answers an address that URL gave; false leaves any other to be answered.
// An address of an earlier build is answered with today's file and not kept: the
// page asking for it is older.
func Serve(w http.ResponseWriter, r *http.Request) (served bool) {
	f := files()[path.Base(r.URL.Path)]
	if f == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if r.URL.Path == f.url {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	switch {
	case f.brotli != nil && accepts(r, "br"):
		body = f.brotli
		h.Set("Content-Encoding", "br")
	case f.gzip != nil && accepts(r, "gzip"):
		body = f.gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
	return true
}

func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == coding {
			return strings.ReplaceAll(params, " ", "") != "q=0"
		}
	}
	return false
}
