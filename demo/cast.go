package demo

import (
	"slices"
	"strings"

	"parta/access"
	"parta/id"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// Where each of the cast is known.
const (
	atOne          = "one"
	atTwo          = "two"
	atVillage      = "village"
	atMunicipality = "municipality"
	atRegion       = "region"
)

// part is one of the cast in one organisation. Somebody with two seats has two.
type part struct {
	signIn string // also the key of the text that says who it is
	at     string
	name   people.Name
	sex    people.Sex
	roles  []access.Role // besides teacher
	kinds  []string      // what courses a teacher takes
	takes  []string      // pages a teacher certainly has: "7Б alg"
	only   bool          // … and no others
	tutor  string        // the class looked after
	pupil  string        // the class sat in
	mother string        // the class of the child, whose part follows
}

// parts is the whole cast in the order people are shown it.
var parts = []part{
	{signIn: "orlova", at: atOne, name: people.Name{Last: "Орлова", First: "Наталья", Middle: "Николаевна"}, sex: people.Female, roles: []access.Role{access.Head}},
	{signIn: "smirnov", at: atOne, name: people.Name{Last: "Смирнов", First: "Алексей", Middle: "Андреевич"}, sex: people.Male, roles: []access.Role{access.Deputy}},
	{
		signIn: "ivanova", at: atOne, name: people.Name{Last: "Иванова", First: "Елена", Middle: "Павловна"}, sex: people.Female,
		kinds: []string{"maths"}, takes: []string{"7Б alg", "7Б geom", "7Б prob", "9А alg", "9А geom", "7А alg"}, tutor: "9А",
	},
	{
		signIn: "sidorov", at: atOne, name: people.Name{Last: "Сидоров", First: "Андрей", Middle: "Викторович"}, sex: people.Male,
		kinds: []string{"physics"}, takes: []string{"9А phys", "7Б phys", "7А phys", "8А phys"}, tutor: "7Б",
	},
	{signIn: "petrov", at: atOne, name: people.Name{Last: "Петров", First: "Илья", Middle: "Сергеевич"}, sex: people.Male, pupil: "7Б"},
	{signIn: "petrova", at: atOne, name: people.Name{Last: "Петрова", First: "Ольга", Middle: "Викторовна"}, sex: people.Female, mother: "7Б"},
	{signIn: "kuznetsova", at: atOne, name: people.Name{Last: "Кузнецова", First: "Нина", Middle: "Ивановна"}, sex: people.Female, roles: []access.Role{access.Clerk}},
	{signIn: "lebedev", at: atOne, name: people.Name{Last: "Лебедев", First: "Максим", Middle: "Игоревич"}, sex: people.Male, roles: []access.Role{access.Administrator}},
	{
		signIn: "volkova", at: atTwo, name: people.Name{Last: "Волкова", First: "Татьяна", Middle: "Сергеевна"}, sex: people.Female,
		kinds: []string{"maths"}, takes: []string{"7А alg", "7А geom", "7А prob"}, tutor: "7А",
	},
	{at: atTwo, name: people.Name{Last: "Петрова", First: "Мария", Middle: "Сергеевна"}, sex: people.Female, pupil: "3А"},
	{signIn: "petrova", at: atTwo, name: people.Name{Last: "Петрова", First: "Ольга", Middle: "Викторовна"}, sex: people.Female, mother: "3А"},
	{
		signIn: "zhdanova", at: atVillage, name: people.Name{Last: "Жданова", First: "Галина", Middle: "Петровна"}, sex: people.Female,
		kinds: []string{"primary"}, takes: []string{"1 rus1", "3 rus1", "1 read", "3 read", "1 math1", "3 math1", "1 world", "3 world", "1 и 3 craft"}, only: true, tutor: "1",
	},
	{signIn: "belova", at: atMunicipality, name: people.Name{Last: "Белова", First: "Ирина", Middle: "Анатольевна"}, sex: people.Female, roles: []access.Role{access.Municipal}},
	{signIn: "gromov", at: atRegion, name: people.Name{Last: "Громов", First: "Виктор", Middle: "Леонидович"}, sex: people.Male, roles: []access.Role{access.Regional}},
}

// Member is one of the cast with the way in.
type Member struct {
	SignIn  string
	Name    people.Name
	Account id.Account
	Seats   []Seat
}

// Seat is where a member is known, and as whom.
type Seat struct {
	Org    id.Org
	Person id.Person
}

// casting puts the cast into the organisation they belong to.
type casting struct {
	at   string
	into *World
}

func (c *casting) parts() []part {
	var own []part
	if c == nil {
		return own
	}
	for _, p := range parts {
		if p.at == c.at {
			own = append(own, p)
		}
	}
	return own
}

// pupilsOf tells how many places in a class the cast takes.
func (c *casting) pupilsOf(class string) (n int) {
	for _, p := range c.parts() {
		if p.pupil == class {
			n++
		}
	}
	return n
}

// knows tells whether one of the cast is at home in a class: as pupil, form tutor
// or teacher of the youngest.
func (c *casting) knows(class string) bool {
	return slices.ContainsFunc(c.parts(), func(p part) bool {
		return p.pupil == class || p.tutor == class || slices.ContainsFunc(p.takes, func(t string) bool { return t == class+" rus1" })
	})
}

// addPupils enrols the pupils of the cast with their mothers.
func (c *casting) addPupils(s *School) {
	own := c.parts()
	for i, p := range own {
		class := s.classNamed(p.pupil)
		if class == nil {
			continue
		}
		of := s.parents()
		born := s.Year.Days.From - when.Day(365*(7+class.YearGroup-1)+120)
		child := *s.person(p.name, p.sex, born)
		for _, m := range own[i:] {
			if m.mother == p.pupil {
				of.mother = s.person(m.name, m.sex, 0)
				of.father = nil
				s.addParents(of)
				c.seat(m, s.Org, of.mother.ID)
			}
		}
		pupil := s.enrol(class, child, of)
		pupil.ability = 4.05
		c.seat(p, s.Org, child.ID)
	}
}

// addStaff engages the staff of the cast before anybody else.
func (c *casting) addStaff(s *School) {
	for _, p := range c.parts() {
		if len(p.roles) == 0 && len(p.kinds) == 0 {
			continue
		}
		person := *s.person(p.name, p.sex, 0)
		c.seat(p, s.Org, person.ID)
		for _, role := range p.roles {
			s.hold(person.ID, role)
		}
		if len(p.kinds) == 0 {
			s.people.Persons = append(s.people.Persons, person)
			continue
		}
		t := s.engage(person, p.kinds...)
		t.full = p.only
		for _, page := range s.pages {
			if slices.Contains(p.takes, page.name+" "+page.course.Key) {
				s.take(t, page)
			}
		}
		if class := s.classNamed(p.tutor); class != nil {
			s.people.Tutors = append(s.people.Tutors, people.FormTutor{Class: class.ID, Person: person.ID, Days: s.open()})
		}
	}
}

// seat gives a member of the cast a way in, once for all seats of theirs.
func (c *casting) seat(p part, org orgs.Org, person id.Person) {
	if p.signIn == "" {
		return
	}
	m := c.into.Member(p.signIn)
	if m == nil {
		m = &Member{SignIn: p.signIn, Name: p.name, Account: id.New[id.Account](c.into.ids)}
		c.into.Members = append(c.into.Members, m)
	}
	m.Seats = append(m.Seats, Seat{org.ID, person})
}

// World is the schools of the cast and the authorities above them, before they
// are written down.
type World struct {
	Today                when.Day
	Region, Municipality orgs.Org
	SchoolOne, SchoolTwo *School
	Village              *School
	Members              []*Member // in the order of parts

	seed  uint64
	ids   ids
	weeks int                    // of lessons before today
	staff map[id.Org]people.Rows // of the authorities
}

// Schools lists the three.
func (w *World) Schools() []*School { return []*School{w.SchoolOne, w.SchoolTwo, w.Village} }

// Member finds one of the cast by sign-in name; nil for anybody else.
func (w *World) Member(signIn string) *Member {
	for _, m := range w.Members {
		if m.SignIn == signIn {
			return m
		}
	}
	return nil
}

// Person is the one of the cast in an organisation; zero without a seat there.
func (w *World) Person(signIn string, org id.Org) id.Person {
	if m := w.Member(signIn); m != nil {
		for _, s := range m.Seats {
			if s.Org == org {
				return s.Person
			}
		}
	}
	return 0
}

// Class finds a class by name; nil when the school has none.
func (s *School) Class(name string) *Class { return s.classNamed(name) }

// Course finds a course by name, «Алгебра»; zero when nobody is taught it.
func (s *School) Course(name string) id.Course {
	for _, c := range s.rows.Courses {
		if c.Name == name {
			return c.ID
		}
	}
	return 0
}

// TermOf is the term a year group is in on a day, or has been in last.
func (s *School) TermOf(yearGroup int, day when.Day) school.Term {
	term, _ := school.Nearest(school.TermsFor(s.Terms, yearGroup, school.Usual), day)
	return term
}

// makeWorld makes the cast's organisations to one of two sizes.
func makeWorld(seed uint64, today when.Day, weeks int, sizes map[string]string) *World {
	w := &World{Today: today, seed: seed, weeks: weeks, staff: map[id.Org]people.Rows{}}
	september := when.Date(schoolYearOf(today), 9, 1)
	w.ids = newIDs(seed, september-7)
	w.Region = w.org(orgs.Region, "Департамент образования области", "Департамент области", orgs.Org{})
	w.Municipality = w.org(orgs.Municipality, "Управление образования города", "Управление города", w.Region)
	one := w.org(orgs.School, "МБОУ «Школа № 1»", "Школа № 1", w.Municipality)
	two := w.org(orgs.School, "МБОУ «Школа № 2»", "Школа № 2", w.Municipality)
	village := w.org(orgs.School, "МКОУ «Школа села Ключи»", "Школа, с. Ключи", w.Municipality)
	w.SchoolOne = w.school(atOne, one, sizes[atOne], nil)
	w.SchoolTwo = w.school(atTwo, two, sizes[atTwo], nil)
	w.Village = w.school(atVillage, village, sizes[atVillage], [][2]int{{1, 3}, {2, 4}})
	w.authority(atMunicipality, w.Municipality, september)
	w.authority(atRegion, w.Region, september)
	slices.SortStableFunc(w.Members, func(a, b *Member) int { return orderOf(a.SignIn) - orderOf(b.SignIn) })
	return w
}

func orderOf(signIn string) int {
	return slices.IndexFunc(parts, func(p part) bool { return p.signIn == signIn })
}

// zone is where all of it lies.
const zone = "Asia/Tomsk"

func (w *World) org(kind orgs.Kind, name, short string, parent orgs.Org) orgs.Org {
	return orgs.Org{ID: id.New[id.Org](w.ids), Kind: kind, Name: name, ShortName: short, Zone: zone, Parent: parent.ID}
}

// school makes a school of the cast; sizes are «7Б:30 9А:25».
func (w *World) school(at string, org orgs.Org, sizes string, pairs [][2]int) *School {
	plan := schoolPlan{org: org, pairs: pairs, few: at == atVillage, cast: &casting{at, w}}
	for entry := range strings.FieldsSeq(sizes) {
		plan.classes = append(plan.classes, parseClassPlan(entry))
	}
	return makeSchool(w.seed, w.ids, plan, w.Today)
}

// authority puts the cast into an organisation that has staff but no classes.
func (w *World) authority(at string, org orgs.Org, from when.Day) {
	c := &casting{at, w}
	var rows people.Rows
	f := families{chanceOf(w.seed, at), w.ids}
	for _, p := range c.parts() {
		person := *f.person(p.name, p.sex, 0)
		rows.Persons = append(rows.Persons, person)
		for _, role := range p.roles {
			rows.Roles = append(rows.Roles, people.Held{Person: person.ID, Role: role, Days: when.Span{From: from, To: when.Forever}})
		}
		c.seat(p, org, person.ID)
	}
	w.staff[org.ID] = rows
}
