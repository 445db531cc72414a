package oneroster_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"parta/interop/oneroster"
	"parta/interop/source"
)

func read(t *testing.T, folder string) (oneroster.Set, []string) {
	t.Helper()
	var found source.Findings
	files, done := source.OpenFolder(folder, &found)
	defer done()
	return oneroster.Read(files, &found), listed(found)
}

func listed(found source.Findings) []string {
	var all []string
	for _, f := range found.List {
		all = append(all, fmt.Sprintf("%s %s %s", f.Level, f.Place(), f.Key))
	}
	return all
}

func TestCleanSetIsReadWhole(t *testing.T) {
	set, found := read(t, "testdata/school")
	for _, f := range found {
		if strings.HasPrefix(f, "refuse") || strings.HasPrefix(f, "warn") {
			t.Errorf("a set without defects has a finding: %s", f)
		}
	}
	got := fmt.Sprintln(set.Version, set.System, len(set.Orgs), len(set.Sessions), len(set.Courses), len(set.Classes),
		len(set.Users), len(set.Roles), len(set.Enrollments), len(set.Births))
	if want := "1.2 cast 3 5 4 7 9 10 15 3\n"; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
	if got, want := set.Users[3].SNILS, "11223344595"; got != want {
		t.Errorf("SNILS of userIds = %q, want %q", got, want)
	}
}

func TestPasswordIsNeitherKeptNorShown(t *testing.T) {
	set, found := read(t, "testdata/school")
	if text := fmt.Sprintf("%+v %v", set, found); strings.Contains(text, "do-not-keep") {
		t.Error("a password came out of the file")
	}
	if !slices.Contains(found, "drop users.csv:2 password interop.drop.password") {
		t.Errorf("the dropped column is not named: %v", found)
	}
}

func TestWhatExportersGetWrongIsTakenWithAWarning(t *testing.T) {
	set, found := read(t, "testdata/old")
	for _, want := range []string{
		"warn Orgs.csv interop.file.case",
		"warn Orgs.csv:1 SourcedId interop.column.case",
		"drop Orgs.csv:2 metadata.okato interop.drop.extension",
		"warn Orgs.csv:2 parentSourcedId interop.org.parent",
		"warn academicSessions.csv:2 parentSourcedId interop.session.parent",
		"warn academicSessions.csv:2 startDate interop.date.dayfirst",
		"warn classes.csv:1 grade interop.column.misspelt",
		"warn classes.csv:2 schoolSourcedId interop.class.notschool",
		"warn classes.csv:2 termSourcedIds interop.class.term",
		"warn classes.csv:3 termSourcedIds interop.class.noterm",
		"warn classes.csv:3 courseSourcedId interop.class.nocourse",
		"warn users.csv:1 dataLastModified interop.column.misspelt",
		"warn users.csv:2 dataLastModified interop.date.dayfirst",
		"warn users.csv:3 agentSourcedIds interop.user.agent",
		"warn users.csv:4 sourcedId interop.row.again",
		"warn users.csv:5 status interop.status.gone",
		"drop enrollments.csv:4 endDate interop.date.backwards",
	} {
		if !slices.ContainsFunc(found, func(f string) bool { return strings.EqualFold(f, want) }) {
			t.Errorf("not found: %s", want)
		}
	}
	for _, f := range found {
		if strings.HasPrefix(f, "refuse") {
			t.Errorf("refused: %s", f)
		}
	}
	if len(set.Users) != 3 || len(set.Enrollments) != 3 {
		t.Errorf("read %d users and %d enrollments, want 3 and 3", len(set.Users), len(set.Enrollments))
	}
}

// with is the clean set with one file replaced; nil takes it away.
func with(t *testing.T, file string, change func(string) string) source.Folder {
	t.Helper()
	files := fstest.MapFS{}
	entries, err := os.ReadDir("testdata/school")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile("testdata/school/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == file {
			if change == nil {
				continue
			}
			data = []byte(change(string(data)))
		}
		files[e.Name()] = &fstest.MapFile{Data: data}
	}
	var found source.Findings
	return source.FolderOf(files, "school", &found)
}

