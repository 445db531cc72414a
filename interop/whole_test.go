package interop_test

import (
	"slices"
	"strings"
	"testing"

	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/interop"
	"parta/people"
	"parta/when"
)

// village is a set of one teacher and two pupils.
func village(t *testing.T, classes []string, enrolments ...string) string {
	return set(t, map[string][]string{
		"users": {
			"u1,,,true,s,teacher,t1,,Галина,Жданова,Петровна,,",
			"u4,,,true,s,student,s3,,Иван,Иванов,Иванович,,",
			"u5,,,true,s,student,s4,,Илья,Петров,,,",
		},
		"courses":     {"ca,,,,Алгебра,,7,s,Алгебра"},
		"classes":     classes,
		"enrollments": enrolments,
	})
}

// taught is what is taught to which groups: the group and its class, as they are
// called.
func taught(t *testing.T, k *testkit.Kit, org id.Org) (all []string) {
	t.Helper()
	err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
		loads, err := people.Loads(tx, when.Span{From: 1, To: when.Forever})
		for _, l := range loads {
			name, err := storage.Value[string](tx, `
				SELECT g.name || ' of ' || COALESCE(c.name, '-')
				FROM school_group g
				LEFT JOIN school_class c ON c.org_id = g.org_id AND c.class_id = g.class_id
				WHERE g.org_id = $1 AND g.group_id = $2`, org, l.Group)
			if err != nil {
				return err
			}
			all = append(all, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// In a village a class may have one pupil. A class list has moved him to 7Б, and
// the set does not know it yet.
func TestLessonsOf7ADoNotBecomeThoseOf7BWhenAPupilHasMoved(t *testing.T) {
	const org = "Школа № 1"
	home, group := "h7,,,7А,7,ca,7А,homeroom,s,", "k3,,,7А Алгебра,7,ca,7А,scheduled,s,"
	teaches, learns, lives := "e10,,,k3,s,u1,teacher,true,,", "e11,,,k3,s,u4,student,,,", "e9,,,h7,s,u4,student,,,"
	for _, tt := range []struct {
		name     string
		classes  []string
		enrolled []string
		want     string
	}{
		{"the set says who is in 7А", []string{home, group}, []string{lives, teaches, learns}, "7А of 7А"},
		{"the set has another pupil in 7А", []string{home, group}, []string{lives, "e12,,,h7,s,u5,student,,,", teaches, learns}, "7А Алгебра of 7А"},
		{"the set has a place in 7А twice", []string{home, group}, []string{lives, "e12,,,h7,s,u4,student,,,", teaches, learns}, "7А of 7А"},
		{"the set has a pupil who has left 7А", []string{home, group}, []string{lives, "e12,,,h7,s,u5,student,,2026-09-01,2026-09-20", teaches, learns}, "7А of 7А"},
		{"the set has no classes, but its lessons are called so", []string{group}, []string{teaches, learns}, "7А of 7А"},
		{"only their code says so", []string{"k3,,,Алгебра,7,ca,7А,scheduled,s,"}, []string{teaches, learns}, "7А of 7А"},
		{"nothing says so", []string{"k3,,,Алгебра,7,ca,,scheduled,s,"}, []string{teaches, learns}, "7Б of 7Б"},
		{"they are called after a class of other age", []string{"k3,,,8А Алгебра,7,ca,8А,scheduled,s,"}, []string{teaches, learns}, "7Б of 7Б"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			bring(t, k.DB, interop.Options{Org: org, Paths: []string{list(t,
				"Иванов Иван Иванович;7А;14.03.2013;;;;", "Петров Илья;7А;15.03.2013;;;;", "Сидорова Дарья;7А;16.03.2013;;;;", "Попов Пётр;8А;16.03.2012;;;;",
			)}})
			k.Clock.Advance(60 * 24 * 3600e9)
			bring(t, k.DB, interop.Options{Org: org, Paths: []string{list(t, "Иванов Иван Иванович;7Б;14.03.2013;;;;")}})
			o := interop.Options{Org: org, Paths: []string{village(t, tt.classes, tt.enrolled...)}, Who: []string{"same"}}
			result := bring(t, k.DB, o)
			if got := taught(t, k, schoolNamed(t, k.DB, org)); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("taught are %q, want %q", got, tt.want)
			}
			elsewhere := false
			for _, f := range result.Findings {
				elsewhere = elsewhere || len(f.Args) > 0 && f.Args[0] == "Иванов Иван Иванович" && f.Key == "interop.member.notinclass"
			}
			if elsewhere != strings.HasSuffix(tt.want, "7А") {
				t.Errorf("that he is in another class is told: %v; %v", elsewhere, listed(result))
			}
			again(t, k.DB, o)
		})
	}
}
