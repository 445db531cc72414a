package interop_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"parta/internal/storage"
	"parta/interop"
)

// set writes a OneRoster set of one school that holds nothing but what is given,
// file by file.
func set(t testing.TB, files map[string][]string) string {
	t.Helper()
	folder := t.TempDir()
	manifest := "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n"
	for name, header := range map[string]string{
		"academicSessions": sessionColumns, "classes": classColumns, "courses": courseColumns, "demographics": birthColumns,
		"enrollments": enrolColumns, "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns,,,Школа № 1,school,,", "users": userColumns,
	} {
		manifest += "file." + name + ",bulk\n"
		text := strings.Join(append([]string{header}, files[name]...), "\n") + "\n"
		if err := os.WriteFile(filepath.Join(folder, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "manifest.csv"), []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

const (
	userColumns    = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,phone,agentSourcedIds"
	classColumns   = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,schoolSourcedId,termSourcedIds"
	enrolColumns   = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
	courseColumns  = "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects"
	birthColumns   = "sourcedId,status,dateLastModified,birthDate,sex"
	sessionColumns = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
)

// numbered are n rows, # standing for the number of each and @ for a name.
func numbered(n int, format string) (all []string) {
	for i := range n {
		number := fmt.Sprint(i)
		name := strings.Map(func(digit rune) rune { return 'А' + digit - '0' }, number)
		all = append(all, strings.NewReplacer("#", number, "@", name).Replace(format))
	}
	return all
}

// users are n pupils of one name whose identifiers begin so.
func users(n int, prefix string) []string {
	return numbered(n, prefix+"#,,,true,s,student,u,,Иван,Петров,,,")
}

// A file of few rows must not keep every page of a server waiting.
func TestWorkOfAPlanGrowsNoFasterThanItsRows(t *testing.T) {
	const few = 300
	for _, tt := range []struct {
		name   string
		before func(n int) string // what the school has brought in already
		now    func(n int) string
	}{
		{name: "namesakes", now: func(n int) string { return set(t, map[string][]string{"users": users(n, "a")}) }},
		{
			name: "namesakes born on one day",
			now: func(n int) string {
				return set(t, map[string][]string{
					"users":        users(n, "a"),
					"demographics": numbered(n, "a#,,,2013-03-14,male"),
				})
			},
		},
		{
			name:   "namesakes of those who are there",
			before: func(n int) string { return set(t, map[string][]string{"users": users(n, "a")}) },
			now: func(n int) string {
				enrolments := numbered(n, "e#,,,h,s,b#,student,,,")
				return set(t, map[string][]string{
					"users": users(n, "b"), "enrollments": enrolments, "classes": {"h,,,7А,7,,7А,homeroom,s,"},
				})
			},
		},
		{
			name: "namesakes among guardians of a class list",
			now: func(n int) string {
				return list(t, numbered(n, "Петров @;7А;14.03.2013;;Петрова Ольга;8 913 #;")...)
			},
		},
		{
			name: "classes",
			now: func(n int) string {
				return set(t, map[string][]string{"classes": numbered(n, "h#,,,К#,7,,,homeroom,s,")})
			},
		},
		{
			name: "classes of one name",
			now: func(n int) string {
				return set(t, map[string][]string{"classes": numbered(n, "h#,,,7А,7,,,homeroom,s,")})
			},
		},
		{
			name: "groups",
			now: func(n int) string {
				return set(t, map[string][]string{"classes": numbered(n, "k#,,,Г#,7,c,,scheduled,s,"), "courses": {"c,,,,Алгебра,,,s,Алгебра"}})
			},
		},
		{
			name: "courses of one subject",
			now: func(n int) string {
				return set(t, map[string][]string{"courses": numbered(n, "c#,,,,Курс #,,,s,Алгебра")})
			},
		},
		{
			name: "pupils of classes with groups",
			now: func(n int) string {
				enrolments := numbered(n, "e#,,,h#,s,a#,student,,,")
				enrolments = append(enrolments, numbered(n, "f#,,,k#,s,a#,student,,,")...)
				classes := numbered(n, "h#,,,К#,7,,,homeroom,s,")
				classes = append(classes, numbered(n, "k#,,,К# алгебра,7,c,,scheduled,s,")...)
				return set(t, map[string][]string{
					"users": numbered(n, "a#,,,true,s,student,u,,Иван,Петров#,,,"), "enrollments": enrolments, "classes": classes, "courses": {"c,,,,Алгебра,,,s,Алгебра"},
				})
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			allocated := func(n int) uint64 {
				k := template.SQLite(t)
				if tt.before != nil {
					bring(t, k.DB, interop.Options{Org: "Школа № 1", Paths: []string{tt.before(n)}})
				}
				o := interop.Options{Org: "Школа № 1", Zone: "Asia/Tomsk", Paths: []string{tt.now(n)}, DryRun: true, Asks: true}
				var was, is runtime.MemStats
				runtime.ReadMemStats(&was)
				if _, err := interop.Import(t.Context(), k.DB, o); err != nil && tt.before == nil {
					t.Fatal(err)
				}
				runtime.ReadMemStats(&is)
				return is.TotalAlloc - was.TotalAlloc
			}
			allocated(few) // what is made once is no growth
			once, tenfold := allocated(few), allocated(10*few)
			t.Logf("%d KiB of %d rows, %d KiB of ten times as many", once>>10, few, tenfold>>10)
			if tenfold > 15*once {
				t.Errorf("%d KiB of %d rows, %d KiB of ten times as many", once>>10, few, tenfold>>10)
			}
		})
	}
}

// With a look at all above for every comparison it would take longer than a test
// may.
func TestAuthoritiesOneAboveTheOtherAreReadInTime(t *testing.T) {
	orgs := numbered(30000, "o#,,,О#,district,,")
	for i := range orgs[1:] {
		orgs[i] += fmt.Sprintf("o%d", i+1)
	}
	dry(t, template.SQLite(t).DB, interop.Options{Org: "Школа № 1", Paths: []string{below(t, orgs)}})
}

func TestOneCircleOfAuthoritiesIsCutOnce(t *testing.T) {
	o := interop.Options{Org: "Школа № 1", Paths: []string{below(t, []string{
		"o0,,,О0,district,,o1", "o1,,,О1,district,,o2", "o2,,,О2,district,,o1", "o3,,,О3,district,,o3", "o4,,,О4,district,,",
	})}}
	var got []string
	for _, f := range listed(dry(t, template.SQLite(t).DB, o)) {
		if strings.HasSuffix(f, "interop.org.circle") {
			got = append(got, f)
		}
	}
	want := []string{"warn orgs.csv:4 parentSourcedId interop.org.circle", "warn orgs.csv:6 parentSourcedId interop.org.circle"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// below is a set whose school stands below the first of orgs.
func below(t *testing.T, orgs []string) string {
	folder := set(t, map[string][]string{"users": users(1, "a")})
	text := "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns,,,Школа № 1,school,,o0\n" + strings.Join(orgs, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(folder, "orgs.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// visit is a request whose reader leaves after its end has been asked for so many
// times.
type visit struct {
	context.Context
	asked, leaves int
	meanwhile     func(asked int)
}

func (v *visit) Err() error {
	if v.meanwhile != nil {
		v.meanwhile(v.asked)
	}
	if v.asked++; v.leaves != 0 && v.asked > v.leaves {
		return context.Canceled
	}
	return nil
}

func TestPlanEndsWhenItsReaderHasLeft(t *testing.T) {
	const pupils = 300
	k := template.SQLite(t)
	o := interop.Options{Org: "Школа № 1", Zone: "Asia/Tomsk", Paths: []string{set(t, map[string][]string{"users": users(pupils, "a")})}, DryRun: true}
	whole := &visit{Context: t.Context()}
	if _, err := interop.Import(whole, k.DB, o); err != nil {
		t.Fatal(err)
	}
	left := &visit{Context: t.Context(), leaves: whole.asked - pupils/2}
	if _, err := interop.Import(left, k.DB, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if after := left.asked - left.leaves; after > 3 {
		t.Errorf("went on for %d rows of %d", after, pupils)
	}
}

// Whoever asks for a page meanwhile must not wait until the plan is made.
func TestPlanIsMadeWhileEverybodyMayRead(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Org: "Школа № 1", Paths: []string{set(t, map[string][]string{"users": users(300, "a")})}}
	bring(t, k.DB, o)
	o.DryRun = true
	whole := &visit{Context: t.Context()}
	if _, err := interop.Import(whole, k.DB, o); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second) // else it would wait for ever
	defer stop()
	var all func(readers int) error // that many at once
	all = func(readers int) error {
		if readers == 0 {
			return nil
		}
		return k.DB.Read(ctx, 0, func(tx *storage.Tx) error {
			if _, err := storage.Value[int](tx, "SELECT 1"); err != nil {
				return err
			}
			return all(readers - 1)
		})
	}
	read := false
	busy := &visit{Context: t.Context(), meanwhile: func(asked int) {
		if asked == whole.asked-150 {
			read = all(runtime.NumCPU()) == nil
		}
	}}
	if _, err := interop.Import(busy, k.DB, o); err != nil || !read {
		t.Errorf("all may read: %v; %v", read, err)
	}
}
