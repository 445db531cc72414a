package interop_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/interop"
	"parta/people"
)

// called writes a class list of a name of its own, so that answers can tell two
// lists apart.
func called(t *testing.T, name string, rows ...string) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), name)
	if err := os.Rename(list(t, rows...), at); err != nil {
		t.Fatal(err)
	}
	return at
}

// wards are the guardianships of a school, by the guardian's name and the pupil.
func wards(t *testing.T, db *storage.DB, org id.Org) (all []string) {
	t.Helper()
	names := map[id.Person]string{}
	for _, p := range persons(t, db, org) {
		names[p.ID] = p.Full()
	}
	err := db.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
		all, err = storage.All(tx, func(r storage.Row) (string, error) {
			var guardian, pupil id.Person
			err := r.Scan(&guardian, &pupil)
			return names[guardian] + " → " + pupil.String(), err
		}, "SELECT guardian_id, pupil_id FROM people_guardian WHERE org_id = $1 ORDER BY guardian_id, pupil_id", org)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// twoOfOneName is a school of two boys of one name, and their codes.
func twoOfOneName(t *testing.T, k *testkit.Kit, org string) (school id.Org, first, second people.Person) {
	t.Helper()
	bring(t, k.DB, interop.Options{Org: org, Paths: []string{list(t,
		"Кузнецов Иван Петрович;7А;14.03.2013;;Новикова Яна;;",
		"Кузнецов Иван Петрович;7А;21.07.2013;;;;",
	)}})
	school = schoolNamed(t, k.DB, org)
	for _, p := range persons(t, k.DB, school) {
		switch p.Born.String() {
		case "2013-03-14":
			first = p
		case "2013-07-21":
			second = p
		}
	}
	return school, first, second
}

// An answer about one row must not open a child's diary to somebody of another.
func TestAnswerIsRememberedForItsOwnRowAlone(t *testing.T) {
	const org = "Школа № 1"
	for _, tt := range []struct{ name, row, answer, other string }{
		{"another mother", "Кузнецов Иван Петрович;7А;;;;;", "CODE", "Кузнецов Иван Петрович;7А;;;Другая Мать Чужая;;"},
		{"another mother, and he was new", "Кузнецов Иван Петрович;7А;;;;;", "new", "Кузнецов Иван Петрович;7А;;;Другая Мать Чужая;;"},
		{"no mother", "Кузнецов Иван Петрович;7А;;;Новикова Яна;;", "CODE", "Кузнецов Иван Петрович;7А;;;;;"},
		{"another class", "Кузнецов Иван Петрович;7А;;;;;", "CODE", "Кузнецов Иван Петрович;8А;;;;;"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			school, first, _ := twoOfOneName(t, k, org)
			o := interop.Options{Org: org, Paths: []string{called(t, "l2.csv", tt.row)}}
			o.Who = []string{"l2.csv:2=" + strings.Replace(tt.answer, "CODE", first.ID.String(), 1)}
			bring(t, k.DB, o)
			again(t, k.DB, o)
			again(t, k.DB, interop.Options{Org: org, Paths: o.Paths})
			before := wards(t, k.DB, school)
			found := refused(t, k.DB, interop.Options{Org: org, Paths: []string{called(t, "l9.csv", tt.other)}})
			if !slices.Contains(found, "refuse l9.csv:2 interop.person.ask") {
				t.Errorf("got %v", found)
			}
			if after := wards(t, k.DB, school); !slices.Equal(before, after) {
				t.Errorf("guardians were %v, and are %v", before, after)
			}
		})
	}
}

// Who has answered wrongly answers again.
func TestWhatIsSaidOfARowGoesBeforeWhatIsRemembered(t *testing.T) {
	const org = "Школа № 1"
	const row = "Кузнецов Иван Петрович;7А;;;Другая Мать;;"
	k := template.SQLite(t)
	school, first, second := twoOfOneName(t, k, org)
	path := called(t, "l2.csv", row)
	for _, said := range []struct {
		answer string
		wards  int // guardianships afterwards; one is there from the beginning
	}{
		{first.ID.String(), 2}, {second.ID.String(), 3}, {"new", 4}, {second.ID.String(), 4}, {"new", 4},
	} {
		o := interop.Options{Org: org, Paths: []string{path}, Who: []string{"l2.csv:2=" + said.answer}}
		bring(t, k.DB, o)
		if all := wards(t, k.DB, school); len(all) != said.wards {
			t.Errorf("after %s guardians are %v, want %d", said.answer, all, said.wards)
		}
		again(t, k.DB, o)
		again(t, k.DB, interop.Options{Org: org, Paths: o.Paths})
	}
	column := interop.Options{Org: org, Paths: []string{called(t, "l3.csv", row+first.ID.String())}}
	bring(t, k.DB, column)
	again(t, k.DB, column)
	before := lines(t, k.DB)
	bring(t, k.DB, interop.Options{Org: org, Paths: []string{path}})
	if lines(t, k.DB) != before {
		t.Error("what the column said last is not what is remembered")
	}
}

