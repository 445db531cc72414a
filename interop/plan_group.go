package interop

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"parta/id"
	"parta/interop/classlist"
	"parta/school"
	"parta/when"
)

// planGroups decides what a scheduled class is: the whole of a class, a part of
// one, or pupils of several.
func (p *planner) planGroups() {
	p.lookHome()
	pupils := map[string][]id.Person{}
	for _, place := range p.r.places {
		if person, ok := p.persons[place.person]; ok && !place.teacher && place.ends == 0 {
			pupils[place.class] = append(pupils[place.class], person)
		}
	}
	for row := range awaited(p, p.r.groups) {
		course, ok := p.courses[row.course]
		if !ok {
			if thing, known := p.known("course", row.course); known {
				course, ok = id.Course(thing), true
			} else if thing, known := p.known("group-course", row.source); known {
				course, ok = id.Course(thing), true
			}
		}
		group, found := p.known("group", row.source)
		switch {
		case found && p.st.groups[id.Group(group)] != nil:
			p.note(row.from, "group", Same, row.name)
		case row.ends != 0:
			p.gone[row.source] = true
			p.skip(row.from, "group", row.name, "interop.class.gone", row.name)
			continue
		case !ok:
			p.gone[row.source] = true
			p.skip(row.from, "group", row.name, "interop.group.nocourse", row.course)
			continue
		default:
			group = p.addGroup(row, pupils[row.source]).Thing()
		}
		p.groups[row.source], p.teaches[row.source] = id.Group(group), course
		p.learn("group", row.source, group)
		p.learn("group-course", row.source, course.Thing())
	}
}

// addGroup makes the group, unless the pupils are a whole class: then the group
// is there already.
func (p *planner) addGroup(row groupRow, pupils []id.Person) id.Group {
	year := p.year(row.begins, row.from)
	g := school.Group{Year: year.ID, Kind: school.Mixed, Name: row.name}
	class, one := p.oneClass(pupils, year.ID)
	switch named, other := p.namedClass(row, class); {
	case one && other:
		p.found.Warn(row.at, "interop.group.elsewhere", row.name, p.st.classes[named].Name, p.st.classes[class].Name)
		p.note(row.from, "group", Same, row.name)
		return p.st.whole[named]
	case one && len(pupils) == p.sizes[class]:
		p.note(row.from, "group", Same, row.name)
		return p.st.whole[class]
	case one:
		g.Kind, g.Class, g.Classes = school.Part, class, []id.Class{class}
	default:
		g.Classes = p.classesOf(pupils, year.ID)
	}
	if other, named := p.st.titles[groupKey{g.Year, g.Class, fold(g.Name)}]; named {
		if !p.st.sourced[other.Thing()] { // no other one of the same system
			p.note(row.from, "group", Same, row.name)
			return other
		}
		mark := row.code
		if mark == "" || fold(mark) == fold(row.name) {
			mark = row.source
		}
		p.found.Warn(row.at, "interop.group.name", row.name, mark)
		g.Name += " (" + mark + ")"
	}
	g.ID = id.New[id.Group](p.ids)
	p.st.addGroup(g)
	p.out.school.Groups = append(p.out.school.Groups, g)
	p.note(row.from, "group", Create, g.Name)
	return g.ID
}

// oneClass is the class that all pupils of a group are in: by what the file itself
// says, since a pupil who was moved by hand has not moved there yet; else by ours.
func (p *planner) oneClass(pupils []id.Person, year id.Year) (one id.Class, all bool) {
	for _, pupil := range pupils {
		class, ok := p.homes[homeKey{pupil, year}]
		if !ok {
			class, ok = p.classAt(pupil, year)
		}
		if !ok || one != 0 && class != one {
			return 0, false
		}
		one = class
	}
	return one, len(pupils) > 0
}

// namedClass is the class by which a group is called when that is another one of
// the same age than its pupils are in.
func (p *planner) namedClass(row groupRow, in id.Class) (named id.Class, other bool) {
	own := p.st.classes[in]
	if own == nil {
		return 0, false
	}
	words := append(strings.Fields(row.name), row.code)
	for i, word := range words {
		parsed, ok := classlist.ParseClass(word)
		if i+1 < len(words) && utf8.RuneCountInString(words[i+1]) == 1 && parsed.Letter == "" { // «7 А алгебра»
			parsed, ok = classlist.ParseClass(word + words[i+1])
		}
		if !ok || parsed.YearGroup != own.YearGroup || parsed.Letter == "" {
			continue
		}
		if parsed.Letter == own.Letter {
			return 0, false
		}
		class, known := p.st.lettered[classKey{own.Year, fold(parsed.Name())}]
		if !known {
			continue
		}
		if other && class != named { // it is of several
			return 0, false
		}
		named, other = class, true
	}
	return named, other
}

// lookHome finds the class in which the file has each pupil, and how many are in
// each class: by the file, where it lists a class whole, else by our roll.
func (p *planner) lookHome() {
	p.homes, p.sizes = map[homeKey]id.Class{}, sizesOf(p.st)
	since := map[homeKey]when.Day{}
	for _, place := range p.r.places {
		class, ok := p.classRef(place.class)
		person, there := p.persons[place.person]
		if !ok || !there || place.teacher || place.ends != 0 || place.days.To != 0 && place.days.To < p.st.today {
			continue
		}
		if k := (homeKey{person, p.st.classes[class].Year}); place.days.From >= since[k] {
			p.homes[k], since[k] = class, place.days.From
		}
	}
	told := map[id.Class]int{}
	for _, class := range p.homes {
		told[class]++
	}
	if p.r.rolls {
		maps.Copy(p.sizes, told)
	}
}

// classesOf tells in which classes of a year pupils are.
func (p *planner) classesOf(pupils []id.Person, year id.Year) (classes []id.Class) {
	for _, pupil := range pupils {
		if class, ok := p.classAt(pupil, year); ok && !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	return classes
}

// classAt is the class of a pupil in a year, the latest when there were several.
func (p *planner) classAt(pupil id.Person, year id.Year) (id.Class, bool) {
	spans := p.st.roll[pupil]
	for i := len(spans) - 1; i >= 0; i-- {
		if c := p.st.classes[spans[i].Class]; c != nil && c.Year == year {
			return c.ID, true
		}
	}
	return 0, false
}

// sizesOf counts the pupils who have not left each class.
func sizesOf(st *state) map[id.Class]int {
	sizes := map[id.Class]int{}
	for _, spans := range st.roll {
		if last := spans[len(spans)-1]; last.Days.To >= st.today {
			sizes[last.Class]++
		}
	}
	return sizes
}
