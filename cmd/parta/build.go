package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// versionFlag answers instead of a command.
type versionFlag bool

func (versionFlag) BeforeReset(parser *kong.Kong) error {
	_, err := fmt.Fprintln(parser.Stdout, version())
	parser.Exit(exitDone)
	return err
}

// version says which program this is, for whoever asks about it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return versionOf(info, build)
}

// versionOf goes by the release and by what Go stamps of the repository. Where it
// was told to stamp nothing, the build still tells two programs apart.
func versionOf(info *debug.BuildInfo, build func() string) string {
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	revision := set["vcs.revision"]
	revision = revision[:min(12, len(revision))]
	said, release := "parta", info.Main.Version
	if release == "(devel)" || revision != "" && strings.HasPrefix(release, "v0.0.0-") { // Go made it of the revision
		release = ""
	}
	if release != "" {
		said += " " + release
	}
	switch {
	case revision != "":
		if !strings.Contains(said, revision) {
			said += ", revision " + revision
		}
		if at := set["vcs.time"]; at != "" {
			said += " of " + at
		}
		if set["vcs.modified"] == "true" {
			said += ", with changes"
		}
	case release == "":
		said += ", without a version, build " + build()
	}
	return said + ", " + info.GoVersion
}

// build names this very program: pages kept by a browser are of one build.
func build() string {
	path, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	file, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}