// A class list of next year still says «новый» of a boy who came this year.
func TestNewOfABoyWithABirthDateIsSaidOnce(t *testing.T) {
	const org = "Школа № 1"
	k := template.SQLite(t)
	for _, row := range []string{"Кузнецов Иван Петрович;7А;14.03.2013;112-233-445 95;;;новый", "Кузнецов Иван Петрович;7Б;14.03.2013;112-233-445 95;;;новый"} {
		bring(t, k.DB, interop.Options{Org: org, Paths: []string{list(t, row)}})
	}
	if all := persons(t, k.DB, schoolNamed(t, k.DB, org)); len(all) != 1 {
		t.Errorf("the school has %d persons", len(all))
	}
}

// The mother of the first boy has a namesake, the mother of a new one; without a
// telephone nobody can tell them apart.
func TestMotherOfOneBoyDoesNotBecomeTheOtherOnes(t *testing.T) {
	const org = "Школа № 1"
	k := template.SQLite(t)
	school, first, second := twoOfOneName(t, k, org)
	path := called(t, "l2.csv", "Кузнецов Иван Петрович;7А;;;Новикова Яна;;")
	bring(t, k.DB, interop.Options{Org: org, Paths: []string{path}, Who: []string{"l2.csv:2=" + first.ID.String()}})
	if all := wards(t, k.DB, school); len(all) != 1 {
		t.Errorf("guardians are %v", all)
	}
	o := interop.Options{Org: org, Paths: []string{path}, Who: []string{"l2.csv:2=" + second.ID.String()}}
	if found := listed(dry(t, k.DB, o)); !slices.Contains(found, "warn l2.csv:2 Мать interop.guardian.second") {
		t.Errorf("found %v", found)
	}
	bring(t, k.DB, o)
	mothers := 0
	for _, p := range persons(t, k.DB, school) {
		if p.Full() == "Новикова Яна" {
			mothers++
		}
	}
	if all := wards(t, k.DB, school); mothers != 2 || len(all) != 2 {
		t.Errorf("%d of her name, guardians are %v", mothers, all)
	}
	again(t, k.DB, o)
}

func TestRowOfANamesakeTellsWhichIsMeant(t *testing.T) {
	const org = "Школа № 1"
	k := template.SQLite(t)
	_, first, _ := twoOfOneName(t, k, org)
	result := dry(t, k.DB, interop.Options{Org: org, Paths: []string{list(t, "Кузнецов Иван Петрович;7А;;;Другая Мать;;"+first.ID.String())}})
	want := "Другая Мать → Кузнецов Иван Петрович (" + first.ID.String() + ", 2013-03-14)"
	if !slices.ContainsFunc(result.Orgs[0].Rows, func(r interop.Row) bool { return r.Kind == "guardian" && r.Name == want }) {
		t.Errorf("the rows are %+v", result.Orgs[0].Rows)
	}
}

// The 7А of next year has other children in it.
func TestRowOfAnotherYearIsAnotherRow(t *testing.T) {
	const org = "Школа № 1"
	k := template.SQLite(t)
	_, first, _ := twoOfOneName(t, k, org)
	o := interop.Options{Org: org, Paths: []string{called(t, "l2.csv", "Кузнецов Иван Петрович;7А;;;;;")}, Who: []string{"l2.csv:2=" + first.ID.String()}}
	bring(t, k.DB, o)
	o.Who = nil
	again(t, k.DB, o)
	k.Clock.Advance(365 * 24 * 3600e9)
	if found := refused(t, k.DB, o); !slices.Contains(found, "refuse l2.csv:2 interop.person.ask") {
		t.Errorf("got %v", found)
	}
}
