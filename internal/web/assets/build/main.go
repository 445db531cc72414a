// Command build bundles the style sheets and scripts into dist. It is run by
// go generate in the folder of package assets.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	log.SetFlags(0)
	if err := build("."); err != nil {
		log.Fatal("assets: ", err)
	}
}

func build(root string) error {
	out := map[string][]byte{}
	for _, name := range bundles(root) {
		style, err := bundle(root, api.LoaderCSS, imports(root, "@import %q;", "css/base.css", "css/"+name+".css"))
		if err != nil {
			return err
		}
		script, err := bundle(root, api.LoaderTS, imports(root, "import %q;", "ts/app.ts", "ts/"+name+".ts"))
		if err != nil {
			return err
		}
		out[name+".css"], out[name+".js"] = style, script
	}
	pictures, err := filepath.Glob(filepath.Join(root, "static", "*"))
	if err != nil {
		return err
	}
	for _, picture := range pictures {
		if out[filepath.Base(picture)], err = os.ReadFile(picture); err != nil {
			return err
		}
	}
	return write(filepath.Join(root, "dist"), out)
}

// bundles are the names of css/NAME.css and ts/NAME.ts, and the shell's own, "app".
func bundles(root string) []string {
	names := map[string]bool{"app": true}
	for _, pattern := range []string{"css/*.css", "ts/*.ts"} {
		found, _ := filepath.Glob(filepath.Join(root, pattern)) // the pattern is right
		for _, at := range found {
			name := filepath.Base(at)
			name = strings.TrimSuffix(name, filepath.Ext(name))
			if name != "base" && !strings.Contains(name, ".") {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// imports is the text of an entry that imports those of the files that exist.
func imports(root, form string, names ...string) string {
	var text strings.Builder
	for _, name := range slices.Compact(names) {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			fmt.Fprintf(&text, form+"\n", "./"+name)
		}
	}
	return text.String()
}

func bundle(root string, loader api.Loader, entry string) ([]byte, error) {
	dir, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		Stdin:            &api.StdinOptions{Contents: entry, Loader: loader, ResolveDir: dir, Sourcefile: "entry"},
		AbsWorkingDir:    dir,
		Bundle:           true,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format:        api.FormatIIFE,
		Charset:       api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone,
		Engines: []api.Engine{
			{Name: api.EngineChrome, Version: "109"},
			{Name: api.EngineFirefox, Version: "115"},
			{Name: api.EngineSafari, Version: "15.4"},
		},
		LogLevel: api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("%s: %s", result.Errors[0].Location.File, result.Errors[0].Text)
	}
	return result.OutputFiles[0].Contents, nil
}

// write replaces dist by the files and their compressed forms; one that is not
// smaller is left out.
func write(dist string, files map[string][]byte) error {
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for name, plain := range files {
		for ext, body := range map[string][]byte{"": plain, ".br": brotlied(plain), ".gz": gzipped(plain)} {
			if ext != "" && len(body) >= len(plain) {
				continue
			}
			if err := os.WriteFile(filepath.Join(dist, name+ext), body, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func brotlied(plain []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = w.Write(plain) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func gzipped(plain []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is right
	_, _ = w.Write(plain)
	_ = w.Close()
	return b.Bytes()
}
