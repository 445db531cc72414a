package interop_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/interop"
	"parta/people"
)

var ruleless access.Rule

func TestClassListWrittenByLibreOffice(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		o := interop.Options{Paths: []string{"classlist/testdata/libreoffice-7b.xlsx"}, Org: "Школа № 1"}
		want := []string{
			"org create 1", "year create 1", "term create 6", "class create 1", "person create 9", "enrolment create 4", "guardian create 5",
		}
		expect(t, dry(t, k.DB, o), want...)
		expect(t, bring(t, k.DB, o), want...)
		again(t, k.DB, o)
	})
}

func TestOrganisationIsKnownAgainByItsNameAsItIsSeen(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Paths: []string{list(t, "Петров Илья;7Б;14.03.2013;;;;")}, Org: "Школа\u200b № 1"}
	bring(t, k.DB, o)
	for _, same := range []string{"Школа № 1", "Школа №1", "школа 1"} {
		o.Org = same
		again(t, k.DB, o)
	}
}

// list writes a class list for one test.
func list(t *testing.T, rows ...string) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "list.csv")
	text := "ФИО;Класс;Дата рождения;СНИЛС;Мать;Телефон матери;Код\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

func TestClassListNeedsAnOrganisation(t *testing.T) {
	k := template.SQLite(t)
	found := refused(t, k.DB, interop.Options{Paths: []string{list(t, "Петров Илья;7Б;14.03.2013;;;;")}})
	if !slices.Contains(found, "refuse list.csv interop.list.org") {
		t.Errorf("got %v", found)
	}
}

func TestPupilIsKnownAgain(t *testing.T) {
	const org = "Школа № 1"
	first := "Петров Илья Андреевич;7Б;14.03.2013;112-233-445 95;Петрова Ольга Сергеевна;8 913 000-00-02;"
	for _, tt := range []struct {
		name, second string
		want         []string
	}{
		{"by СНИЛС, and his name was mended", "Петров Илья Андреевичъ;7Б;;112-233-445 95;;;", []string{"class same 1", "person change 1", "enrolment same 1"}},
		{"by name and birth date", "ПЕТРОВ ИЛЬЯ АНДРЕЕВИЧ;7Б;14.03.2013;;;;", []string{"class same 1", "person same 1", "enrolment same 1"}},
		{"in another class: he has moved", "Петров Илья Андреевич;7А;14.03.2013;;;;", []string{"class create 1", "person same 1", "enrolment change 1"}},
		{"his mother by another telephone", first[:len(first)-len("8 913 000-00-02;")] + "8 913 000-00-05;", []string{"class same 1", "person same 1", "person change 1", "enrolment same 1", "guardian same 1"}},
		{"a namesake born another day", "Петров Илья Андреевич;7Б;15.03.2013;;;;", []string{"class same 1", "person create 1", "enrolment create 1"}},
		{"a namesake, and the file says so", "Петров Илья Андреевич;7Б;;;;;новый", []string{"class same 1", "person create 1", "enrolment create 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			bring(t, k.DB, interop.Options{Paths: []string{list(t, first)}, Org: org})
			o := interop.Options{Paths: []string{list(t, tt.second)}, Org: org}
			expect(t, bring(t, k.DB, o), tt.want...)
			again(t, k.DB, o)
		})
	}
}

func TestUncertainPupilIsAskedAbout(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Paths: []string{list(t, "Петров Илья Андреевич;7Б;14.03.2013;;;;")}, Org: "Школа № 1"}
	bring(t, k.DB, o)
	unsure := "Петров Илья Андреевич;8Б;;;;;"
	found := refused(t, k.DB, interop.Options{Paths: []string{list(t, unsure)}, Org: o.Org})
	if !slices.Contains(found, "refuse list.csv:2 interop.person.ask") {
		t.Errorf("got %v", found)
	}
	code := persons(t, k.DB, schoolNamed(t, k.DB, o.Org))[0].ID.String()
	answered := interop.Options{Paths: []string{list(t, unsure+code)}, Org: o.Org}
	expect(t, bring(t, k.DB, answered), "class create 1", "person same 1", "enrolment change 1")
	again(t, k.DB, answered)
}

