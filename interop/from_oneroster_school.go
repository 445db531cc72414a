package interop

import (
	"slices"
	"strconv"
	"strings"

	"parta/interop/classlist"
	"parta/interop/oneroster"
	"parta/school"
	"parta/when"
)

// classes turns homerooms into classes, and the others into groups with a course.
func (c *converter) classes() {
	taught := map[string]map[string]bool{} // org → courses taken over
	for _, k := range c.set.Classes {
		r := c.roster(k.School)
		at := from{k.Place, k.ID}
		begins := c.begins(k.Terms)
		if k.Homeroom {
			row := classRow{from: at, begins: begins, name: k.Title, ends: c.ends(k.Line)}
			row.yearGroup = c.yearGroup(k)
			if parsed, ok := classlist.ParseClass(k.Title); ok {
				row.yearGroup, row.letter, row.name = parsed.YearGroup, parsed.Letter, parsed.Name()
			}
			r.classes = append(r.classes, row)
			continue
		}
		course := c.course(k)
		if taught[k.School] == nil {
			taught[k.School] = map[string]bool{}
		}
		if course.source != "" && !taught[k.School][course.source] && !k.Gone {
			taught[k.School][course.source] = true
			r.courses = append(r.courses, course)
		}
		ref := course.source
		if ref == "" {
			ref = k.Course // of a delta, known from before
		}
		r.groups = append(r.groups, groupRow{from: at, begins: begins, name: k.Title, code: k.Code, course: ref, ends: c.ends(k.Line)})
	}
	for _, k := range c.set.Courses {
		r := c.rosters[k.Org]
		if r == nil || k.Gone || taught[k.Org][k.ID] {
			continue
		}
		r.courses = append(r.courses, courseOf(k))
	}
}

// course is what a class is taught; without a course of the set it is called
// as the class is.
func (c *converter) course(k oneroster.Class) courseRow {
	if found, ok := c.courses[k.Course]; ok {
		return courseOf(found)
	}
	if k.Course != "" && c.set.Delta["courses"] {
		return courseRow{}
	}
	return courseRow{from{k.Place, "title:" + k.Title}, k.Title, k.Title}
}

func courseOf(k oneroster.Course) courseRow {
	row := courseRow{from{k.Place, k.ID}, k.Title, k.Title}
	if len(k.Subjects) > 0 {
		row.subject = k.Subjects[0]
	}
	return row
}

// yearGroup reads the first grade, "07" or "7"; 0 when there is none.
func (c *converter) yearGroup(k oneroster.Class) int {
	for i, g := range k.Grades {
		n, err := strconv.Atoi(strings.TrimLeft(g, "0"))
		if err != nil || n < 1 || n > 12 {
			c.found.Drop(k.Place.In("grades"), "interop.class.grade", g)
			continue
		}
		if rest := k.Grades[i+1:]; len(rest) > 0 {
			c.found.Drop(k.Place.In("grades"), "interop.class.grades", strings.Join(rest, ","))
		}
		return n
	}
	return 0
}

// begins is the school year of the sessions; 0 when none tells.
func (c *converter) begins(sessions []string) int {
	for _, s := range sessions {
		if begins := c.sessionBegins(s); begins != 0 {
			return begins
		}
	}
	return 0
}

// sessionBegins goes by the days, then by the schoolYear column, then by the
// session above.
func (c *converter) sessionBegins(of string) int {
	for range 10 {
		s, ok := c.sessions[of]
		switch {
		case !ok:
			return 0
		case s.Days.From != 0:
			return yearBegins(s.Days.From)
		case s.Year != 0:
			return s.Year - 1
		}
		of = s.Parent
	}
	return 0
}

// terms gives each school the terms of the years its classes are in.
func (c *converter) terms() {
	for _, r := range c.order {
		years := map[int]bool{}
		for _, k := range r.classes {
			years[k.begins] = true
		}
		for _, g := range r.groups {
			years[g.begins] = true
		}
		var all []int
		for y := range years {
			if y != 0 {
				all = append(all, y)
			}
		}
		slices.Sort(all)
		for _, y := range all {
			r.terms = append(r.terms, c.termsOf(y)...)
		}
	}
}

// termsOf finds the parts of a year and what kind they are: by how many there
// are, since OneRoster does not say.
func (c *converter) termsOf(begins int) []termRow {
	byType := map[string][]oneroster.Session{}
	var types []string
	for _, s := range c.set.Sessions {
		switch {
		case s.Type == "schoolyear" || c.sessionBegins(s.ID) != begins:
			continue
		case s.Gone:
			continue // the reader has said so
		case s.Days.From == 0 || s.Days.To == 0:
			c.found.Drop(s.Place, "interop.session.days", s.Title)
			continue
		}
		if byType[s.Type] == nil {
			types = append(types, s.Type)
		}
		byType[s.Type] = append(byType[s.Type], s)
	}
	slices.Sort(types)
	var rows []termRow
	used := map[school.TermKind]string{}
	for _, typ := range types {
		parts := byType[typ]
		slices.SortStableFunc(parts, func(a, b oneroster.Session) int { return int(a.Days.From - b.Days.From) })
		distinct := 0
		for i, s := range parts {
			if i == 0 || s.Days != parts[i-1].Days {
				distinct++
			}
		}
		kind := kindOf(distinct, parts[0].Days)
		if other := used[kind]; other != "" {
			c.found.Drop(parts[0].Place.In("type"), "interop.session.twokinds", typ, other)
			continue
		}
		used[kind] = typ
		number := 0
		for i, s := range parts {
			if i == 0 || s.Days != parts[i-1].Days {
				number++
			} else {
				c.found.Warn(s.Place, "interop.session.again", parts[i-1].ID)
			}
			rows = append(rows, termRow{from{s.Place, s.ID}, begins, s.Title, kind, number, s.Days})
		}
	}
	return rows
}

// kindOf tells fourths and thirds by their number; of one or two the length
// tells, since an export may hold the terms so far.
func kindOf(count int, days when.Span) school.TermKind {
	switch length := days.To - days.From; {
	case count > 3:
		return school.Fourth
	case count == 3:
		return school.Third
	case count == 1 && length > 200:
		return school.Whole
	case length > 95:
		return school.Half
	case length > 80:
		return school.Third
	}
	return school.Fourth
}
