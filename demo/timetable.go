package demo

import (
	"math"
	"slices"
)

// slot is a place in the week: Monday is day 0, the first lesson number 1.
type slot struct{ day, number int }

const (
	schoolDays = 5
	lastLesson = 8
)

// unit is pages that are taught at the same time: both halves of a class, or
// two classes with one teacher.
type unit struct {
	pages   []*page
	classes []*Class
	left    int // lessons a week that still have no place
	today   int // lessons on the day being arranged
}

// arrange finds a place in the week for every lesson. It is no timetable to be
// proud of, but nobody is in two places at once and no class has windows where
// that can be helped: of several tries the best stays.
func (s *School) arrange() {
	tries := max(10, 50_000/len(s.pages))
	units := s.units()
	best, faults := map[*page][]slot{}, math.MaxInt
	for try := 0; try < tries && faults > 0; try++ {
		week := s.tryWeek(units)
		if n := week.faults(); n < faults {
			faults = n
			for _, p := range s.pages {
				best[p] = p.slots
			}
		}
	}
	for _, p := range s.pages {
		p.slots = best[p]
	}
}

func (s *School) tryWeek(units []*unit) *week {
	for _, u := range units {
		u.left = u.pages[0].hours
		for _, p := range u.pages {
			p.slots = nil
		}
	}
	week := newWeek(s.Classes, units)
	for day := range schoolDays {
		for _, u := range units {
			u.today = 0
		}
		for number := 1; number <= lastLesson; number++ {
			for _, c := range s.Classes {
				if week.count[c][day] >= week.daily[c][day] {
					continue
				}
				if u := s.choose(week, c, slot{day, number}); u != nil {
					week.place(u, slot{day, number})
				}
			}
		}
	}
	s.placeRest(week, units)
	week.closeWindows()
	return week
}

// units joins pages that must go together.
func (s *School) units() []*unit {
	var units []*unit
	for _, p := range s.pages {
		if u := s.partnerUnit(units, p); u != nil {
			u.pages = append(u.pages, p)
			for _, c := range p.classes {
				if !slices.Contains(u.classes, c) {
					u.classes = append(u.classes, c)
				}
			}
			continue
		}
		units = append(units, &unit{pages: []*page{p}, classes: slices.Clone(p.classes)})
	}
	return units
}

// partnerUnit finds the unit a page is taught with: the other half of the class,
// or the same course in the class that sits in the same room.
func (s *School) partnerUnit(units []*unit, p *page) *unit {
	for _, u := range units {
		other := u.pages[0]
		if len(u.pages) > 1 || other.course.Key != p.course.Key || other.hours != p.hours {
			continue
		}
		if other.classes[0] == p.classes[0] && other.group != p.group {
			return u
		}
		if partner, _ := s.partnerOf(p.classes[0]); partner == other.classes[0] && other.teacher == p.teacher && len(p.classes) == 1 && len(other.classes) == 1 {
			return u
		}
	}
	return nil
}

// week knows who is busy when.
type week struct {
	classes  map[*Class]map[slot]*unit
	teachers map[*teacher]map[slot]bool
	count    map[*Class]*[schoolDays]int
	daily    map[*Class]*[schoolDays]int // lessons a class should have on each day
	units    map[*Class][]*unit
	order    []*Class
	clashes  int // teachers in two rooms at once
}

// faults counts windows and clashes.
func (w *week) faults() int {
	n := w.clashes
	for c, taken := range w.classes {
		last := [schoolDays]int{}
		for at := range taken {
			last[at.day] = max(last[at.day], at.number)
		}
		for day := range schoolDays {
			n += last[day] - w.count[c][day]
		}
	}
	return n
}

func newWeek(classes []*Class, units []*unit) *week {
	w := &week{
		order:   classes,
		classes: map[*Class]map[slot]*unit{}, teachers: map[*teacher]map[slot]bool{},
		count: map[*Class]*[schoolDays]int{}, daily: map[*Class]*[schoolDays]int{}, units: map[*Class][]*unit{},
	}
	for _, u := range units {
		for _, c := range u.classes {
			w.units[c] = append(w.units[c], u)
		}
	}
	for _, c := range classes {
		hours := 0
		for _, u := range w.units[c] {
			hours += u.left
		}
		w.classes[c], w.count[c], w.daily[c] = map[slot]*unit{}, &[schoolDays]int{}, &[schoolDays]int{}
		for day := range schoolDays {
			w.daily[c][day] = hours*(day+1)/schoolDays - hours*day/schoolDays
		}
	}
	for _, u := range units {
		for _, p := range u.pages {
			w.teachers[p.teacher] = map[slot]bool{}
		}
	}
	return w
}

func (w *week) free(u *unit, at slot) bool {
	for _, c := range u.classes {
		if w.classes[c][at] != nil {
			return false
		}
	}
	for _, p := range u.pages {
		if w.teachers[p.teacher][at] {
			return false
		}
	}
	return true
}

func (w *week) place(u *unit, at slot) {
	u.left--
	u.today++
	for _, c := range u.classes {
		w.classes[c][at] = u
		w.count[c][at.day]++
	}
	for _, p := range u.pages {
		p.slots = append(p.slots, at)
		if w.teachers[p.teacher][at] && p == u.pages[0] {
			w.clashes++
		}
		w.teachers[p.teacher][at] = true
	}
}

// closeWindows moves later lessons of a day into windows, where their teachers
// are free.
func (w *week) closeWindows() {
	for range 3 {
		for _, c := range w.order {
			taken := w.classes[c]
			for day := range schoolDays {
				for number := 1; number <= w.count[c][day]; number++ {
					if taken[slot{day, number}] == nil {
						w.fillWindow(c, slot{day, number})
					}
				}
			}
		}
	}
}

func (w *week) fillWindow(c *Class, window slot) {
	for number := lastLesson + 2; number > window.number; number-- {
		from := slot{window.day, number}
		if u := w.classes[c][from]; u != nil && w.free(u, window) {
			w.move(u, from, window)
			return
		}
	}
}

func (w *week) move(u *unit, from, to slot) {
	for _, c := range u.classes {
		delete(w.classes[c], from)
		w.classes[c][to] = u
	}
	for _, p := range u.pages {
		p.slots[slices.Index(p.slots, from)] = to
		delete(w.teachers[p.teacher], from)
		w.teachers[p.teacher][to] = true
	}
}

// choose takes the unit that most needs a place, with some chance in it.
func (s *School) choose(w *week, c *Class, at slot) *unit {
	var best *unit
	most := 0.0
	for _, u := range w.units[c] {
		if u.left == 0 || u.today > u.left/4 || !w.free(u, at) {
			continue
		}
		// Pages with more lessons than days left must have one today.
		need := float64(u.left)/float64(schoolDays-at.day) + s.Float64()/2
		if len(u.classes) > 1 {
			need++
		}
		if need > most {
			best, most = u, need
		}
	}
	return best
}

// placeRest puts what found no place wherever the class has none yet; only
// there may a teacher be in two rooms at once.
func (s *School) placeRest(w *week, units []*unit) {
	for _, strict := range []bool{true, false} {
		for _, u := range units {
			for number := 1; number <= lastLesson+2 && u.left > 0; number++ {
				for day := 0; day < schoolDays && u.left > 0; day++ {
					at := slot{day, number}
					if w.free(u, at) || !strict && w.classes[u.classes[0]][at] == nil {
						w.place(u, at)
					}
				}
			}
		}
	}
}
