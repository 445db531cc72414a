package interop

import (
	"fmt"
	"slices"
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/interop/source"
	"parta/people"
	"parta/school"
	"parta/when"
)

// sortedKeys picks keys of a map in an order that does not change.
func sortedKeys[K comparable, V any](m map[K]V, pick func(K) bool) []K {
	var keys []K
	for k := range m {
		if pick(k) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b K) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return keys
}

// classRef finds the class a place names: of the file, or known from before.
func (p *planner) classRef(ref string) (id.Class, bool) {
	if class, ok := p.classes[ref]; ok {
		return class, true
	}
	thing, known := p.known("class", ref)
	if _, there := p.st.classes[id.Class(thing)]; known && there {
		return id.Class(thing), true
	}
	return 0, false
}

func (p *planner) groupRef(ref string) (id.Group, id.Course, bool) {
	if group, ok := p.groups[ref]; ok {
		return group, p.teaches[ref], true
	}
	thing, known := p.known("group", ref)
	course, taught := p.known("group-course", ref)
	if _, there := p.st.groups[id.Group(thing)]; known && taught && there {
		return id.Group(thing), id.Course(course), true
	}
	return 0, 0, false
}

// called is whose place it is, as far as that is known, and where.
func (p *planner) called(row placeRow, where string) string {
	name := row.person
	if person, ok := p.person(row.person); ok {
		name = p.nameOf(person)
	} else if lost := p.lost[row.person]; lost != "" {
		name = lost
	}
	return name + " · " + where
}

// whose finds the person of a place and says what is missing.
func (p *planner) whose(row placeRow) (id.Person, bool) {
	person, ok := p.person(row.person)
	if !ok && row.must && p.lost[row.person] == "" {
		p.found.Refuse(row.at, "interop.enrolment.user", row.person)
	}
	return person, ok
}

// planRoll is the pupils' places in classes, before groups are made from them.
// Who leaves comes last, so that a move within the file is a move.
func (p *planner) planRoll() {
	undated := false
	for _, leaving := range []bool{false, true} {
		for row := range awaited(p, p.r.places) {
			class, ok := p.classRef(row.class)
			if row.teacher || !ok || (row.ends != 0) != leaving {
				continue
			}
			pupil, ok := p.whose(row)
			switch {
			case !ok:
				p.note(row.from, "enrolment", Skip, p.called(row, p.st.classes[class].Name))
			case leaving:
				p.leave(row.from, pupil, class, row.ends)
			default:
				before := len(p.out.rows)
				p.enrol(row, pupil, class)
				undated = undated || row.days.From == 0 && len(p.out.rows) > before
			}
		}
	}
	if undated && p.r.byHand {
		p.found.Warn(source.Place{File: p.r.files}, "interop.span.undated")
	}
}

func (p *planner) enrol(row placeRow, pupil id.Person, class id.Class) {
	in := p.st.classes[class]
	name := p.nameOf(pupil) + " · " + in.Name
	days := p.inYear(row, class)
	var other *people.Enrolment
	for i := range p.st.roll[pupil] {
		e := &p.st.roll[pupil][i]
		if !overlaps([]when.Span{e.Days}, days) {
			continue
		}
		if e.Class != class {
			other = e
			continue
		}
		p.keepSpan(row, "enrolment", name, e.Days, func(last when.Day) { p.leave(row.from, pupil, class, last) })
		return
	}
	if other != nil {
		p.move(row, pupil, *other, class, days)
		return
	}
	e := people.Enrolment{ID: id.New[id.Span](p.ids), Pupil: pupil, Class: class, Days: days}
	p.addToRoll(e)
	p.out.people.Enrolments = append(p.out.people.Enrolments, e)
	p.out.people.ClassGroup[class] = p.st.whole[class]
	p.note(row.from, "enrolment", Create, name, Different{"from", "", days.From.String()})
}

func (p *planner) addToRoll(e people.Enrolment) {
	p.st.roll[e.Pupil] = append(p.st.roll[e.Pupil], e)
	slices.SortFunc(p.st.roll[e.Pupil], func(a, b people.Enrolment) int { return int(a.Days.From - b.Days.From) })
}

