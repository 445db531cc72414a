package interop_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parta/interop"
)

// bigSchool writes a set of pupils in classes of 25, ten courses each, 1.7
// guardians, and a teacher for every second class.
func bigSchool(t testing.TB, pupils int) string {
	folder := t.TempDir()
	files := map[string]*strings.Builder{}
	row := func(file, format string, args ...any) {
		if files[file] == nil {
			files[file] = &strings.Builder{}
		}
		fmt.Fprintf(files[file], format+"\n", args...)
	}
	row("orgs", "sourcedId,status,name,type,parentSourcedId\ns,,Школа № 1,school,")
	row("academicSessions", "sourcedId,status,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,,1,term,2026-09-01,2026-12-30,,2027\nt2,,2,term,2027-01-11,2027-05-26,,2027")
	row("courses", "sourcedId,status,title,courseCode,orgSourcedId,subjects")
	row("classes", "sourcedId,status,title,grades,courseSourcedId,classType,schoolSourcedId,termSourcedIds")
	row("users", "sourcedId,status,orgSourcedIds,role,givenName,familyName,middleName,phone,agentSourcedIds")
	row("demographics", "sourcedId,status,birthDate,sex")
	row("enrollments", "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate")
	for c := range 10 {
		row("courses", "c%d,,Курс %c,,s,", c, 'А'+rune(c))
	}
	enrolments := 0
	enrol := func(class, user, role string) {
		enrolments++
		row("enrollments", "e%d,,%s,s,%s,%s,true,2026-09-01,", enrolments, class, user, role)
	}
	classes := (pupils + 24) / 25
	for k := range classes {
		grade, letter := k%11+1, string('А'+rune(k/11))
		teacher := fmt.Sprintf("teacher%d", k/2)
		if k%2 == 0 {
			row("users", "%s,,s,teacher,Елена,Иванова,Павловна,,", teacher)
		}
		home := fmt.Sprintf("h%d", k)
		row("classes", "%s,,%d%s,%d,,homeroom,s,t1", home, grade, letter, grade)
		enrol(home, teacher, "teacher")
		for c := range 10 {
			id := fmt.Sprintf("k%d-%d", k, c)
			row("classes", "%s,,%d%s курс %d,%d,c%d,scheduled,s,t1", id, grade, letter, c, grade, c)
			enrol(id, teacher, "teacher")
		}
		for i := range min(25, pupils-25*k) {
			pupil := fmt.Sprintf("p%d-%d", k, i)
			agents := "g1" + pupil
			row("users", "g1%s,,s,parent,Ольга,Петрова,Сергеевна,+7 913 %03d %04d,", pupil, k, i)
			if i%10 < 7 {
				agents += ",g2" + pupil
				row("users", "g2%s,,s,parent,Андрей,Петров,Ильич,,", pupil)
			}
			row("users", "%s,,s,student,Илья,Петров,Андреевич,,\"%s\"", pupil, agents)
			row("demographics", "%s,,20%02d-%02d-%02d,male", pupil, 8+k%10, i%12+1, k%28+1)
			enrol(home, pupil, "student")
			for c := range 10 {
				enrol(fmt.Sprintf("k%d-%d", k, c), pupil, "student")
			}
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name+".csv"), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// A school of 1,000 pupils is to come in within seconds: a minute is the limit.
func BenchmarkImportOfThousandPupils(b *testing.B) {
	folder := bigSchool(b, 1000)
	for _, run := range []string{"first", "again"} {
		b.Run(run, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				k := template.SQLite(b)
				o := interop.Options{Paths: []string{folder}}
				if run == "again" {
					if _, err := interop.Import(b.Context(), k.DB, o); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				if _, err := interop.Import(b.Context(), k.DB, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