// persons are those of an organisation.
func persons(t *testing.T, db *storage.DB, org id.Org) (all []people.Person) {
	t.Helper()
	err := db.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
		all, err = people.Persons(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Somebody came without a birth date; now a file has it, or the other way round.
func TestAnswerTellsWhoANamesakeIs(t *testing.T) {
	const org, undated = "Школа № 1", "Смирнова Анна Олеговна;7Б;;;;;"
	twins := edited(t, "users.csv", func(row string) string {
		if strings.HasPrefix(row, "smirnova") {
			return row + strings.Replace(row, "smirnova", "namesake", 1)
		}
		return row
	})
	dated := list(t, "Смирнова Анна Олеговна;7Б;02.11.2013;;;;")
	for _, tt := range []struct {
		name, file, place, answer string
		persons                   int // of that name afterwards; 0 = asked again
		born                      string
	}{
		{"a list: the one who is there", dated, "list.csv:2", "list.csv:2=CODE", 1, "2013-11-02"},
		{"a list: all are there", dated, "list.csv:2", "same", 1, "2013-11-02"},
		{"a list: another one", dated, "list.csv:2", "list.csv:2=new", 2, ""},
		{"a system: the one who is there", own + "school", "users.csv:6", "users.csv:6=CODE", 1, "2013-11-02"},
		{"a system: all are there", own + "school", "users.csv:6", "same", 1, "2013-11-02"},
		{"a system: all are new", own + "school", "users.csv:6", "new", 2, ""},
		{"a system with two of that name", twins, "users.csv:6", "same", 0, ""},
		{"no answer", dated, "list.csv:2", "list.csv:3=new", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			bring(t, k.DB, interop.Options{Paths: []string{list(t, undated)}, Org: org})
			school := schoolNamed(t, k.DB, org)
			known := persons(t, k.DB, school)[0]
			o := interop.Options{Paths: []string{tt.file}, Org: org, Asks: true}
			if found := refused(t, k.DB, o); !slices.Contains(found, "refuse "+tt.place+" interop.person.ask") {
				t.Fatalf("it is not asked: %v", found)
			}
			o.Who = []string{strings.Replace(tt.answer, "CODE", known.ID.String(), 1)}
			if tt.persons == 0 {
				refused(t, k.DB, o)
				return
			}
			bring(t, k.DB, o)
			count := 0
			for _, p := range persons(t, k.DB, school) {
				if p.Name == known.Name {
					count++
				}
				if p.ID == known.ID && p.Born.String() != tt.born {
					t.Errorf("who was there is born %q, want %q", p.Born, tt.born)
				}
			}
			if count != tt.persons {
				t.Errorf("%d persons of that name, want %d", count, tt.persons)
			}
			again(t, k.DB, interop.Options{Paths: o.Paths, Org: org})
		})
	}
}

// A set that comes at night must not stop at one namesake.
func TestUnwatchedSystemsNamesakeIsAddedWithAWarning(t *testing.T) {
	k := template.SQLite(t)
	bring(t, k.DB, interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Смирнова Анна Олеговна;7Б;;;;;")}})
	o := interop.Options{Org: "Школа № 1", Paths: []string{own + "school"}}
	if found := listed(dry(t, k.DB, o)); !slices.Contains(found, "warn users.csv:6 interop.person.second") {
		t.Errorf("before: found %v", found)
	}
	if found := listed(bring(t, k.DB, o)); !slices.Contains(found, "warn users.csv:6 interop.person.second.done") {
		t.Errorf("after: found %v", found)
	}
	again(t, k.DB, o)
}

func TestNamesakesWithinAListAreToldByTheirRows(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Петров Илья;7Б;14.03.2013;;;;", "Петров Илья;8Б;;;;;")}}
	if said := whyRefused(t, k.DB, o, "interop.list.twice"); !slices.Equal(said, []any{"Петров Илья", "list.csv:2"}) {
		t.Errorf("told with %v", said)
	}
}

func TestAnswerThatMeansNothingIsRefused(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Петров Илья;7Б;14.03.2013;;;;")}}
	for _, o.Who = range [][]string{{"perhaps"}, {"list.csv:2="}, {"list.csv:2=same"}, {"0SCA25JAST1SA"}} {
		if said := whyRefused(t, k.DB, o, "interop.who.bad"); !slices.Equal(said, []any{o.Who[0]}) {
			t.Errorf("%q is told with %v", o.Who, said)
		}
	}
}

func TestSiblingsShareTheirMother(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Org: "Школа № 1", Paths: []string{list(t,
		"Петров Илья Андреевич;7Б;14.03.2013;;Петрова Ольга Сергеевна;+7 913 000-00-02;",
		"Петрова Мария Андреевна;3А;21.07.2017;;Петрова Ольга Сергеевна;8(913)0000002;",
	)}}
	expect(t, bring(t, k.DB, o), "org create 1", "year create 1", "term create 6", "class create 2",
		"person create 3", "enrolment create 2", "guardian create 2")
	again(t, k.DB, o)
}

func TestPupilWhoseNameIsWrittenOtherwiseIsWarnedOf(t *testing.T) {
	for _, tt := range []struct {
		name, row string
		warned    bool
	}{
		{"a double surname", "Салтыкова-Щедрина Анна;7Б;14.03.2013;;;;", true},
		{"another surname, one first name", "Орлова Анна Олеговна;7Б;14.03.2013;;;;", true},
		{"a twin", "Салтыкова Мария;7Б;14.03.2013;;;;", true},
		{"another name", "Орлова Мария;7Б;14.03.2013;;;;", false},
		{"another class", "Салтыкова-Щедрина Анна;7А;14.03.2013;;;;", false},
		{"another day", "Салтыкова-Щедрина Анна;7Б;15.03.2013;;;;", false},
		{"said to be new", "Салтыкова-Щедрина Анна;7Б;14.03.2013;;;;новая", false},
		{"the same", "Салтыкова Анна;7Б;14.03.2013;;;;", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			o := interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Салтыкова Анна;7Б;14.03.2013;;;;")}}
			bring(t, k.DB, o)
			o.Paths = []string{list(t, tt.row)}
			found := listed(bring(t, k.DB, o))
			if warned := slices.Contains(found, "warn list.csv:2 interop.person.alike"); warned != tt.warned {
				t.Errorf("warned: %v, want %v; found %v", warned, tt.warned, found)
			}
			again(t, k.DB, o)
		})
	}
}

