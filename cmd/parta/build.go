package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

// version says which program this is, for whoever asks about it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "parta, built without a version"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	said := "parta"
	if v := info.Main.Version; v != "" && v != "(devel)" {
		said += " " + v
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	if revision := set["vcs.revision"]; revision != "" {
		revision = revision[:min(12, len(revision))]
		if !strings.Contains(said, revision) {
			said += ", revision " + revision
		}
		if at := set["vcs.time"]; at != "" {
			said += " of " + at
		}
		if set["vcs.modified"] == "true" {
			said += ", with changes"
		}
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
