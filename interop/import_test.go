package interop_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/interop"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// again runs the same import once more: it must change and write nothing.
func again(t *testing.T, db *storage.DB, o interop.Options) {
	t.Helper()
	before := lines(t, db)
	result := bring(t, db, o)
	for _, one := range result.Orgs {
		if one.State != interop.Unchanged {
			t.Errorf("second run: %s is %s, want unchanged: %+v", one.Name, one.State, one.Rows)
		}
	}
	if after := lines(t, db); after != before {
		t.Errorf("second run wrote %d lines into the ledger", after-before)
	}
}

// dry is a dry run: it must announce what the real run will do, and write nothing.
func dry(t *testing.T, db *storage.DB, o interop.Options) interop.Result {
	t.Helper()
	o.DryRun = true
	before := lines(t, db)
	result := bring(t, db, o)
	if after := lines(t, db); after != before {
		t.Errorf("a dry run wrote %d lines into the ledger", after-before)
	}
	return result
}

func TestPublicSetsAreTakenOnce(t *testing.T) {
	for _, tt := range []struct {
		set  string
		want []string
	}{
		{"moodle-v1p1-full", []string{
			"org create 1", "year create 1", "term create 1", "term same 1", "subject create 1", "course create 1",
			"class drop 1", "group create 1", "person create 6", "role create 2", "load create 1", "load drop 1",
			"member create 2", "member drop 2", "guardian create 4",
		}},
		{"moodle-v1p2-full-with-defects", []string{
			"org create 1", "year create 1", "term create 1", "term same 1", "subject create 1", "course create 1",
			"class drop 1", "group create 1", "person create 6", "role create 3", "load create 1", "load drop 1",
			"member create 2", "member drop 2", "guardian create 3",
		}},
		{"tao-v1p1-base", []string{
			"org create 2", "year create 2", "term create 2", "subject create 3", "course create 3",
			"group create 3", "person create 2", "member create 3",
		}},
	} {
		t.Run(tt.set, func(t *testing.T) {
			folder := shared(t, tt.set)
			template.Each(t, func(t *testing.T, k *testkit.Kit) {
				o := interop.Options{Paths: []string{folder}}
				expect(t, dry(t, k.DB, o), tt.want...)
				expect(t, bring(t, k.DB, o), tt.want...)
				again(t, k.DB, o)
			})
		})
	}
}

func TestDefectsAreNamed(t *testing.T) {
	k := template.SQLite(t)
	found := listed(dry(t, k.DB, interop.Options{Paths: []string{shared(t, "moodle-v1p2-full-with-defects")}}))
	for _, want := range []string{
		"warn userprofiles.csv interop.file.case",
		"warn manifest.csv:21 interop.oneroster.mode",
		"warn manifest.csv:22 interop.oneroster.mode",
		"warn manifest.csv:23 interop.oneroster.mode",
		"warn users.csv:1 prefferedGivenName interop.column.misspelt",
		"warn users.csv:1 prefferedMiddleName interop.column.misspelt",
		"warn users.csv:1 prefferedFamilyName interop.column.misspelt",
		"warn roles.csv:1 dataLastModified interop.column.misspelt",
		"warn users.csv:2 dateLastModified interop.date.dayfirst",
		"warn academicSessions.csv:4 status interop.status.gone",
		"warn classes.csv:3 status interop.status.gone",
		"warn orgs.csv:2 parentSourcedId interop.org.parent",
		"warn academicSessions.csv:3 parentSourcedId interop.session.parent",
		"warn academicSessions.csv:6 interop.session.again",
		"warn classes.csv:2 schoolSourcedId interop.class.notschool",
		"warn classes.csv:2 courseSourcedId interop.class.course",
		"warn enrollments.csv:3 interop.span.outside",
		"drop roles.csv:4 role interop.role.byhand",
		"drop users.csv:2 password interop.drop.password",
	} {
		if !slices.Contains(found, want) {
			t.Errorf("not named: %s", want)
		}
	}
}

const own = "oneroster/testdata/"

