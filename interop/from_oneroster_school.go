package interop

import (
	"maps"
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
			parsed, ok := classlist.ParseClass(k.Title)
			if !ok && (len(k.Grades) > 1 || classlist.Combined(k.Title) && c.mixed(k.ID)) {
				r.classes = append(r.classes, c.combine(k, row)...)
				continue
			}
			row.yearGroup = c.yearGroup(k)
			if ok {
				row.yearGroup, row.letter, row.name = parsed.YearGroup, parsed.Letter, parsed.Name()
				if parsed.Remark != "" {
					row.name += " (" + parsed.Remark + ")"
				}
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

// combine takes a homeroom of several year groups, «1–4», as the classes its
// pupils are in by their own grades: marks and rules go by the year group. Those
// without a grade stay together, in a class without a year group.
func (c *converter) combine(k oneroster.Class, row classRow) (classes []classRow) {
	ungraded := 0
	grades := map[int]bool{}
	pupils := c.studentsOf(k.ID)
	for _, pupil := range pupils {
		if grade := ownGrade(c.users[pupil]); grade != 0 {
			grades[grade] = true
		} else {
			ungraded++
		}
	}
	c.combined[k.ID] = nil
	var names []string
	for _, grade := range slices.Sorted(maps.Keys(grades)) {
		own := row
		own.source, own.yearGroup, own.name = gradeOf(k.ID, grade), grade, classlist.Class{YearGroup: grade}.Name()
		classes, names = append(classes, own), append(names, own.name)
		c.combined[k.ID] = append(c.combined[k.ID], own.source)
	}
	if len(names) > 0 {
		c.found.Warn(k.Place.In("title"), "interop.class.combined", k.Title, strings.Join(names, ", "))
	}
	if ungraded > 0 || len(pupils) == 0 && !c.set.Delta["enrollments"] {
		c.found.Warn(k.Place.In("title"), "interop.class.ungraded", k.Title, ungraded)
		classes = append(classes, row)
		c.combined[k.ID] = append(c.combined[k.ID], k.ID)
	}
	return classes
}

// mixed tells that the pupils of a class are of several year groups: the second
// number of «7Б 2026/27» means something else.
func (c *converter) mixed(class string) bool {
	grades := map[int]bool{}
	for _, pupil := range c.studentsOf(class) {
		if grade := ownGrade(c.users[pupil]); grade != 0 {
			grades[grade] = true
		}
	}
	return len(grades) > 1
}

func (c *converter) studentsOf(class string) []string {
	if c.students == nil {
		c.students = map[string][]string{}
		for _, e := range c.set.Enrollments {
			if e.Role == "student" {
				c.students[e.Class] = append(c.students[e.Class], e.User)
			}
		}
	}
	return c.students[class]
}

// classesFor is where an enrollment puts somebody: in a combined homeroom a pupil
// into the class of his grade, a teacher into each.
func (c *converter) classesFor(e oneroster.Enrollment) []string {
	all, combined := c.combined[e.Class]
	grade := ownGrade(c.users[e.User])
	switch {
	case !combined:
		return []string{e.Class}
	case e.Role == "teacher":
		return all
	case grade != 0:
		return []string{gradeOf(e.Class, grade)}
	}
	return []string{e.Class}
}

// gradeOf is the source id of a part of a combined homeroom.
func gradeOf(class string, grade int) string { return class + "/" + strconv.Itoa(grade) }

// ownGrade is the one grade a user is in; 0 when there is none or several.
func ownGrade(u oneroster.User) int {
	if len(u.Grades) != 1 {
		return 0
	}
	n, _ := gradeIn(u.Grades[0])
	return n
}

// gradeIn reads "07" or "7".
func gradeIn(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimLeft(text, "0"))
	if err != nil || n < 1 || n > 12 {
		return 0, false
	}
	return n, true
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

// yearGroup is the first grade; 0 when there is none.
func (c *converter) yearGroup(k oneroster.Class) int {
	for i, g := range k.Grades {
		n, ok := gradeIn(g)
		if !ok {
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
