package demo_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"parta/access"
	"parta/demo"
	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/interop"
	"parta/journal"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

var (
	today = when.DayOf(testkit.Start)
	world = demo.Cast(today)
	rooms = []fs.FS{ledger.Migrations, orgs.Migrations, school.Migrations, people.Migrations, journal.Migrations, interop.Migrations}
	empty = &testkit.Template{Slices: rooms, Install: ledger.Install}
	cast  = &testkit.Template{Slices: rooms, Install: ledger.Install, Fill: world.Fill}
)

func TestCastIsWhoEverybodyKnows(t *testing.T) {
	one, two, village := world.SchoolOne.Org.ID, world.SchoolTwo.Org.ID, world.Village.Org.ID
	cast.Each(t, func(t *testing.T, k *testkit.Kit) {
		for _, tt := range []struct {
			who  string
			org  id.Org
			want []access.Role
		}{
			{"orlova", one, []access.Role{access.Head}},
			{"smirnov", one, []access.Role{access.Deputy}},
			{"ivanova", one, []access.Role{access.Teacher, access.Tutor}},
			{"sidorov", one, []access.Role{access.Teacher, access.Tutor}},
			{"petrov", one, []access.Role{access.Pupil}},
			{"petrova", one, []access.Role{access.Guardian}},
			{"petrova", two, []access.Role{access.Guardian}},
			{"kuznetsova", one, []access.Role{access.Clerk}},
			{"lebedev", one, []access.Role{access.Administrator}},
			{"volkova", two, []access.Role{access.Teacher, access.Tutor}},
			{"zhdanova", village, []access.Role{access.Teacher, access.Tutor}},
			{"belova", world.Municipality.ID, []access.Role{access.Municipal}},
			{"gromov", world.Region.ID, []access.Role{access.Regional}},
		} {
			actor := factsOf(t, k.DB, tt.org, world.Person(tt.who, tt.org))
			slices.Sort(actor.Roles)
			if !slices.Equal(actor.Roles, tt.want) {
				t.Errorf("%s: roles %v, want %v", tt.who, actor.Roles, tt.want)
			}
		}
		if got := world.Member("petrova").Seats; len(got) != 2 {
			t.Errorf("Petrova's seats: %v, want two", got)
		}
		zhdanova := factsOf(t, k.DB, village, world.Person("zhdanova", village))
		groups, courses := map[id.Group]bool{}, map[id.Course]bool{}
		for _, l := range zhdanova.Load {
			groups[l.Group], courses[l.Course] = true, true
		}
		if len(courses) != 5 || len(groups) != 3 {
			t.Errorf("Zhdanova teaches %d courses to %d groups, want 5 to 3: two classes and both together", len(courses), len(groups))
		}
		ivanova := factsOf(t, k.DB, one, world.Person("ivanova", one))
		page := access.Thing{Group: world.SchoolOne.Class("7Б").Group, Course: world.SchoolOne.Course("Алгебра"), Day: today}
		if _, may := ivanova.Decide(access.WriteMark, page); !may {
			t.Error("Ivanova may not mark algebra in 7Б")
		}
	})
}

