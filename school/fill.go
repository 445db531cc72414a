package school

import (
	"parta/access"
	"parta/id"
	"parta/internal/sortkey"
	"parta/internal/storage"
)

// Rows is what an import or the demo adds at once. Each row brings its
// identifier; keys of order are made here.
type Rows struct {
	Years    []Year
	Terms    []Term
	Subjects []Subject
	Courses  []Course
	Classes  []Class
	Groups   []Group
	Settings []Setting
	Rule     access.Rule // by which the author may; zero for the demo and the command line
}

// Fill adds the rows, with a ledger line for each. A class needs its group of
// kind WholeClass among the groups. Conflict "storage.duplicate" when one is
// there already.
func Fill(tx *storage.Tx, rows Rows) error {
	for _, fill := range []func(*storage.Tx, Rows) error{fillYears, fillSubjects, fillClasses, fillGroups, fillSettings} {
		if err := fill(tx, rows); err != nil {
			return err
		}
	}
	return nil
}

func fillYears(tx *storage.Tx, rows Rows) error {
	err := bulk(tx, "school_year", rows.Years, []string{"org_id", "year_id", "name", "starts_on", "ends_on"}, func(y Year) []any {
		tx.Record(storage.Line{Act: "year.added", Rule: rows.Rule, Thing: "year", ThingID: y.ID.Thing(), New: y})
		return []any{tx.Org(), y.ID, y.Name, y.Days.From, y.Days.To}
	})
	if err != nil {
		return err
	}
	columns := []string{"org_id", "term_id", "year_id", "name", "kind", "number", "starts_on", "ends_on"}
	return bulk(tx, "school_term", rows.Terms, columns, func(t Term) []any {
		tx.Record(storage.Line{Act: "term.added", Rule: rows.Rule, Thing: "term", ThingID: t.ID.Thing(), New: t})
		return []any{tx.Org(), t.ID, t.Year, t.Name, string(t.Kind), int64(t.Number), t.Days.From, t.Days.To}
	})
}

func fillSubjects(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "subject_id", "name", "short_name", "sort_key"}
	err := bulk(tx, "school_subject", rows.Subjects, columns, func(s Subject) []any {
		tx.Record(storage.Line{Act: "subject.added", Rule: rows.Rule, Thing: "subject", ThingID: s.ID.Thing(), New: s})
		return []any{tx.Org(), s.ID, s.Name, s.Short, sortkey.Of(s.Name)}
	})
	if err != nil {
		return err
	}
	columns = []string{"org_id", "course_id", "subject_id", "name", "short_name", "sort_key"}
	return bulk(tx, "school_course", rows.Courses, columns, func(c Course) []any {
		tx.Record(storage.Line{Act: "course.added", Rule: rows.Rule, Thing: "course", ThingID: c.ID.Thing(), New: c})
		return []any{tx.Org(), c.ID, c.Subject, c.Name, c.Short, sortkey.Of(c.Name)}
	})
}

func fillClasses(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "class_id", "year_id", "year_group", "letter", "name", "sort_key", "version"}
	return bulk(tx, "school_class", rows.Classes, columns, func(c Class) []any {
		tx.Record(storage.Line{Act: "class.added", Rule: rows.Rule, Thing: "class", ThingID: c.ID.Thing(), New: c})
		return []any{tx.Org(), c.ID, c.Year, int64(c.YearGroup), c.Letter, c.Name, nameKey(c.Name), int64(1)}
	})
}

func fillGroups(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "group_id", "year_id", "kind", "name", "class_id", "sort_key"}
	err := bulk(tx, "school_group", rows.Groups, columns, func(g Group) []any {
		tx.Record(storage.Line{Act: "group.added", Rule: rows.Rule, Thing: "group", ThingID: g.ID.Thing(), Group: g.ID, New: g})
		return []any{tx.Org(), g.ID, g.Year, string(g.Kind), g.Name, g.Class, nameKey(g.Name)}
	})
	if err != nil {
		return err
	}
	var takePart [][]any
	for _, g := range rows.Groups {
		classes := g.Classes
		if len(classes) == 0 && g.Class != 0 {
			classes = []id.Class{g.Class}
		}
		for _, class := range classes {
			takePart = append(takePart, []any{tx.Org(), g.ID, class})
		}
	}
	return bulk(tx, "school_group_class", takePart, []string{"org_id", "group_id", "class_id"}, func(row []any) []any { return row })
}

func fillSettings(tx *storage.Tx, rows Rows) error {
	columns := []string{"org_id", "name", "from_day", "value", "source", "version"}
	return bulk(tx, "school_setting", rows.Settings, columns, func(s Setting) []any {
		tx.Record(storage.Line{Act: "setting.decided", Rule: rows.Rule, Thing: "setting", New: s})
		return []any{tx.Org(), string(s.Name), s.From, s.Value, s.Source, int64(1)}
	})
}

// bulk adds a slice of things to a table, as row spells each.
func bulk[T any](tx *storage.Tx, table string, things []T, columns []string, row func(T) []any) error {
	if len(things) == 0 {
		return nil
	}
	_, err := tx.Bulk(table, columns, func(yield func([]any) bool) {
		for _, thing := range things {
			if !yield(row(thing)) {
				return
			}
		}
	})
	return err
}
