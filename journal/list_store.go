package journal

import (
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/people"
	"parta/when"
)

// pairsWithin gives the courses of each group that have a page within reach:
// those somebody teaches there this year.
func pairsWithin(tx *storage.Tx, within access.Within, year when.Span, today when.Day) (map[id.Group][]id.Course, error) {
	pairs := map[id.Group][]id.Course{}
	add := func(group id.Group, course id.Course) {
		if !slices.Contains(pairs[group], course) {
			pairs[group] = append(pairs[group], course)
		}
	}
	if !within.All {
		for _, l := range within.Load {
			// A substitution is shown on its day, not for the rest of the year.
			if l.Days.From != l.Days.To || l.Days.Holds(today) {
				add(l.Group, l.Course)
			}
		}
		if len(within.Classes) == 0 {
			return pairs, nil
		}
	}
	load, err := people.Loads(tx, year)
	if err != nil {
		return nil, err
	}
	reach, err := groupsOfClasses(tx, within)
	if err != nil {
		return nil, err
	}
	for _, t := range load {
		if within.All || reach[t.Group] {
			add(t.Group, t.Course)
		}
	}
	return pairs, nil
}

// groupsOfClasses lists the groups in which pupils of the classes are taught.
func groupsOfClasses(tx *storage.Tx, within access.Within) (map[id.Group]bool, error) {
	groups := map[id.Group]bool{}
	if within.All || len(within.Classes) == 0 {
		return groups, nil
	}
	list, args := storage.In(2, within.Classes)
	found, err := storage.All(tx, func(r storage.Row) (g id.Group, err error) { return g, r.Scan(&g) },
		"SELECT DISTINCT group_id FROM school_group_class WHERE org_id = $1 AND class_id IN "+list, append([]any{tx.Org()}, args...)...)
	for _, g := range found {
		groups[g] = true
	}
	return groups, err
}

// lessonsOfTeacher lists what a teacher has on a day.
func lessonsOfTeacher(tx *storage.Tx, teacher id.Person, day when.Day) ([]Lesson, error) {
	return storage.All(tx, scanLesson, "SELECT "+lessonColumns+` FROM journal_lesson
		WHERE org_id = $1 AND teacher_id = $2 AND on_date = $3 AND state <> 'cancelled'
		ORDER BY number, lesson_id`, tx.Org(), teacher, day)
}