func TestUnusableSetIsRefusedNamingThePlace(t *testing.T) {
	replace := func(old, new string) func(string) string {
		return func(text string) string { return strings.Replace(text, old, new, 1) }
	}
	for _, tt := range []struct {
		name, file string
		change     func(string) string
		want       string
	}{
		{"a required file is missing", "users.csv", nil, "refuse users.csv interop.file.missing"},
		{"a required column is missing", "classes.csv", replace("schoolSourcedId", "shkola"), "refuse classes.csv:1 schoolSourcedId interop.column.missing"},
		{"an enrollment in an absent class", "enrollments.csv", replace("7b-algebra", "7x"), "refuse enrollments.csv:5 classSourcedId interop.enrolment.class"},
		{"an enrollment of an absent user", "enrollments.csv", replace("sidorov", "nobody"), "refuse enrollments.csv:4 userSourcedId interop.enrolment.user"},
		{"one sourcedId with two contents", "users.csv", replace("sidorov,", "ivanova,"), "refuse users.csv:4 sourcedId interop.row.twice"},
		{"a row without sourcedId", "courses.csv", replace("geometry,", ","), "refuse courses.csv:3 sourcedId interop.row.nameless"},
		{"text that is not UTF-8", "users.csv", replace("Вера", "\xc2\xe5\xf0\xe0"), "refuse users.csv:2 givenName interop.file.encoding"},
		{"UTF-16", "orgs.csv", func(s string) string { return "\xff\xfe" + s }, "refuse orgs.csv:1 interop.file.utf16"},
		{"a formula", "users.csv", replace("Вера", "=HYPERLINK(1)"), "refuse users.csv:2 givenName interop.cell.formula"},
		{"300 columns", "orgs.csv", replace("sourcedId", strings.Repeat("x,", 300)+"sourcedId"), "refuse orgs.csv:1 interop.file.columns"},
		{"a column twice", "orgs.csv", replace("identifier", "name"), "refuse orgs.csv:1 name interop.column.twice"},
		{"an open quote", "orgs.csv", replace("Школа № 1", `"Школа № 1`), "refuse orgs.csv:3 interop.file.quotes"},
		{"an empty file", "orgs.csv", func(string) string { return "" }, "refuse orgs.csv interop.file.empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var found source.Findings
			oneroster.Read(with(t, tt.file, tt.change), &found)
			if got := listed(found); !slices.Contains(got, tt.want) {
				t.Errorf("want %s, got %v", tt.want, got)
			}
		})
	}
}

func TestDeltaMayReferToWhatIsNotInTheSet(t *testing.T) {
	set, found := read(t, "testdata/delta")
	for _, f := range found {
		if strings.HasPrefix(f, "refuse") {
			t.Errorf("refused: %s", f)
		}
	}
	if len(set.Enrollments) != 2 || !set.Enrollments[0].Gone || !set.Delta["users"] {
		t.Errorf("read %+v", set)
	}
}

func TestHostileArchivesAreRefused(t *testing.T) {
	pack := func(entries ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range entries {
			f, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(f, "sourcedId\n1\n")
		}
		w.Close()
		return b.Bytes()
	}
	var many []string
	for i := range source.MaxEntries + 1 {
		many = append(many, fmt.Sprint(i))
	}
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	f, _ := w.Create("users.csv")
	f.Write(make([]byte, 8<<20))
	w.Close()
	good := pack("users.csv")
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"truncated", "refuse set.zip interop.zip.broken", good[:len(good)-30]},
		{"a way out", "refuse set.zip/../users.csv interop.zip.path", pack("../users.csv")},
		{"an absolute way", "refuse set.zip//etc/users.csv interop.zip.path", pack("/etc/users.csv")},
		{"a bomb", "refuse set.zip/users.csv interop.zip.bomb", bomb.Bytes()},
		{"too many entries", "refuse set.zip interop.folder.entries", pack(many...)},
		{"one file twice", "refuse set.zip/b/users.csv interop.zip.twice", pack("a/users.csv", "b/users.csv")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var found source.Findings
			folder := source.Unzip(bytes.NewReader(tt.data), int64(len(tt.data)), "set.zip", &found)
			oneroster.Read(folder, &found)
			if got := listed(found); !slices.Contains(got, tt.want) {
				t.Errorf("want %s, got %v", tt.want, got)
			}
		})
	}
}

// small is a whole set in few bytes, so that a fuzzer gets through it often.
const small = `-- manifest.csv --
propertyName,value
oneroster.version,1.1
file.orgs,bulk
-- orgs.csv --
sourcedId,status,name,type,parentSourcedId
s,active,Ш,school,t
-- academicSessions.csv --
sourcedId,title,type,startDate,endDate,schoolYear
t,1,term,2026-09-01,25.10.2026,2027
-- classes.csv --
sourcedId,title,grades,courseSourcedId,classType,schoolSourcedId,termSourcedIds
7b,7Б,"07,08",,homeroom,s,t
-- users.csv --
sourcedId,status,dateLastModified,orgSourcedIds,role,givenName,familyName,userIds,agentSourcedIds
u,active,1/9/2026,s,student,И,П,{SNILS:11223344595},u
-- enrollments.csv --
sourcedId,classSourcedId,userSourcedId,role,beginDate
e,7b,u,student,2026-09-01
`

// FuzzOneRoster takes a ZIP, or files each after a line "-- name.csv --".
func FuzzOneRoster(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(strings.ReplaceAll(small, "active", "tobedeleted")))
	f.Add([]byte("-- manifest.csv --\npropertyName,value\nfile.users,delta\n-- users.csv --\nsourcedId,givenName,familyName\nu,\"И\",П\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var found source.Findings
		var folder source.Folder
		if bytes.HasPrefix(data, []byte("PK")) {
			folder = source.Unzip(bytes.NewReader(data), int64(len(data)), "set.zip", &found)
		} else {
			folder = source.FolderOf(parts(data), "set", &found)
		}
		oneroster.Read(folder, &found)
	})
}

func parts(data []byte) fstest.MapFS {
	files := fstest.MapFS{}
	for part := range bytes.SplitSeq(data, []byte("-- ")) {
		name, rest, ok := bytes.Cut(part, []byte(" --\n"))
		if ok && len(name) > 0 && !bytes.ContainsAny(name, "/\x00") && string(name) != "." && string(name) != ".." {
			files[string(name)] = &fstest.MapFile{Data: rest}
		}
	}
	return files
}