func factsOf(t *testing.T, db *storage.DB, org id.Org, person id.Person) (actor access.Actor) {
	t.Helper()
	err := db.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
		actor, err = people.FactsOf(tx, person, today)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func TestCastHasAWayIn(t *testing.T) {
	k := cast.SQLite(t)
	err := k.DB.ReadControl(t.Context(), func(tx *storage.Tx) error {
		for _, m := range world.Members {
			seats, err := orgs.Seats(tx, m.Account)
			if err != nil || len(seats) != len(m.Seats) {
				t.Errorf("%s: seats %v, %v, want %v", m.SignIn, seats, err, m.Seats)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestZhdanovasClassesSitInOneRoom(t *testing.T) {
	k := cast.SQLite(t)
	village := world.Village
	at := map[string]map[string]bool{}
	for _, name := range []string{"1", "3"} {
		class := village.Class(name)
		at[name] = map[string]bool{}
		rows := lessonsAt(t, k.DB, village.Org.ID, class.Group, village.Course("Русский язык"))
		for _, l := range rows {
			at[name][l] = true
		}
	}
	if len(at["1"]) == 0 || len(at["1"]) != len(at["3"]) {
		t.Fatalf("%d and %d lessons", len(at["1"]), len(at["3"]))
	}
	for l := range at["1"] {
		if !at["3"][l] {
			t.Errorf("at %s only one of the two classes is taught", l)
		}
	}
}

func lessonsAt(t *testing.T, db *storage.DB, org id.Org, group id.Group, course id.Course) (at []string) {
	t.Helper()
	err := db.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
		at, err = storage.All(tx, func(r storage.Row) (string, error) {
			var day when.Day
			var number string
			err := r.Scan(&day, &number)
			return day.String() + " " + number, err
		}, "SELECT on_date, number FROM journal_lesson WHERE org_id = $1 AND group_id = $2 AND course_id = $3", tx.Org(), group, course)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Not even where they share a page with an older class, as with Zhdanova.
func TestFirstYearGroupHasNoMarks(t *testing.T) {
	k := cast.SQLite(t)
	for _, s := range []*demo.School{world.SchoolOne, world.SchoolTwo, world.Village} {
		err := k.DB.Read(t.Context(), s.Org.ID, func(tx *storage.Tx) error {
			counted := func(condition string) (n int) {
				n, err := storage.Value[int](tx, `
					SELECT count(*)
					FROM school_class c
					CROSS JOIN people_enrolment e
					CROSS JOIN journal_mark m
					WHERE c.org_id = $1 AND e.org_id = $1 AND e.class_id = c.class_id AND m.org_id = $1 AND m.pupil_id = e.pupil_id AND `+condition, s.Org.ID)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			if first, others := counted("c.year_group = 1"), counted("c.year_group = 3"); first != 0 || others == 0 && s == world.Village {
				t.Errorf("%s: %d marks in the first year group, %d in the third", s.Org.ShortName, first, others)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEverythingFollowsFromSeedAndDay(t *testing.T) {
	first, second := cast.SQLite(t), empty.SQLite(t)
	if err := demo.Cast(today).Fill(t.Context(), second.DB); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"SELECT group_concat(person_id || last_name || first_name || middle_name || birth_date, ',') FROM people_person WHERE org_id = $1",
		"SELECT group_concat(teaching_id || teacher_id || group_id || course_id, ',') FROM people_teaching WHERE org_id = $1",
		"SELECT group_concat(lesson_id || on_date || number || topic || state, ',') FROM journal_lesson WHERE org_id = $1",
		"SELECT group_concat(task_id || kind || title || on_date, ',') FROM journal_task WHERE org_id = $1",
		"SELECT group_concat(mark_id || task_id || pupil_id || text || given_at, ',') FROM journal_mark WHERE org_id = $1",
		"SELECT group_concat(lesson_id || pupil_id || state || reason || minutes, ',') FROM journal_attendance WHERE org_id = $1",
		"SELECT group_concat(homework_id || lesson_id || text || due_on, ',') FROM journal_homework WHERE org_id = $1",
	} {
		a, b := textOf(t, first.DB, query), textOf(t, second.DB, query)
		if a != b || len(a) < 100 {
			t.Errorf("%s: differs at %d of %d", query, differAt(a, b), len(a))
		}
	}
}

func textOf(t *testing.T, db *storage.DB, query string) (text string) {
	t.Helper()
	err := db.Read(t.Context(), world.SchoolOne.Org.ID, func(tx *storage.Tx) (err error) {
		text, err = storage.Value[string](tx, query, tx.Org())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func differAt(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func TestBuildMakesTheRegionAsked(t *testing.T) {
	k := empty.SQLite(t)
	ctx := t.Context()
	if state, err := demo.StateOf(ctx, k.DB, today); err != nil || state != demo.Empty {
		t.Fatalf("before: %d, %v", state, err)
	}
	var far demo.Progress
	calls := 0
	err := demo.BuildSmall(ctx, k.DB, demo.Options{Schools: 4, Pupils: 183, Seed: 2, Today: today, Progress: func(p demo.Progress) {
		far = p
		calls++
	}})
	if err != nil {
		t.Fatal(err)
	}
	if far.Schools != 4 || far.Pupils != 183 || far.Marks < 5_000 || calls < 15 {
		t.Errorf("made %+v in %d calls", far, calls)
	}
	if state, err := demo.StateOf(ctx, k.DB, today); err != nil || state != demo.Ready {
		t.Errorf("after: %d, %v", state, err)
	}
	if state, err := demo.StateOf(ctx, k.DB, today+30); err != nil || state != demo.Outdated {
		t.Errorf("a month later: %d, %v", state, err)
	}
	verify(ctx, t, k.DB)
}

// verify checks the chain of every organisation.
func verify(ctx context.Context, t *testing.T, db *storage.DB) {
	t.Helper()
	var all []orgs.Org
	err := db.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		all, err = orgs.All(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, o := range all {
		if damages, lines, err := ledger.Verify(ctx, db, o.ID, nil); err != nil || len(damages) > 0 || lines == 0 {
			t.Errorf("%s: %d lines, %v, %v", o.Name, lines, damages, err)
		}
		if names[o.Name] || strings.TrimSpace(o.Name) == "" {
			t.Errorf("two organisations are called %q", o.Name)
		}
		names[o.Name] = true
	}
}

func TestSomebodysOwnSchoolIsForeign(t *testing.T) {
	k := empty.SQLite(t)
	err := k.DB.Control(t.Context(), func(tx *storage.Tx) error {
		_, err := orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "Школа", Zone: "Asia/Tomsk"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if state, err := demo.StateOf(t.Context(), k.DB, today); err != nil || state != demo.Foreign {
		t.Errorf("StateOf = %d, %v, want Foreign", state, err)
	}
	if err := demo.Build(t.Context(), k.DB, demo.Options{Seed: 1, Today: today}); err == nil {
		t.Error("Build filled it")
	}
}
