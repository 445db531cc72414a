package school

import (
	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

const classColumns = "class_id, year_id, year_group, letter, name, version"

func scanClass(r storage.Row) (c Class, err error) {
	return c, r.Scan(&c.ID, &c.Year, &c.YearGroup, &c.Letter, &c.Name, &c.Version)
}

// Classes lists the classes of a year from the youngest.
func Classes(tx *storage.Tx, year id.Year) ([]Class, error) {
	return storage.All(tx, scanClass,
		"SELECT "+classColumns+" FROM school_class WHERE org_id = $1 AND year_id = $2 ORDER BY sort_key, class_id",
		tx.Org(), year)
}

// ClassOf finds a class by its identifier; NotFound "school.class.none".
func ClassOf(tx *storage.Tx, class id.Class) (Class, error) {
	found, err := storage.One(tx, scanClass,
		"SELECT "+classColumns+" FROM school_class WHERE org_id = $1 AND class_id = $2", tx.Org(), class)
	return found, orNone(err, "school.class.none")
}

const groupColumns = "group_id, year_id, kind, name, class_id"

func scanGroup(r storage.Row) (g Group, err error) {
	err = r.Scan(&g.ID, &g.Year, &g.Kind, &g.Name, &g.Class)
	if g.Class != 0 {
		g.Classes = []id.Class{g.Class}
	}
	return g, err
}

// Groups lists the groups of a year, each class's own before its parts.
func Groups(tx *storage.Tx, year id.Year) ([]Group, error) {
	groups, err := storage.All(tx, scanGroup,
		"SELECT "+groupColumns+" FROM school_group WHERE org_id = $1 AND year_id = $2 ORDER BY sort_key, group_id",
		tx.Org(), year)
	if err != nil {
		return nil, err
	}
	return groups, withClasses(tx, groups)
}

// GroupOf is the group of a whole class; NotFound "school.group.none".
func GroupOf(tx *storage.Tx, class id.Class) (Group, error) {
	group, err := storage.One(tx, scanGroup,
		"SELECT "+groupColumns+" FROM school_group WHERE org_id = $1 AND class_id = $2 AND kind = 'class'", tx.Org(), class)
	return group, orNone(err, "school.group.none")
}

// GroupByID finds a group with its classes; NotFound "school.group.none".
func GroupByID(tx *storage.Tx, group id.Group) (Group, error) {
	found, err := storage.One(tx, scanGroup,
		"SELECT "+groupColumns+" FROM school_group WHERE org_id = $1 AND group_id = $2", tx.Org(), group)
	if err != nil {
		return found, orNone(err, "school.group.none")
	}
	one := []Group{found}
	err = withClasses(tx, one)
	return one[0], err
}

// GroupsOf lists the groups a class takes part in, its own first.
func GroupsOf(tx *storage.Tx, class id.Class) ([]Group, error) {
	groups, err := storage.All(tx, scanGroup, `
		SELECT g.group_id, g.year_id, g.kind, g.name, g.class_id
		FROM school_group_class c
		CROSS JOIN school_group g
		WHERE c.org_id = $1 AND c.class_id = $2 AND g.org_id = $1 AND g.group_id = c.group_id
		ORDER BY CASE g.kind WHEN 'class' THEN 0 ELSE 1 END, g.sort_key, g.group_id`, tx.Org(), class)
	if err != nil {
		return nil, err
	}
	return groups, withClasses(tx, groups)
}

// withClasses completes the mixed groups among those given.
func withClasses(tx *storage.Tx, groups []Group) error {
	for i, g := range groups {
		if g.Kind != Mixed {
			continue
		}
		classes, err := storage.All(tx, func(r storage.Row) (c id.Class, err error) { return c, r.Scan(&c) },
			"SELECT class_id FROM school_group_class WHERE org_id = $1 AND group_id = $2 ORDER BY class_id", tx.Org(), g.ID)
		if err != nil {
			return err
		}
		groups[i].Classes = classes
	}
	return nil
}

// ThingOf is what the policy judges an action on a group's page by.
func (g Group) ThingOf(course id.Course, day when.Day) access.Thing {
	return access.Thing{Group: g.ID, Course: course, Classes: g.Classes, Day: day}
}

const courseColumns = "course_id, subject_id, name, short_name"

func scanCourse(r storage.Row) (c Course, err error) {
	return c, r.Scan(&c.ID, &c.Subject, &c.Name, &c.Short)
}

// Courses lists every course by name.
func Courses(tx *storage.Tx) ([]Course, error) {
	return storage.All(tx, scanCourse,
		"SELECT "+courseColumns+" FROM school_course WHERE org_id = $1 ORDER BY sort_key, course_id", tx.Org())
}

// CourseOf finds a course by its identifier; NotFound "school.course.none".
func CourseOf(tx *storage.Tx, course id.Course) (Course, error) {
	found, err := storage.One(tx, scanCourse,
		"SELECT "+courseColumns+" FROM school_course WHERE org_id = $1 AND course_id = $2", tx.Org(), course)
	return found, orNone(err, "school.course.none")
}

// Subjects lists every subject by name.
func Subjects(tx *storage.Tx) ([]Subject, error) {
	return storage.All(tx, func(r storage.Row) (s Subject, err error) { return s, r.Scan(&s.ID, &s.Name, &s.Short) },
		"SELECT subject_id, name, short_name FROM school_subject WHERE org_id = $1 ORDER BY sort_key, subject_id", tx.Org())
}
