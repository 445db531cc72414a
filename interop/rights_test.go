package interop_test

import (
	"slices"
	"strings"
	"testing"

	"parta/access"
	"parta/interop"
)

// TestClerkBringsInPupilsAndNobodysLoad is about a clerk who would become a
// teacher, or a form tutor, by a file that says so.
func TestClerkBringsInPupilsAndNobodysLoad(t *testing.T) {
	for _, tt := range []struct {
		role  access.Role
		loads bool
	}{{access.Clerk, false}, {access.Administrator, true}} {
		t.Run(string(tt.role), func(t *testing.T) {
			k := template.SQLite(t)
			result := bring(t, k.DB, interop.Options{
				Paths: []string{own + "school"}, By: access.Actor{Account: 5, Person: 6, Roles: []access.Role{tt.role}},
				Rule: access.Rule{Action: access.ImportRoster, Role: tt.role, Reach: access.Whole},
			})
			made := counted(result)
			has := func(kind string) bool {
				return slices.ContainsFunc(made, func(line string) bool { return strings.HasPrefix(line, kind+" create") })
			}
			if has("load") != tt.loads || has("tutor") != tt.loads || !has("enrolment") {
				t.Errorf("made %v, want pupils, and load only of those who may set it", made)
			}
		})
	}
}
