package school_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/school"
	"parta/when"
)

const (
	org1 id.Org = 1
	org2 id.Org = 2
)

var template = &testkit.Template{
	Slices:  []fs.FS{ledger.Migrations, school.Migrations},
	Install: ledger.Install,
	Fill: func(ctx context.Context, db *storage.DB) error {
		return db.Write(ctx, storage.Act{Org: org1, Key: "year"}, func(tx *storage.Tx) error {
			year, terms := school.UsualYear(tx, 2026)
			class := school.Class{ID: id.New[id.Class](tx), Year: year.ID, YearGroup: 7, Letter: "Б", Name: "7Б"}
			subject := school.Subject{ID: id.New[id.Subject](tx), Name: "математика"}
			return school.Fill(tx, school.Rows{
				Years: []school.Year{year}, Terms: terms,
				Subjects: []school.Subject{subject},
				Courses:  []school.Course{{ID: id.New[id.Course](tx), Subject: subject.ID, Name: "алгебра"}},
				Classes:  []school.Class{class},
				Groups: []school.Group{
					{ID: id.New[id.Group](tx), Year: year.ID, Kind: school.WholeClass, Name: "7Б", Class: class.ID},
					{ID: id.New[id.Group](tx), Year: year.ID, Kind: school.Part, Name: "7Б английский 1", Class: class.ID},
				},
				Settings: []school.Setting{{Name: school.WeightsSetting, From: year.Days.From, Value: "on", Source: "Положение об оценивании, п. 3.2"}},
			})
		})
	},
}

// read runs fn in the first school.
func read(t *testing.T, db *storage.DB, fn func(*storage.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), org1, fn); err != nil {
		t.Fatal(err)
	}
}

// fill tries rows in an organisation.
func fill(t *testing.T, db *storage.DB, org id.Org, rows func(tx *storage.Tx) school.Rows) error {
	t.Helper()
	return db.Write(t.Context(), storage.Act{Org: org, Key: t.Name()}, func(tx *storage.Tx) error {
		return school.Fill(tx, rows(tx))
	})
}

func TestTermOnIsTheLastTermInHolidays(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		read(t, k.DB, func(tx *storage.Tx) error {
			for _, tt := range []struct {
				name  string
				group int
				day   when.Day
				want  string
			}{
				{"the first day", 7, when.Date(2026, time.September, 1), "1-я четверть"},
				{"autumn holidays", 7, when.Date(2026, time.October, 30), "1-я четверть"},
				{"December", 7, when.Date(2026, time.December, 10), "2-я четверть"},
				{"summer", 7, when.Date(2027, time.July, 10), "4-я четверть"},
				{"before the first year", 7, when.Date(2026, time.August, 1), "1-я четверть"},
				{"a senior", 10, when.Date(2026, time.December, 10), "1-е полугодие"},
				{"a senior in spring", 11, when.Date(2027, time.March, 1), "2-е полугодие"},
			} {
				got, err := school.TermOn(tx, tt.group, tt.day)
				if err != nil || got.Name != tt.want {
					t.Errorf("%s: TermOn = %q, %v, want %q", tt.name, got.Name, err, tt.want)
				}
			}
			return nil
		})
	})
}

func TestReadersFindWhatWasFilled(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		read(t, k.DB, func(tx *storage.Tx) error {
			year, err := school.YearOn(tx, when.Date(2027, time.August, 1))
			if err != nil || year.Name != "2026/27" {
				t.Fatalf("YearOn = %v, %v", year, err)
			}
			classes, err := school.Classes(tx, year.ID)
			if err != nil || len(classes) != 1 || classes[0].Name != "7Б" || classes[0].YearGroup != 7 {
				t.Fatalf("Classes = %v, %v", classes, err)
			}
			group, err := school.GroupOf(tx, classes[0].ID)
			if err != nil || group.Kind != school.WholeClass || len(group.Classes) != 1 {
				t.Errorf("GroupOf = %v, %v", group, err)
			}
			groups, err := school.GroupsOf(tx, classes[0].ID)
			if err != nil || len(groups) != 2 || groups[0].ID != group.ID {
				t.Errorf("GroupsOf = %v, %v", groups, err)
			}
			courses, err := school.Courses(tx)
			if err != nil || len(courses) != 1 || courses[0].Name != "алгебра" {
				t.Errorf("Courses = %v, %v", courses, err)
			}
			return nil
		})
	})
}

