package demo

import (
	"cmp"
	"fmt"
	"slices"

	"parta/access"
	"parta/id"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// School is one school as it is made, before it is written down.
type School struct {
	Org     orgs.Org
	Year    school.Year
	Terms   []school.Term
	Classes []*Class

	rows    school.Rows
	people  people.Rows
	courses map[string]id.Course // by key of the curriculum
	pages   []*page
	staff   []*teacher
	plan    schoolPlan
	seed    uint64
	today   when.Day
	chance
	families
}

// Class is a class with its pupils by age of their coming.
type Class struct {
	school.Class
	Group  id.Group
	Pupils []*Pupil
	plan   classPlan
}

// Pupil is somebody of a class and how well it goes.
type Pupil struct {
	people.Person
	ability float64 // the mean of the marks to be expected
	talent  map[string]float64
}

// page is a course as it is taught to a group, with its hours in the week.
type page struct {
	group     id.Group
	name      string
	classes   []*Class
	pupils    []*Pupil
	course    course
	id        id.Course
	yearGroup int
	hours     int
	teacher   *teacher
	slots     []slot
}

// teacher is a member of staff and what is taught.
type teacher struct {
	people.Person
	kinds []string // of courses, as the curriculum names them
	hours int
	full  bool // takes nothing more
	pages []*page
}

// makeSchool makes everything of a school but the lessons.
func makeSchool(seed uint64, ids ids, plan schoolPlan, today when.Day) *School {
	c := chanceOf(seed, "school", plan.org.Name)
	s := &School{Org: plan.org, plan: plan, seed: seed, today: today, chance: c, families: families{c, ids}, courses: map[string]id.Course{}}
	s.Year, s.Terms = school.UsualYear(ids, schoolYearOf(today))
	s.rows.Years, s.rows.Terms = []school.Year{s.Year}, s.Terms
	s.people.ClassGroup = map[id.Class]id.Group{}
	s.addCourses()
	s.addClasses()
	s.addPupils()
	s.addPages()
	s.addStaff()
	s.arrange()
	return s
}

// schoolYearOf is the calendar year in which the school year of a day began.
func schoolYearOf(day when.Day) int {
	year := day.Time().Year()
	if day.Time().Month() < 9 {
		year--
	}
	return year
}

func (s *School) open() when.Span { return when.Span{From: s.Year.Days.From, To: when.Forever} }

// addCourses writes down what any class of the school is taught.
func (s *School) addCourses() {
	subjects := map[string]id.Subject{}
	taught := map[string]bool{}
	for _, c := range s.plan.classes {
		for _, p := range planOf(c.yearGroup) {
			taught[p.Key] = true
		}
	}
	for _, c := range loadCurriculum().Courses {
		if !taught[c.Key] {
			continue
		}
		subject, known := subjects[c.Subject]
		if !known {
			subject = id.New[id.Subject](s.ids)
			subjects[c.Subject] = subject
			s.rows.Subjects = append(s.rows.Subjects, school.Subject{ID: subject, Name: c.Subject})
		}
		if same := s.courseNamed(c.Name, subject); same != 0 {
			s.courses[c.Key] = same // русский язык of the primary and the middle school
			continue
		}
		course := school.Course{ID: id.New[id.Course](s.ids), Subject: subject, Name: c.Name, Short: c.Short}
		s.courses[c.Key] = course.ID
		s.rows.Courses = append(s.rows.Courses, course)
	}
}

func (s *School) courseNamed(name string, subject id.Subject) id.Course {
	for _, c := range s.rows.Courses {
		if c.Name == name && c.Subject == subject {
			return c.ID
		}
	}
	return 0
}

func (s *School) addClasses() {
	for _, plan := range s.plan.classes {
		c := &Class{plan: plan, Group: id.New[id.Group](s.ids), Class: school.Class{
			ID: id.New[id.Class](s.ids), Year: s.Year.ID, YearGroup: plan.yearGroup, Letter: plan.letter,
			Name: fmt.Sprint(plan.yearGroup, plan.letter),
		}}
		s.Classes = append(s.Classes, c)
		s.rows.Classes = append(s.rows.Classes, c.Class)
		s.rows.Groups = append(s.rows.Groups, school.Group{ID: c.Group, Year: s.Year.ID, Kind: school.WholeClass, Name: c.Name, Class: c.ID})
		s.people.ClassGroup[c.ID] = c.Group
	}
}

// addPupils fills the classes. One child in eight has an elder brother or sister
// in the school, so that some parents have several children there.
func (s *School) addPupils() {
	var known []family
	for _, c := range slices.Backward(s.Classes) {
		for range c.plan.size - s.plan.cast.pupilsOf(c.Name) {
			of := s.parents()
			if len(known) > 0 && s.in(12) {
				of = pick(s.chance, known)
			} else {
				known = append(known, of)
				s.addParents(of)
			}
			s.enrol(c, s.child(of, c.YearGroup, s.Year.Days.From), of)
		}
	}
	s.plan.cast.addPupils(s)
	for _, c := range s.Classes {
		slices.SortFunc(c.Pupils, func(a, b *Pupil) int { return cmp.Compare(a.InList(), b.InList()) })
	}
}

func (s *School) addParents(of family) {
	for _, p := range of.guardians() {
		s.people.Persons = append(s.people.Persons, *p.Person)
	}
}

func (s *School) enrol(c *Class, p people.Person, of family) *Pupil {
	pupil := &Pupil{Person: p, ability: min(4.9, max(2.7, s.around(3.95, 0.5))), talent: map[string]float64{}}
	c.Pupils = append(c.Pupils, pupil)
	s.people.Persons = append(s.people.Persons, p)
	s.people.Enrolments = append(s.people.Enrolments, people.Enrolment{ID: id.New[id.Span](s.ids), Pupil: p.ID, Class: c.ID, Days: s.open()})
	for _, g := range of.guardians() {
		s.people.Guardians = append(s.people.Guardians, people.Guardianship{Guardian: g.ID, Pupil: p.ID, Kind: g.kind, Days: s.open()})
	}
	return pupil
}

// classNamed finds a class: «7Б»; nil when the school has none.
func (s *School) classNamed(name string) *Class {
	for _, c := range s.Classes {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// addPages decides which groups are taught which course: the whole class, two
// halves of it, or two classes at once.
func (s *School) addPages() {
	mixed := map[[2]id.Class]map[string]bool{}
	for _, c := range s.Classes {
		partner, first := s.partnerOf(c)
		for _, p := range planOf(c.YearGroup) {
			switch {
			case partner != nil && combined(p.Key):
				pair := [2]id.Class{c.ID, partner.ID}
				if !first {
					pair = [2]id.Class{partner.ID, c.ID}
				}
				if mixed[pair] == nil {
					mixed[pair] = map[string]bool{}
				}
				if !mixed[pair][p.Key] {
					mixed[pair][p.Key] = true
					s.addMixed(c, partner, p)
				}
			case p.Halves && len(c.Pupils) >= 24:
				s.addHalves(c, p)
			default:
				s.pages = append(s.pages, s.pageOf(c.Group, c.Name, p, c.Pupils, c))
			}
		}
	}
}

// partnerOf is the class that sits in the same room, and whether this one is the
// younger of the two.
func (s *School) partnerOf(c *Class) (partner *Class, first bool) {
	for _, pair := range s.plan.pairs {
		for i, group := range pair {
			if group != c.YearGroup {
				continue
			}
			for _, other := range s.Classes {
				if other.YearGroup == pair[1-i] {
					return other, i == 0
				}
			}
		}
	}
	return nil, false
}

func (s *School) pageOf(group id.Group, name string, p planned, pupils []*Pupil, classes ...*Class) *page {
	return &page{
		group: group, name: name, classes: classes, pupils: pupils, course: p.course, id: s.courses[p.Key],
		yearGroup: classes[0].YearGroup, hours: p.hours,
	}
}

func (s *School) addMixed(a, b *Class, p planned) {
	if a.YearGroup > b.YearGroup {
		a, b = b, a
	}
	name := fmt.Sprintf("%s и %s", a.Name, b.Name)
	group := s.mixedNamed(name)
	pupils := append(slices.Clone(a.Pupils), b.Pupils...)
	if group == 0 {
		group = id.New[id.Group](s.ids)
		s.rows.Groups = append(s.rows.Groups, school.Group{
			ID: group, Year: s.Year.ID, Kind: school.Mixed, Name: name, Classes: []id.Class{a.ID, b.ID},
		})
		s.join(group, pupils)
	}
	s.pages = append(s.pages, s.pageOf(group, name, p, pupils, b, a))
}

func (s *School) mixedNamed(name string) id.Group {
	for _, g := range s.rows.Groups {
		if g.Kind == school.Mixed && g.Name == name {
			return g.ID
		}
	}
	return 0
}

func (s *School) addHalves(c *Class, p planned) {
	half := (len(c.Pupils) + 1) / 2
	for i, pupils := range [][]*Pupil{c.Pupils[:half], c.Pupils[half:]} {
		name := fmt.Sprintf("%s %s %d", c.Name, p.Short, i+1)
		group := id.New[id.Group](s.ids)
		s.rows.Groups = append(s.rows.Groups, school.Group{ID: group, Year: s.Year.ID, Kind: school.Part, Name: name, Class: c.ID})
		s.join(group, pupils)
		s.pages = append(s.pages, s.pageOf(group, name, p, pupils, c))
	}
}

func (s *School) join(group id.Group, pupils []*Pupil) {
	for _, p := range pupils {
		s.people.Members = append(s.people.Members, people.Member{Group: group, Pupil: p.ID, Days: s.open()})
	}
}

// hold gives somebody a staff role from the first day of the year.
func (s *School) hold(person id.Person, role access.Role) {
	s.people.Roles = append(s.people.Roles, people.Held{Person: person, Role: role, Days: s.open()})
}
