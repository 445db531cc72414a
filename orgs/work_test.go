package orgs_test

import (
	"runtime"
	"testing"

	"parta/orgs"
)

// The time of an answer must not tell whether a name exists, so whatever is
// typed costs one hash. A hash takes 19 MiB, which can be counted; time cannot.
func TestEveryRefusalCostsOneHash(t *testing.T) {
	k := newKit(t, template.SQLite(t), orgs.Asks{})
	k.account("ivanova", good)
	k.account("petrova", "")
	for who, name := range map[string]string{"a wrong password": "ivanova", "no password": "petrova", "nobody": "sidorova"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, got := k.signIn(name, "wrong guess", "10.0.0.1"); got != "orgs.signin.wrong" {
			t.Fatalf("%s: SignIn = %q", who, got)
		}
		runtime.ReadMemStats(&after)
		if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib < 19 || mib > 30 {
			t.Errorf("%s: %d MiB, want one hash of 19", who, mib)
		}
	}
}