func TestOnePupilTwiceInAListIsRefused(t *testing.T) {
	const said, again = "interop.list.twice", "interop.list.again"
	for _, tt := range []struct {
		name, first, second, want string
	}{
		{"the same row", "Петров Илья;7Б;14.03.2013;;;;", "Петров Илья;7Б;14.03.2013;;;;", again},
		{"the same row, without a birth date", "Петров Илья;7Б;;;;;", "Петров Илья;7Б;;;;;", said},
		{"another class", "Петров Илья;7Б;14.03.2013;;;;", "Петров Илья;8Б;14.03.2013;;;;", again},
		{"another name, one СНИЛС", "Петров Илья;7Б;;112-233-445 95;;;", "Петров Ильяс;7Б;;112-233-445 95;;;", again},
		{"one without a birth date", "Петров Илья;7Б;14.03.2013;;;;", "Петров Илья;8Б;;;;;", said},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			found := refused(t, k.DB, interop.Options{Org: "Школа № 1", Paths: []string{list(t, tt.first, tt.second)}})
			if !slices.Contains(found, "refuse list.csv:3 "+tt.want) {
				t.Errorf("got %v", found)
			}
		})
	}
}

func TestRowSaysFromWhichDayAPupilIsInTheClass(t *testing.T) {
	k := template.SQLite(t)
	catalogue, err := i18n.New(interop.Texts)
	if err != nil {
		t.Fatal(err)
	}
	printed := func(result interop.Result) string {
		var out strings.Builder
		for _, one := range result.Orgs {
			if err := one.PrintRows(&out, catalogue.Printer("ru").T); err != nil {
				t.Fatal(err)
			}
		}
		return out.String()
	}
	o := interop.Options{Org: "Школа № 1"}
	for _, tt := range []struct{ name, row, want string }{
		{"a new class", "Петров Илья;7Б;14.03.2013;;;;", "Петров Илья · 7Б\tс 01.09.2026\n"},
		{"a class that is there", "Смирнова Анна;7Б;15.03.2013;;;;", "Смирнова Анна · 7Б\tс 19.10.2026\n"},
		{"a move", "Петров Илья;7А;14.03.2013;;;;", "Петров Илья · 7А\tкласс: 7Б → 7А\tс 19.10.2026\n"},
		{"another birth date", "Орлов Денис;7Б;25.01.2013;112-233-445 95;;;", "Орлов Денис · 7Б\tс 19.10.2026\n"},
		{"and it is mended", "Орлов Денис;7Б;25.01.2012;112-233-445 95;;;", "Орлов Денис\tдата рождения: 25.01.2013 → 25.01.2012\n"},
	} {
		o.Paths = []string{list(t, tt.row)}
		result := dry(t, k.DB, o)
		if got := printed(result); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q is not in\n%s", tt.name, tt.want, got)
		}
		if hint := slices.Contains(listed(result), "warn list.csv interop.span.undated"); hint != strings.Contains(tt.want, "\tс ") {
			t.Errorf("%s: the column for the day is named: %v", tt.name, hint)
		}
		bring(t, k.DB, o)
	}
	at := filepath.Join(t.TempDir(), "dated.csv")
	if err := os.WriteFile(at, []byte("ФИО;Класс;Дата зачисления\nКузнецова Дарья;7Б;15.10.2026\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Paths = []string{at}
	result := dry(t, k.DB, o)
	if got := printed(result); !strings.Contains(got, "\tс 15.10.2026\n") || slices.Contains(listed(result), "warn dated.csv interop.span.undated") {
		t.Errorf("with a day of its own: %s%v", got, listed(result))
	}
}

// The day of the tests is 19 October 2026.
func TestBirthDateWithoutSenseIsWarnedOf(t *testing.T) {
	for _, tt := range []struct{ name, born, want string }{
		{"tomorrow", "20.10.2026", "warn list.csv:2 interop.born.future"},
		{"today: nobody goes to school on the first day", "19.10.2026", "warn list.csv:2 interop.born.age"},
		{"four tomorrow", "20.10.2022", "warn list.csv:2 interop.born.age"},
		{"four today", "19.10.2022", ""},
		{"an ordinary one", "14.03.2013", ""},
		{"twenty-five still", "20.10.2000", ""},
		{"twenty-six today", "19.10.2000", "warn list.csv:2 interop.born.age"},
		{"none", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			row := "Петров Илья Андреевич;7Б;" + tt.born + ";;Петрова Ольга Сергеевна;;"
			found := listed(dry(t, k.DB, interop.Options{Paths: []string{list(t, row)}, Org: "Школа № 1"}))
			found = slices.DeleteFunc(found, func(f string) bool { return !strings.Contains(f, "interop.born.") })
			if got := strings.Join(found, "\n"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
