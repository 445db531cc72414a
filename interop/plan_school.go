package interop

import (
	"slices"

	"parta/id"
	"parta/school"
	"parta/when"
)

// year finds the school year that begins in a calendar year, or adds it; zero
// means the one of today.
func (p *planner) year(begins int, at from) school.Year {
	if begins == 0 {
		begins = yearBegins(p.st.today)
	}
	if y, ok := p.st.years[begins]; ok {
		return y
	}
	y, usual := school.UsualYear(p.ids, begins)
	p.st.years[begins] = y
	p.out.school.Years = append(p.out.school.Years, y)
	p.note(at, "year", Create, y.Name)
	switch {
	case p.r.byHand:
		p.found.Warn(at.at, "interop.year.usual", y.Name)
		for _, t := range usual {
			p.addTerm(at, t)
		}
	case !p.hasTerms(begins):
		p.found.Warn(at.at, "interop.year.whole", y.Name)
		p.addTerm(at, school.Term{
			ID: id.New[id.Term](p.ids), Year: y.ID, Name: y.Name, Kind: school.Whole, Number: 1,
			Days: when.Span{From: y.Days.From, To: when.Date(begins+1, 5, 31)},
		})
	}
	return y
}

func (p *planner) hasTerms(begins int) bool {
	for _, t := range p.r.terms {
		if t.begins == begins {
			return true
		}
	}
	return false
}

func (p *planner) addTerm(at from, t school.Term) {
	p.st.terms = append(p.st.terms, t)
	p.out.school.Terms = append(p.out.school.Terms, t)
	p.note(at, "term", Create, t.Name)
}

// planTerms adds the terms a year does not have. Of one that is there the days
// stay: lessons have been marked by them.
func (p *planner) planTerms() {
	for _, row := range p.r.terms {
		year := p.year(row.begins, row.from)
		term, found := p.termIn(year.ID, row)
		switch {
		case !found:
			term = school.Term{ID: id.New[id.Term](p.ids), Year: year.ID, Name: row.name, Kind: row.kind, Number: p.termNumber(year.ID, row), Days: row.days}
			p.addTerm(row.from, term)
		case term.Days != row.days:
			p.skip(row.from, "term", row.name, "interop.term.days",
				row.name, row.days.From, row.days.To, term.Name, term.Days.From, term.Days.To)
		default:
			p.note(row.from, "term", Same, term.Name)
			if fold(term.Name) != fold(row.name) {
				p.found.Drop(row.at, "interop.term.name", row.name, term.Name)
			}
		}
		p.learn("term", row.source, term.ID.Thing())
	}
}

// termIn finds a term by its source id, its days, or as the one of its kind that
// has most of its days.
func (p *planner) termIn(year id.Year, row termRow) (term school.Term, found bool) {
	thing, known := p.known("term", row.source)
	for _, t := range p.st.terms {
		if known && t.ID.Thing() == thing {
			return t, true
		}
	}
	var most when.Day
	for _, t := range p.st.terms {
		if t.Year != year {
			continue
		}
		if t.Days == row.days {
			return t, true
		}
		if common := min(t.Days.To, row.days.To) - max(t.Days.From, row.days.From) + 1; t.Kind == row.kind && common > most {
			term, found, most = t, true, common
		}
	}
	return term, found
}

// termNumber is the number of a new term, or the next one that its kind has free.
func (p *planner) termNumber(year id.Year, row termRow) int {
	taken := func(number int) bool {
		return slices.ContainsFunc(p.st.terms, func(t school.Term) bool { return t.Year == year && t.Kind == row.kind && t.Number == number })
	}
	number := row.number
	for taken(number) {
		number++
	}
	return number
}

func (p *planner) planCourses() {
	for _, row := range p.r.courses {
		course, found := p.courseOf(row)
		if !found {
			subject, known := p.st.subjects[fold(row.subject)]
			if !known {
				subject = id.New[id.Subject](p.ids)
				p.st.subjects[fold(row.subject)] = subject
				p.out.school.Subjects = append(p.out.school.Subjects, school.Subject{ID: subject, Name: row.subject})
				p.note(row.from, "subject", Create, row.subject)
			}
			course = school.Course{ID: id.New[id.Course](p.ids), Subject: subject, Name: row.name}
			p.st.addCourse(course)
			p.out.school.Courses = append(p.out.school.Courses, course)
			p.note(row.from, "course", Create, row.name)
		} else {
			p.note(row.from, "course", Same, course.Name)
			if course.Name != row.name {
				p.found.Drop(row.at, "interop.course.name", row.name, course.Name)
			}
		}
		p.courses[row.source] = course.ID
		p.learn("course", row.source, course.ID.Thing())
	}
}