// inYear completes the days of a place in a class: a pupil of 7Б may have come
// to the school in the first class, but is in 7Б from the first day of the year.
func (p *planner) inYear(row placeRow, class id.Class) when.Span {
	days := row.days
	year := p.yearOf(class)
	switch {
	case days.From == 0 && (p.fresh[class] || !p.r.byHand):
		days.From = year.Days.From
	case days.From == 0:
		days.From = max(p.st.today, year.Days.From)
	case days.From > year.Days.To || days.To != 0 && days.To < year.Days.From:
		p.found.Warn(row.at, "interop.span.outside", year.Name)
	case days.From < year.Days.From:
		p.found.Warn(row.at, "interop.span.before", year.Name)
		days.From = year.Days.From
	}
	if days.To == 0 {
		days.To = when.Forever
	}
	return days
}

func (p *planner) yearOf(class id.Class) school.Year {
	for _, y := range p.st.years {
		if y.ID == p.st.classes[class].Year {
			return y
		}
	}
	return school.Year{}
}

// keepSpan is for a span that stands already: its end may come, its beginning stays.
func (p *planner) keepSpan(row placeRow, kind, name string, old when.Span, end func(last when.Day)) {
	to := row.days.To
	switch {
	case to != 0 && to < old.To && to >= old.From:
		end(to)
		return
	case to == 0 && old.To < p.st.today, to > old.To:
		p.found.Drop(row.at, "interop.span.ended", source.Whole(name), old.To)
	case row.days.From != 0 && row.days.From > old.From:
		p.found.Drop(row.at, "interop.span.begins", source.Whole(name), old.From)
	}
	p.note(row.from, kind, Same, name)
}

// move takes a pupil from the class that stands to the one of the file: from the
// day the file says, or from today when that is not after the old one began.
func (p *planner) move(row placeRow, pupil id.Person, old people.Enrolment, to id.Class, days when.Span) {
	was, now := p.st.classes[old.Class].Name, p.st.classes[to].Name
	name := p.nameOf(pupil) + " · " + now
	at := days.From
	if at <= old.Days.From {
		at = p.st.today
	}
	spans := p.st.roll[pupil]
	last := spans[len(spans)-1]
	planned := slices.ContainsFunc(p.out.people.Enrolments, func(e people.Enrolment) bool { return e.ID == old.ID })
	if planned || last.ID != old.ID || at <= old.Days.From || at > old.Days.To || !p.yearOf(to).Days.Holds(at) || days.To < p.st.today {
		p.skip(row.from, "enrolment", name, "interop.roll.conflict", was)
		return
	}
	p.endSpans(pupil, old.Class, at-1)
	p.addToRoll(people.Enrolment{Pupil: pupil, Class: to, Days: when.Span{From: at, To: when.Forever}})
	p.note(row.from, "enrolment", Change, name, Different{"class", was, now}, Different{"from", "", at.String()})
	p.step(func(tx *storage.Tx) error { return people.Move(tx, p.rule, pupil, to, at) })
}

// endSpans mirrors in the state what leaving a class ends.
func (p *planner) endSpans(pupil id.Person, class id.Class, last when.Day) {
	for i := range p.st.roll[pupil] {
		if e := &p.st.roll[pupil][i]; e.Class == class && e.Days.To > last {
			e.Days.To = last
		}
	}
	for _, group := range p.st.parts[class] {
		k := memberKey{group, pupil}
		for i := range p.st.members[k] {
			if p.st.members[k][i].To > last && p.st.members[k][i].From <= last {
				p.st.members[k][i].To = last
			}
		}
	}
}

