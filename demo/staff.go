package demo

import (
	"slices"

	"parta/access"
	"parta/id"
	"parta/people"
)

// Hours a week after which another teacher is taken on: in a village people work
// for one salary, of 18 hours, since there is no more to teach.
const (
	fullLoad    = 26
	villageLoad = 18
)

// alongside says which kinds of courses one teacher takes in a school with few.
var alongside = map[string]string{
	"ict": "maths", "physics": "maths", "geography": "biology", "history": "philology",
	"arts": "sport", "craft": "sport",
}

// addStaff takes on as many teachers as the pages need, gives each class a form
// tutor, and puts somebody in the office.
func (s *School) addStaff() {
	s.plan.cast.addStaff(s)
	for _, p := range s.pages {
		if p.teacher == nil {
			s.take(s.teacherFor(p), p)
		}
	}
	for _, t := range s.staff {
		s.hold(t.ID, access.Teacher)
		for _, p := range t.pages {
			s.people.Teaching = append(s.people.Teaching, people.Teaching{
				ID: id.New[id.Teaching](s.ids), Teacher: t.ID, Group: p.group, Course: p.id, Days: s.open(),
			})
		}
	}
	s.addTutors()
	s.addOffice()
}

func (s *School) take(t *teacher, p *page) {
	p.teacher = t
	t.pages = append(t.pages, p)
	t.hours += p.hours
}

// kindOf is the kind of teacher a page needs in this school.
func (s *School) kindOf(p *page) string {
	kind := p.course.Staff
	if p.yearGroup <= 4 && (kind == "arts" || kind == "craft" || kind == "history") {
		kind = "primary" // the class teacher does it
	}
	if merged, small := alongside[kind]; small && s.plan.few {
		kind = merged
	}
	return kind
}

// teacherFor finds who takes a page. In the primary school that is the teacher
// of the class, or of the pair of classes; parted groups, taught at the same
// time, go to different people.
func (s *School) teacherFor(p *page) *teacher {
	kind := s.kindOf(p)
	if kind == "primary" {
		if t := s.classTeacher(p); t != nil {
			return t
		}
		return s.hire(kind)
	}
	most := fullLoad
	if s.plan.few {
		most = villageLoad
	}
	for _, t := range s.staff {
		if slices.Contains(t.kinds, kind) && !t.full && t.hours+p.hours <= most && !t.takesOtherHalf(p) {
			return t
		}
	}
	return s.hire(kind)
}

// classTeacher is the primary teacher who has the class, or its partner, already.
func (s *School) classTeacher(p *page) *teacher {
	for _, t := range s.staff {
		if t.full || !slices.Contains(t.kinds, "primary") {
			continue
		}
		for _, taught := range t.pages {
			for _, c := range p.classes {
				partner, _ := s.partnerOf(c)
				if slices.Contains(taught.classes, c) || partner != nil && slices.Contains(taught.classes, partner) {
					return t
				}
			}
		}
	}
	return nil
}

func (t *teacher) takesOtherHalf(p *page) bool {
	return slices.ContainsFunc(t.pages, func(taught *page) bool {
		return taught.id == p.id && taught.group != p.group && slices.Contains(taught.classes, p.classes[0])
	})
}

func (s *School) hire(kind string) *teacher {
	return s.engage(s.teacher(kind == "sport"), kind)
}

func (s *School) engage(person people.Person, kinds ...string) *teacher {
	t := &teacher{Person: person, kinds: kinds}
	s.staff = append(s.staff, t)
	s.people.Persons = append(s.people.Persons, person)
	return t
}

// addTutors gives each class without a form tutor one of those who teach it and
// have no class yet; in the primary school that is the class teacher.
func (s *School) addTutors() {
	tutors := map[id.Person]bool{}
	for _, t := range s.people.Tutors {
		tutors[t.Person] = true
	}
	for _, c := range s.Classes {
		if slices.ContainsFunc(s.people.Tutors, func(t people.FormTutor) bool { return t.Class == c.ID }) {
			continue
		}
		if t := s.tutorFor(c, tutors); t != nil {
			tutors[t.ID] = true
			s.people.Tutors = append(s.people.Tutors, people.FormTutor{Class: c.ID, Person: t.ID, Days: s.open()})
		}
	}
}

func (s *School) tutorFor(c *Class, taken map[id.Person]bool) (tutor *teacher) {
	most := 0
	for _, t := range s.staff {
		hours := 0
		for _, p := range t.pages {
			if slices.Contains(p.classes, c) {
				hours += p.hours
			}
		}
		if taken[t.ID] && c.YearGroup > 4 {
			hours = min(hours, 1)
		}
		if hours > most {
			most, tutor = hours, t
		}
	}
	return tutor
}

// addOffice sees to a head, deputies, a clerk and an administrator.
func (s *School) addOffice() {
	wanted := map[access.Role]int{access.Head: 1, access.Deputy: 1 + s.plan.size()/500, access.Clerk: 1, access.Administrator: 1}
	if s.plan.few {
		wanted = map[access.Role]int{access.Head: 1, access.Deputy: 1}
	}
	for _, h := range s.people.Roles {
		wanted[h.Role]--
	}
	for _, role := range []access.Role{access.Head, access.Deputy, access.Clerk, access.Administrator} {
		for range wanted[role] {
			person := s.teacher(false)
			s.people.Persons = append(s.people.Persons, person)
			s.hold(person.ID, role)
		}
	}
}
