package demo

import (
	"maps"
	"slices"
	"testing"
	"time"

	"parta/id"
	"parta/journal"
	"parta/when"
)

var monday = when.Date(2026, time.October, 19)

func TestPagesAreNeverEmptyInAnySeason(t *testing.T) {
	for day := when.Date(2026, time.September, 14); day < when.Date(2027, time.September, 1); day += 9 {
		w := makeWorld(1, day, 0, natural)
		class := w.SchoolOne.Class("7Б")
		rows, err := w.SchoolOne.registerOf(class, w.daysOf(w.SchoolOne)(class))
		if err != nil {
			t.Fatal(err)
		}
		term := w.SchoolOne.TermOf(7, day)
		held, marks := 0, 0
		in := map[id.Task]bool{}
		for _, l := range rows.Lessons {
			if term.Days.Holds(l.Day) && l.State == journal.Held {
				held++
			}
		}
		for _, task := range rows.Tasks {
			in[task.ID] = term.Days.Holds(task.Day)
		}
		for _, m := range rows.Marks {
			if in[m.Task] {
				marks++
			}
		}
		if days := int(day - term.Days.From); held < min(100, days*2) || marks < min(500, days*10) {
			t.Errorf("%s: %d lessons held and %d marks in the %s", day, held, marks, term.Name)
		}
	}
}

func TestSchoolLooksAsIfAtWork(t *testing.T) {
	w := makeWorld(1, monday, 0, natural)
	s := w.SchoolOne
	class := s.Class("7Б")
	days := w.daysOf(s)(class)
	rows, err := s.registerOf(class, days)
	if err != nil {
		t.Fatal(err)
	}
	schoolDays, lessons := map[when.Day]bool{}, 0
	for _, l := range rows.Lessons {
		if l.State == journal.Held {
			schoolDays[l.Day] = true
			lessons++
		}
	}
	pupils := float64(len(class.Pupils))
	marks := float64(len(rows.Marks)) / pupils / float64(len(schoolDays))
	if marks < 2.5 || marks > 3.5 {
		t.Errorf("%.2f marks a day for each pupil, want about 3", marks)
	}
	missed, asked := 0, 0
	for _, p := range s.Classes {
		for _, pupil := range p.Pupils {
			r := &register{School: s, days: days, away: map[*Pupil]map[when.Day]absence{}}
			missed += len(r.awayOf(pupil))
			asked += int(monday - days.From)
		}
	}
	if share := 100 * float64(missed) / float64(asked); share < 4 || share > 6 {
		t.Errorf("%.1f %% of days are missed, want about 5", share)
	}
	if guardians := float64(len(s.people.Guardians)) / float64(s.plan.size()); guardians < 1.6 || guardians > 1.8 {
		t.Errorf("%.2f guardians a pupil, want about 1.7", guardians)
	}
}

func TestWeekOfEachClass(t *testing.T) {
	w := makeWorld(1, monday, 0, natural)
	for _, s := range w.Schools() {
		busy, clashes, lessons := map[id.Person]map[slot]id.Course{}, 0, 0
		for _, c := range s.Classes {
			taken := map[slot]bool{}
			for _, p := range s.pages {
				if slices.Contains(p.classes, c) {
					for _, at := range p.slots {
						taken[at] = true
					}
				}
			}
			if n := len(taken); n < 21 || n > 34 {
				t.Errorf("%s, %s: %d lessons a week", s.Org.ShortName, c.Name, n)
			}
			last, count := [schoolDays]int{}, [schoolDays]int{}
			for at := range maps.Keys(taken) {
				last[at.day] = max(last[at.day], at.number)
				count[at.day]++
			}
			if last != count {
				t.Errorf("%s, %s: windows: %v lessons, the last is %v", s.Org.ShortName, c.Name, count, last)
			}
			if slices.Max(count[:]) > 8 || slices.Min(count[:]) < 3 {
				t.Errorf("%s, %s: %v lessons a day", s.Org.ShortName, c.Name, count)
			}
		}
		for _, p := range s.pages {
			lessons += p.hours
			if len(p.slots) != p.hours {
				t.Errorf("%s, %s: %d of %d lessons have a place", s.Org.ShortName, p.name+" "+p.course.Key, len(p.slots), p.hours)
			}
			for _, at := range p.slots {
				if busy[p.teacher.ID] == nil {
					busy[p.teacher.ID] = map[slot]id.Course{}
				}
				if other, there := busy[p.teacher.ID][at]; there && other != p.id {
					clashes++
				}
				busy[p.teacher.ID][at] = p.id
			}
		}
		if clashes*50 > lessons {
			t.Errorf("%s: teachers are in two rooms at once %d times in %d lessons", s.Org.ShortName, clashes, lessons)
		}
	}
}

func TestRegionIsShapedAsTheRealOne(t *testing.T) {
	sizes := sizesOf(1, 304, 128145)
	villages, city, sum := 0, 0, 0
	for _, n := range sizes {
		sum += n
		switch {
		case n >= 15 && n <= 110:
			villages++
		case n >= 500 && n <= 2500:
			city++
		case n < 15 || n > 2500:
			t.Errorf("a school of %d pupils", n)
		}
	}
	if sum != 128145 || villages != 126 || city < 55 || city > 65 {
		t.Errorf("%d pupils, %d village schools, %d in the city", sum, villages, city)
	}
	for i, n := range sizes {
		classes, _ := classesFor(chanceOf(1, "plan", i), n)
		if got := (schoolPlan{classes: classes}).size(); got != n {
			t.Errorf("a school of %d has places for %d", n, got)
		}
	}
}

func TestWomenBearTheirFormOfASurname(t *testing.T) {
	for surname, want := range map[string]string{
		"Петров": "Петрова", "Королёв": "Королёва", "Зайцев": "Зайцева", "Пушкин": "Пушкина", "Высоцкий": "Высоцкая", "Дубровский": "Дубровская",
		"Ли": "Ли", "Вебер": "Вебер", "Черных": "Черных", "Коваленко": "Коваленко", "Ким": "Ким",
	} {
		if got := feminine(surname); got != want {
			t.Errorf("feminine(%s) = %s, want %s", surname, got, want)
		}
	}
}

func TestMarkTellsWhatADatabaseIs(t *testing.T) {
	for mark, want := range map[string]State{
		markOf(7, monday):    Ready,
		markOf(7, monday-14): Ready,
		markOf(7, monday-15): Outdated,
		markOf(7, monday+1):  Outdated,
		unfinished:           Unfinished,
		"0 2026-10-19 1":     Outdated,
		"something else":     Outdated,
	} {
		if got := stateOf(mark, monday); got != want {
			t.Errorf("stateOf(%q) = %d, want %d", mark, got, want)
		}
	}
}