// leave takes a pupil off the roll of a class.
func (p *planner) leave(at from, pupil id.Person, class id.Class, last when.Day) {
	name := p.nameOf(pupil) + " · " + p.st.classes[class].Name
	spans := p.st.roll[pupil]
	for i := len(spans) - 1; i >= 0; i-- {
		e := spans[i]
		if e.Class != class || e.Days.To <= last {
			continue
		}
		last = max(last, e.Days.From)
		if i != len(spans)-1 {
			p.skip(at, "enrolment", name, "interop.roll.later")
			return
		}
		if e.Days.To <= last {
			break
		}
		p.endSpans(pupil, class, last)
		p.note(at, "enrolment", End, name, Different{"to", day(e.Days.To), last.String()})
		p.step(func(tx *storage.Tx) error { return people.Leave(tx, p.rule, pupil, last) })
		return
	}
	p.note(at, "enrolment", Same, name)
}

// planPlaces is the rest of the places: pupils in groups, teachers everywhere.
func (p *planner) planPlaces() {
	for row := range awaited(p, p.r.places) {
		class, isClass := p.classRef(row.class)
		group, course, isGroup := p.groupRef(row.class)
		kind := "member"
		if row.teacher {
			kind = "load"
		}
		switch {
		case isClass && !row.teacher:
			continue // on the roll already
		case !isClass && !isGroup && p.gone[row.class]:
			p.note(row.from, kind, Skip, p.called(row, row.class))
			continue
		case !isClass && !isGroup:
			p.found.Refuse(row.at, "interop.enrolment.class", row.class)
			continue
		}
		person, ok := p.whose(row)
		switch {
		case !ok && isClass:
			p.note(row.from, kind, Skip, p.called(row, p.st.classes[class].Name))
		case !ok:
			p.note(row.from, kind, Skip, p.called(row, p.st.groups[group].Name))
		case (isClass || row.teacher) && !p.loads:
			p.skip(row.from, kind, p.nameOf(person), "interop.load.notyours")
		case isClass:
			p.tutor(row, person, class)
		case row.teacher:
			p.load(row, loadKey{person, group, course})
		default:
			p.join(row, memberKey{group, person})
		}
	}
}

func (p *planner) join(row placeRow, k memberKey) {
	g := p.st.groups[k.group]
	name := p.nameOf(k.pupil) + " · " + g.Name
	if g.Kind == school.WholeClass {
		class, in := p.classAt(k.pupil, g.Year)
		switch {
		case row.ends == 0 && (!in || class != g.Class):
			p.skip(row.from, "member", name, "interop.member.notinclass", source.Whole(p.nameOf(k.pupil)), p.st.classes[g.Class].Name)
		default:
			p.note(row.from, "member", Same, name) // follows from the roll
		}
		return
	}
	if row.ends != 0 {
		p.part(row.from, k, row.ends)
		return
	}
	days := row.days
	if days.From == 0 {
		days.From = p.yearFrom(g.Year).Days.From
	}
	days = p.open(days)
	for _, s := range p.st.members[k] {
		if overlaps([]when.Span{s}, days) {
			p.keepSpan(row, "member", name, s, func(last when.Day) { p.part(row.from, k, last) })
			return
		}
	}
	if g.Kind == school.Part && p.homes[homeKey{k.pupil, g.Year}] == g.Class {
		if class, in := p.classAt(k.pupil, g.Year); in && class != g.Class { // moved by hand
			p.skip(row.from, "member", name, "interop.member.notinclass", source.Whole(p.nameOf(k.pupil)), p.st.classes[g.Class].Name)
			return
		}
	}
	if year := p.yearFrom(g.Year); days.From > year.Days.To || days.To < year.Days.From {
		p.found.Warn(row.at, "interop.span.outside", year.Name)
	}
	p.st.members[k] = append(p.st.members[k], days)
	p.out.people.Members = append(p.out.people.Members, people.Member{Group: k.group, Pupil: k.pupil, Days: days})
	p.note(row.from, "member", Create, name)
}

func (p *planner) yearFrom(year id.Year) school.Year {
	for _, y := range p.st.years {
		if y.ID == year {
			return y
		}
	}
	return school.Year{}
}

