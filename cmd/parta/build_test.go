package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionNamesTheReleaseOrTheRevision(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, tt := range []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"a release", debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.4.0"}}, "parta v1.4.0, go1.26.0"},
		{"a working copy", debug.BuildInfo{
			GoVersion: "go1.26.0", Main: debug.Module{Version: "(devel)"},
			Settings: []debug.BuildSetting{setting("vcs.revision", "0123456789abcdef"), setting("vcs.time", "2026-11-28T12:00:00Z"), setting("vcs.modified", "true")},
		}, "parta, revision 0123456789ab of 2026-11-28T12:00:00Z, with changes, go1.26.0"},
		{"a version made of the revision", debug.BuildInfo{
			GoVersion: "go1.26.0", Main: debug.Module{Version: "v0.0.0-20261128120000-0123456789ab"},
			Settings: []debug.BuildSetting{setting("vcs.revision", "0123456789abcdef"), setting("vcs.time", "2026-11-28T12:00:00Z")},
		}, "parta, revision 0123456789ab of 2026-11-28T12:00:00Z, go1.26.0"},
		{"a version after a release", debug.BuildInfo{
			GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.4.1-0.20261128120000-0123456789ab"},
			Settings: []debug.BuildSetting{setting("vcs.revision", "0123456789abcdef"), setting("vcs.time", "2026-11-28T12:00:00Z")},
		}, "parta v1.4.1-0.20261128120000-0123456789ab of 2026-11-28T12:00:00Z, go1.26.0"},
		{"neither", debug.BuildInfo{GoVersion: "go1.26.0"}, "parta, without a version, build 4b825dc642cb, go1.26.0"},
	} {
		if got := versionOf(&tt.info, func() string { return "4b825dc642cb" }); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if code, out, errs := command(t, "--version"); code != exitDone || !strings.HasPrefix(out, "parta") || !strings.Contains(out, "go1.") || errs != "" {
		t.Errorf("--version: exit %d, %q\n%s", code, out, errs)
	}
}
