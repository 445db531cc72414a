package web_test

import (
	"testing"

	"parta/id"
)

// BenchmarkPageInTheShell is what every page costs before its slice does anything.
func BenchmarkPageInTheShell(b *testing.B) {
	rt := router(b, config(b))
	path := "/o/" + school1.String() + "/journal/" + id.Group(1<<40+5).String()
	b.ReportAllocs()
	for b.Loop() {
		if got := ask(rt, "ivanova", "GET", path, "", "Accept-Encoding: gzip"); got.Code != 200 {
			b.Fatal(got.Code)
		}
	}
}