// part ends a membership in a group that is not a whole class.
func (p *planner) part(at from, k memberKey, last when.Day) {
	name := p.nameOf(k.pupil) + " · " + p.st.groups[k.group].Name
	for i, s := range p.st.members[k] {
		if s.To <= last || s.From > last {
			continue
		}
		p.st.members[k][i].To = last
		p.note(at, "member", End, name, Different{"to", day(s.To), last.String()})
		p.step(func(tx *storage.Tx) error { return people.Part(tx, p.rule, k.pupil, k.group, last) })
		return
	}
	p.note(at, "member", Same, name)
}

func (p *planner) load(row placeRow, k loadKey) {
	name := p.nameOf(k.teacher) + " · " + p.st.groups[k.group].Name
	if row.ends != 0 {
		p.endLoad(row.from, k, row.ends)
		return
	}
	days := row.days
	if days.From == 0 {
		days.From = p.yearFrom(p.st.groups[k.group].Year).Days.From
	}
	days = p.open(days)
	for _, t := range p.st.loads[k] {
		if overlaps([]when.Span{t.Days}, days) {
			p.keepSpan(row, "load", name, t.Days, func(last when.Day) { p.endLoad(row.from, k, last) })
			return
		}
	}
	if held := (heldKey{k.teacher, access.Teacher}); !overlaps(p.st.held[held], when.Span{From: days.From, To: days.From}) {
		until := when.Forever
		for _, s := range p.st.held[held] { // the role begins later: it is given for the days before
			if s.From > days.From && s.From <= until {
				until = s.From - 1
			}
		}
		p.giveRole(row.from, held, when.Span{From: days.From, To: until})
	}
	t := people.Teaching{ID: id.New[id.Teaching](p.ids), Teacher: k.teacher, Group: k.group, Course: k.course, Days: days}
	p.st.loads[k] = append(p.st.loads[k], t)
	p.out.people.Teaching = append(p.out.people.Teaching, t)
	p.note(row.from, "load", Create, name)
}

func (p *planner) endLoad(at from, k loadKey, last when.Day) {
	name := p.nameOf(k.teacher) + " · " + p.st.groups[k.group].Name
	for i, t := range p.st.loads[k] {
		if t.Days.To <= last || t.Days.From > last {
			continue
		}
		p.st.loads[k][i].Days.To = last
		p.note(at, "load", End, name, Different{"to", day(t.Days.To), last.String()})
		p.step(func(tx *storage.Tx) error { return people.EndLoad(tx, p.rule, t.ID, last) })
		return
	}
	p.note(at, "load", Same, name)
}

// tutor is a teacher's place in a homeroom. A class has one form tutor; another
// one of the file takes over from today.
func (p *planner) tutor(row placeRow, person id.Person, class id.Class) {
	name := p.nameOf(person) + " · " + p.st.classes[class].Name
	if row.ends != 0 {
		p.skip(row.from, "tutor", name, "interop.tutor.gone")
		return
	}
	if !row.tutor || p.tutored[class] {
		p.skip(row.from, "tutor", name, "interop.tutor.second")
		return
	}
	p.tutored[class] = true
	standing := p.st.tutors[class]
	if len(standing) > 0 {
		last := standing[len(standing)-1]
		switch {
		case last.Person == person && last.Days.To >= p.st.today:
			p.note(row.from, "tutor", Same, name)
		case last.Days.From >= p.st.today:
			p.skip(row.from, "tutor", name, "interop.tutor.second")
		default:
			from := p.st.today
			p.st.tutors[class] = append(standing, people.FormTutor{Class: class, Person: person, Days: when.Span{From: from, To: when.Forever}})
			p.note(row.from, "tutor", Change, name, Different{"tutor", p.nameOf(last.Person), p.nameOf(person)})
			p.step(func(tx *storage.Tx) error { return people.SetTutor(tx, p.rule, class, person, from) })
		}
		return
	}
	days := p.inYear(row, class)
	t := people.FormTutor{Class: class, Person: person, Days: days}
	p.st.tutors[class] = append(standing, t)
	p.out.people.Tutors = append(p.out.people.Tutors, t)
	p.note(row.from, "tutor", Create, name)
}