func TestSettingsHoldFromTheirDay(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		read(t, k.DB, func(tx *storage.Tx) error {
			before, err := school.SettingsOn(tx, when.Date(2026, time.August, 31))
			if err != nil || before.Weights {
				t.Errorf("the day before: weights = %t, %v", before.Weights, err)
			}
			after, err := school.SettingsOn(tx, when.Date(2026, time.September, 1))
			if err != nil || !after.Weights || after.Sources[school.WeightsSetting] == "" {
				t.Errorf("that day: %+v, %v", after, err)
			}
			if after.MarkOne || after.Thresholds != (school.Thresholds{Five: 450, Four: 350, Three: 250}) {
				t.Errorf("what nobody decided is not usual: %+v", after)
			}
			return nil
		})
	})
}

func TestThresholdsRefuseWhatDoesNotFall(t *testing.T) {
	for text, fine := range map[string]bool{
		"465 365 265": true, "450 350 250": true, "450 450 250": false, "250 350 450": false, "510 350 250": false,
		"450 350 90": false, "450 350": false, "4,5 3,5 2,5": false, "": false,
	} {
		if _, err := school.ParseThresholds(text); (err == nil) != fine {
			t.Errorf("ParseThresholds(%q) = %v", text, err)
		}
	}
}

// TestNothingIsAddedTwice tries the duplicate of every unique key.
func TestNothingIsAddedTwice(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		var year school.Year
		var terms []school.Term
		var class school.Class
		var groups []school.Group
		var subjects []school.Subject
		var courses []school.Course
		read(t, k.DB, func(tx *storage.Tx) (err error) {
			year, _ = school.YearOn(tx, when.Date(2026, time.September, 1))
			terms, _ = school.Terms(tx, year.ID)
			classes, _ := school.Classes(tx, year.ID)
			class = classes[0]
			groups, _ = school.Groups(tx, year.ID)
			subjects, _ = school.Subjects(tx)
			courses, err = school.Courses(tx)
			return err
		})
		newID := func(tx *storage.Tx) int64 { return tx.NextID() }
		for name, rows := range map[string]func(tx *storage.Tx) school.Rows{
			"year": func(*storage.Tx) school.Rows { return school.Rows{Years: []school.Year{year}} },
			"name of a year": func(tx *storage.Tx) school.Rows {
				return school.Rows{Years: []school.Year{{ID: id.Year(newID(tx)), Name: year.Name, Days: when.Span{From: 1, To: 2}}}}
			},
			"first day of a year": func(tx *storage.Tx) school.Rows {
				return school.Rows{Years: []school.Year{{ID: id.Year(newID(tx)), Name: "another", Days: year.Days}}}
			},
			"term": func(*storage.Tx) school.Rows { return school.Rows{Terms: terms[:1]} },
			"number of a term": func(tx *storage.Tx) school.Rows {
				again := terms[0]
				again.ID = id.Term(newID(tx))
				return school.Rows{Terms: []school.Term{again}}
			},
			"subject": func(*storage.Tx) school.Rows { return school.Rows{Subjects: subjects} },
			"name of a subject": func(tx *storage.Tx) school.Rows {
				return school.Rows{Subjects: []school.Subject{{ID: id.Subject(newID(tx)), Name: subjects[0].Name}}}
			},
			"course": func(*storage.Tx) school.Rows { return school.Rows{Courses: courses} },
			"name of a course": func(tx *storage.Tx) school.Rows {
				again := courses[0]
				again.ID = id.Course(newID(tx))
				return school.Rows{Courses: []school.Course{again}}
			},
			"class": func(*storage.Tx) school.Rows { return school.Rows{Classes: []school.Class{class}} },
			"name of a class": func(tx *storage.Tx) school.Rows {
				again := class
				again.ID = id.Class(newID(tx))
				return school.Rows{Classes: []school.Class{again}}
			},
			"group": func(*storage.Tx) school.Rows { return school.Rows{Groups: groups[:1]} },
			"name of a group": func(tx *storage.Tx) school.Rows {
				again := groups[1]
				again.ID = id.Group(newID(tx))
				return school.Rows{Groups: []school.Group{again}}
			},
			"second whole-class group": func(tx *storage.Tx) school.Rows {
				again := groups[0]
				again.ID, again.Name = id.Group(newID(tx)), "7Б снова"
				return school.Rows{Groups: []school.Group{again}}
			},
			"class twice in a mixed group": func(tx *storage.Tx) school.Rows {
				return school.Rows{Groups: []school.Group{{
					ID: id.Group(newID(tx)), Year: year.ID, Kind: school.Mixed, Name: "двойная", Classes: []id.Class{class.ID, class.ID},
				}}}
			},
			"setting": func(*storage.Tx) school.Rows {
				return school.Rows{Settings: []school.Setting{{Name: school.WeightsSetting, From: year.Days.From, Value: "off"}}}
			},
		} {
			t.Run(name, func(t *testing.T) {
				if err := fill(t, k.DB, org1, rows); problem.KeyOf(err) != "storage.duplicate" {
					t.Errorf("Fill = %v, want storage.duplicate", err)
				}
			})
		}
	})
}