func (p *planner) courseOf(row courseRow) (school.Course, bool) {
	if thing, known := p.known("course", row.source); known {
		if c, ok := p.st.courses[id.Course(thing)]; ok {
			return c, true
		}
	}
	subject, known := p.st.subjects[fold(row.subject)]
	course, named := p.st.titled[courseKey{subject, fold(row.name)}]
	return p.st.courses[course], known && named
}

func (p *planner) planClasses() {
	for row := range awaited(p, p.r.classes) {
		class, found := p.classOf(row)
		switch {
		case !found && row.ends != 0:
			p.gone[row.source] = true
			p.skip(row.from, "class", row.name, "interop.class.gone", row.name)
			continue
		case !found:
			class = p.addClass(row)
		case p.taken(class.ID, row):
			p.found.Warn(row.at, "interop.class.twice", row.name, row.source)
			row.name += " (" + row.source + ")"
			class = p.addClass(row)
		default:
			p.note(row.from, "class", Same, class.Name)
			if class.Name != row.name {
				p.found.Drop(row.at, "interop.class.name", row.name, class.Name)
			}
		}
		p.classes[row.source] = class.ID
		p.learn("class", row.source, class.ID.Thing())
	}
}

// taken tells that a class found by its name is another one of the same system.
func (p *planner) taken(class id.Class, row classRow) bool {
	if thing, known := p.known("class", row.source); p.r.byHand || known && thing == class.Thing() {
		return false
	}
	return p.st.sourced[class.Thing()]
}

func (p *planner) addClass(row classRow) school.Class {
	year := p.year(row.begins, row.from)
	class := school.Class{ID: id.New[id.Class](p.ids), Year: year.ID, YearGroup: row.yearGroup, Letter: row.letter, Name: row.name}
	group := school.Group{
		ID: id.New[id.Group](p.ids), Year: year.ID, Kind: school.WholeClass, Name: row.name, Class: class.ID, Classes: []id.Class{class.ID},
	}
	p.st.addClass(class)
	p.st.addGroup(group)
	p.fresh[class.ID] = true
	p.out.school.Classes = append(p.out.school.Classes, class)
	p.out.school.Groups = append(p.out.school.Groups, group)
	p.note(row.from, "class", Create, row.name)
	if row.yearGroup == 0 {
		p.found.Warn(row.at, "interop.class.noyear", row.name)
	}
	return class
}

func (p *planner) classOf(row classRow) (school.Class, bool) {
	if thing, known := p.known("class", row.source); known && !p.r.byHand {
		if c, ok := p.st.classes[id.Class(thing)]; ok {
			return *c, true
		}
	}
	begins := row.begins
	if begins == 0 {
		begins = yearBegins(p.st.today)
	}
	year, ok := p.st.years[begins]
	if !ok {
		return school.Class{}, false
	}
	if class, named := p.st.lettered[classKey{year.ID, fold(row.name)}]; named {
		return *p.st.classes[class], true
	}
	return school.Class{}, false
}

// planGone ends what is left in classes and groups that the file calls gone.
func (p *planner) planGone() {
	for _, row := range p.r.classes {
		class, ok := p.classes[row.source]
		if !ok || row.ends == 0 {
			continue
		}
		in := func(pupil id.Person) bool {
			spans := p.st.roll[pupil]
			return len(spans) > 0 && spans[len(spans)-1].Class == class && spans[len(spans)-1].Days.To > row.ends
		}
		for _, pupil := range sortedKeys(p.st.roll, in) {
			p.leave(row.from, pupil, class, row.ends)
		}
	}
	for _, row := range p.r.groups {
		group, ok := p.groups[row.source]
		if !ok || row.ends == 0 || p.st.groups[group].Kind == school.WholeClass {
			continue
		}
		for _, k := range sortedKeys(p.st.members, func(k memberKey) bool { return k.group == group }) {
			p.part(row.from, k, row.ends)
		}
	}
	for row := range awaited(p, p.r.persons) {
		if person, ok := p.persons[row.source]; ok && row.ends != 0 {
			p.goneperson(row, person)
		}
	}
}
