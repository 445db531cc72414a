package orgs

import "testing"

func TestTriesOfOneHouseholdAreCountedTogether(t *testing.T) {
	for _, tt := range []struct {
		name, one, other string
		same             bool
	}{
		{"two addresses of one IPv6 line", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
		{"two IPv6 lines", "2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"two IPv4 addresses", "203.0.113.7", "203.0.113.8", false},
		{"IPv4 written as IPv6", "::ffff:203.0.113.7", "::ffff:203.0.113.8", false},
		{"no address at all", "", "x", false},
	} {
		if got := lineOf(tt.one) == lineOf(tt.other); got != tt.same {
			t.Errorf("%s: %q and %q", tt.name, lineOf(tt.one), lineOf(tt.other))
		}
	}
}