func TestTwoSchoolsOfOneSet(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		o := interop.Options{Paths: []string{own + "school"}}
		want := []string{
			"org create 3", "year create 2", "term create 8", "subject create 3", "course create 4", "class create 3",
			"group create 1", "group same 3", "person create 10", "role create 3", "enrolment create 4", "load create 4",
			"member create 1", "member same 4", "guardian create 2", "tutor create 2",
		}
		expect(t, dry(t, k.DB, o), want...)
		expect(t, bring(t, k.DB, o), want...)
		again(t, k.DB, o)

		one := schoolNamed(t, k.DB, "Школа № 1")
		err := k.DB.Read(t.Context(), one, func(tx *storage.Tx) error {
			day := when.Date(2026, 10, 19)
			year, err := school.YearOn(tx, day)
			if err != nil {
				return err
			}
			classes, err := school.Classes(tx, year.ID)
			if err != nil {
				return err
			}
			if len(classes) != 2 || classes[0].Name != "7Б" || classes[0].YearGroup != 7 || classes[0].Letter != "Б" {
				t.Errorf("classes are %+v", classes)
			}
			group, err := school.GroupOf(tx, classes[0].ID)
			if err != nil {
				return err
			}
			loads, err := people.TeachersOf(tx, group.ID, when.Span{From: day, To: day})
			if err != nil {
				return err
			}
			if len(loads) != 1 {
				t.Errorf("the whole class has %d loads, want the one of algebra: %+v", len(loads), loads)
			}
			pupils, err := people.Pupils(tx, group.ID, when.Span{From: day, To: day})
			if err != nil {
				return err
			}
			if len(pupils) != 2 || pupils[0].Name.Last != "Петров" || pupils[1].Name.Last != "Смирнова" {
				t.Errorf("pupils of 7Б are %+v", pupils)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func schoolNamed(t *testing.T, db *storage.DB, name string) (found id.Org) {
	t.Helper()
	err := db.ReadControl(t.Context(), func(tx *storage.Tx) error {
		all, err := orgs.All(tx)
		for _, o := range all {
			if o.Name == name {
				found = o.ID
			}
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatalf("no organisation %s: %v", name, err)
	}
	return found
}

func TestDeltaChangesAddsAndEnds(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		bring(t, k.DB, interop.Options{Paths: []string{own + "school"}})
		o := interop.Options{Paths: []string{own + "delta"}}
		want := []string{"person change 1", "person create 1", "enrolment create 1", "enrolment end 1"}
		result := dry(t, k.DB, o)
		expect(t, result, want...)
		for _, row := range result.Orgs[0].Rows {
			if row.Act == interop.Change && row.Changes[0] != (interop.Different{Field: "email", Old: "ivanova@school1.example", New: "ivanova@new.example"}) {
				t.Errorf("the change is %+v", row.Changes)
			}
			if row.Act == interop.End && row.Changes[0].New != "2026-10-12" {
				t.Errorf("the end is %+v", row.Changes)
			}
		}
		expect(t, bring(t, k.DB, o), want...)
		again(t, k.DB, o)
	})
}

func TestDeltaWithoutWhatItRefersToIsRefused(t *testing.T) {
	k := template.SQLite(t)
	found := refused(t, k.DB, interop.Options{Paths: []string{own + "delta"}})
	if !slices.Contains(found, "refuse delta interop.org.unknown") {
		t.Errorf("got %v", found)
	}
}

func TestOneRefusalLeavesEveryOrganisationAlone(t *testing.T) {
	k := template.SQLite(t)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(own+"school")); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(folder, "enrollments.csv")
	data, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(strings.Replace(string(data), "3a-reading", "nowhere", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	found := refused(t, k.DB, interop.Options{Paths: []string{folder}})
	if !slices.Contains(found, "refuse enrollments.csv:15 classSourcedId interop.enrolment.class") {
		t.Errorf("got %v", found)
	}
	err = k.DB.ReadControl(t.Context(), func(tx *storage.Tx) error {
		empty, err := orgs.Empty(tx)
		if !empty {
			t.Error("an organisation was added by a refused import")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A run that was cut short after the first school goes on with the second.
func TestInterruptedImportGoesOnWithTheRest(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		o := interop.Options{Paths: []string{own + "school"}, Zone: "Asia/Tomsk"}
		ctx, cancel := context.WithCancel(t.Context())
		cut := o
		cut.Each = func(done interop.Organisation) error {
			if done.Name == "Школа № 1" {
				cancel()
			}
			return nil
		}
		if _, err := interop.Import(ctx, k.DB, cut); err == nil {
			t.Fatal("the import was not cut short")
		}
		before := lines(t, k.DB)
		result := bring(t, k.DB, o)
		for _, one := range result.Orgs {
			want := interop.Unchanged
			if one.Name == "Школа № 2" {
				want = interop.Done
			}
			if one.State != want {
				t.Errorf("%s is %s, want %s", one.Name, one.State, want)
			}
		}
		if lines(t, k.DB) == before {
			t.Error("the second school was not brought in")
		}
		again(t, k.DB, o)
	})
}

// What is written is written, whatever becomes of the statistics after it.
func TestImportThatCannotRenewStatisticsIsDone(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, cancel := context.WithCancel(t.Context())
		o := interop.Options{Paths: []string{own + "school"}, Zone: "Asia/Tomsk"}
		left := 3
		o.Each = func(interop.Organisation) error {
			if left--; left == 0 {
				cancel()
			}
			return nil
		}
		result, err := interop.Import(ctx, k.DB, o)
		if err != nil {
			t.Fatalf("all was written, and import says %v", err)
		}
		if said := strings.Join(listed(result), "\n"); !strings.Contains(said, "interop.statistics") {
			t.Errorf("it is not told that statistics are as they were:\n%s", said)
		}
	})
}

func TestNothingEndedByHandIsBegunAgain(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Paths: []string{own + "school"}}
	bring(t, k.DB, o)
	org := schoolNamed(t, k.DB, "Школа № 1")
	act := storage.Act{Org: org, Key: "by hand"}
	err := k.DB.Write(t.Context(), act, func(tx *storage.Tx) error {
		all, err := people.Persons(tx)
		if err != nil {
			return err
		}
		who := map[string]id.Person{}
		for _, p := range all {
			who[p.Last] = p.ID
		}
		day := when.Date(2026, 10, 19)
		if err := people.EndGuardian(tx, ruleless, who["Петрова"], who["Петров"], day); err != nil {
			return err
		}
		return people.Leave(tx, ruleless, who["Смирнова"], day)
	})
	if err != nil {
		t.Fatal(err)
	}
	k.Clock.Advance(48 * 3600e9)
	before := lines(t, k.DB)
	result := bring(t, k.DB, o)
	if lines(t, k.DB) != before {
		t.Errorf("the import began something again: %v", result.Orgs)
	}
	found := listed(result)
	for _, want := range []string{"warn users.csv:5 interop.guardian.ended", "drop enrollments.csv:3 interop.span.ended"} {
		if !slices.Contains(found, want) {
			t.Errorf("not said: %s in %v", want, found)
		}
	}
}

func TestTwoClassesOfOneNameStayTwo(t *testing.T) {
	k := template.SQLite(t)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(own+"school")); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(folder, "classes.csv")
	data, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(strings.Replace(string(data), "Z,9А,", "Z,7Б,", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	o := interop.Options{Paths: []string{folder}}
	result := bring(t, k.DB, o)
	classes := 0
	for _, one := range result.Orgs {
		classes += one.Count("class", interop.Create)
	}
	if classes != 3 || !slices.Contains(listed(result), "warn classes.csv:3 interop.class.twice.done") {
		t.Errorf("%d classes came of three: %v", classes, listed(result))
	}
	again(t, k.DB, o)
}

func TestWhoIsMissingFromAWholeSetIsNamedAndStays(t *testing.T) {
	k := template.SQLite(t)
	bring(t, k.DB, interop.Options{Paths: []string{own + "school"}})
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(own+"school")); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"users.csv", "enrollments.csv", "roles.csv", "demographics.csv"} {
		data, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for row := range strings.Lines(string(data)) {
			if !strings.Contains(row, "smirnova") {
				kept = append(kept, row)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, file), []byte(strings.Join(kept, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := lines(t, k.DB)
	found := listed(bring(t, k.DB, interop.Options{Paths: []string{folder}}))
	if !slices.Contains(found, "warn orgs.csv:3 interop.person.absent") {
		t.Errorf("nobody is missed: %v", found)
	}
	if lines(t, k.DB) != before {
		t.Error("something was ended for it")
	}
}

// A pupil of eighty is one digit away from a pupil of ten; a teacher may be eighty.
func TestBirthDatesOfASystemAreWarnedOfToo(t *testing.T) {
	k := template.SQLite(t)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(own+"school")); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(folder, "demographics.csv")
	data, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "2013-03-14", "1943-03-14", 1) + "sidorov,active,2026-08-20T03:00:00.000Z,1943-03-14,male,\nivanova,active,2026-08-20T03:00:00.000Z,2103-03-14,female,\n"
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	found := listed(dry(t, k.DB, interop.Options{Paths: []string{folder}}))
	found = slices.DeleteFunc(found, func(f string) bool { return !strings.Contains(f, "interop.born.") })
	want := []string{"warn users.csv:3 interop.born.future", "warn users.csv:5 interop.born.age"}
	if !slices.Equal(found, want) {
		t.Errorf("got %v, want %v", found, want)
	}
}

// A list came first and made the year as usual; the export of another system has
// terms of its own, here two fourths of the four.
func TestTermOfOtherDaysIsLeftOutUnderItsOwnName(t *testing.T) {
	k := template.SQLite(t)
	bring(t, k.DB, interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Петров Илья Андреевич;7Б;14.03.2013;;;;")}})
	o := interop.Options{Org: "Школа № 1", Paths: []string{edited(t, "academicSessions.csv", func(row string) string {
		switch {
		case strings.HasPrefix(row, "t3"), strings.HasPrefix(row, "t4"):
			return ""
		case strings.HasPrefix(row, "t2"):
			return strings.Replace(row, "2 четверть", "II четверть", 1)
		}
		return row
	})}}
	result := dry(t, k.DB, o)
	if same, left := result.Orgs[0].Count("term", interop.Same), result.Orgs[0].Count("term", interop.Skip); same != 1 || left != 1 {
		t.Errorf("%d terms are the same and %d left out, want one and one", same, left)
	}
	for _, f := range result.Findings {
		if f.Key == "interop.term.days" && !slices.Equal(f.Args, []any{"II четверть", when.Date(2026, 11, 5), when.Date(2026, 12, 29), "2-я четверть", when.Date(2026, 11, 5), when.Date(2026, 12, 30)}) {
			t.Errorf("it is told with %v", f.Args)
		}
	}
	if found := listed(result); !slices.Contains(found, "drop academicSessions.csv:4 interop.term.days") || !slices.Contains(found, "drop academicSessions.csv:3 interop.term.name") {
		t.Errorf("found %v", found)
	}
	bring(t, k.DB, o)
	again(t, k.DB, o)
}