func TestAnotherOrganisationsThingsCannotBeNamed(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		var year school.Year
		var class school.Class
		var subject school.Subject
		read(t, k.DB, func(tx *storage.Tx) (err error) {
			year, _ = school.YearOn(tx, when.Date(2026, time.September, 1))
			classes, _ := school.Classes(tx, year.ID)
			class = classes[0]
			subjects, err := school.Subjects(tx)
			subject = subjects[0]
			return err
		})
		for name, rows := range map[string]func(tx *storage.Tx) school.Rows{
			"term of its year": func(tx *storage.Tx) school.Rows {
				return school.Rows{Terms: []school.Term{{ID: id.New[id.Term](tx), Year: year.ID, Name: "1", Kind: school.Fourth, Number: 1, Days: year.Days}}}
			},
			"class of its year": func(tx *storage.Tx) school.Rows {
				return school.Rows{Classes: []school.Class{{ID: id.New[id.Class](tx), Year: year.ID, Name: "1А"}}}
			},
			"course of its subject": func(tx *storage.Tx) school.Rows {
				return school.Rows{Courses: []school.Course{{ID: id.New[id.Course](tx), Subject: subject.ID, Name: "геометрия"}}}
			},
			"group of its class": func(tx *storage.Tx) school.Rows {
				own, _ := school.UsualYear(tx, 2026)
				return school.Rows{Years: []school.Year{own}, Groups: []school.Group{{
					ID: id.New[id.Group](tx), Year: own.ID, Kind: school.WholeClass, Name: "7Б", Class: class.ID,
				}}}
			},
		} {
			t.Run(name, func(t *testing.T) {
				if err := fill(t, k.DB, org2, rows); problem.KeyOf(err) != "storage.reference" {
					t.Errorf("Fill = %v, want storage.reference", err)
				}
			})
		}
	})
}

func TestUsualYearOfRecentAutumns(t *testing.T) {
	for begins := 2020; begins < 2040; begins++ {
		_, terms := school.UsualYear(&counter{}, begins)
		for i, term := range terms[:4] {
			if term.Days.From > term.Days.To {
				t.Errorf("%d: term %d ends before it begins", begins, i+1)
			}
			if weeks := (term.Days.To - term.Days.From + 1) / 7; weeks < 6 || weeks > 12 {
				t.Errorf("%d: term %d has %d weeks", begins, i+1, weeks)
			}
			if i > 0 && term.Days.From-terms[i-1].Days.To < 8 {
				t.Errorf("%d: holidays before term %d are shorter than a week", begins, i+1)
			}
		}
	}
}

type counter struct{ last int64 }

func (c *counter) NextID() int64 { c.last++; return c.last }
