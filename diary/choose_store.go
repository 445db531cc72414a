package diary

import (
	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/people"
	"parta/when"
)

// classesOn lists the classes of the year that a day is in.
func classesOn(tx *storage.Tx, day when.Day) ([]access.Class, error) {
	return storage.All(tx, func(r storage.Row) (c access.Class, err error) { return c, r.Scan(&c.ID, &c.Name) }, `
		SELECT c.class_id, c.name
		FROM school_year y
		CROSS JOIN school_class c
		WHERE y.org_id = $1 AND y.starts_on <= $2 AND y.ends_on >= $2
		  AND c.org_id = $1 AND c.year_id = y.year_id
		ORDER BY c.sort_key, c.class_id
		LIMIT 500`, tx.Org(), day)
}

// pupilsOn lists the pupils of a class on a day.
func pupilsOn(tx *storage.Tx, class id.Class, day when.Day) ([]access.Ward, error) {
	var names []people.Name
	pupils, err := storage.All(tx, func(r storage.Row) (p access.Ward, err error) {
		var n people.Name
		err = r.Scan(&p.ID, &n.Last, &n.First, &n.Middle)
		names = append(names, n)
		return p, err
	}, `
		SELECT p.person_id, p.last_name, p.first_name, p.middle_name
		FROM people_enrolment e
		CROSS JOIN people_person p
		WHERE e.org_id = $1 AND e.class_id = $2 AND e.from_day <= $3 AND e.to_day >= $3
		  AND p.org_id = $1 AND p.person_id = e.pupil_id
		ORDER BY p.sort_key, p.person_id
		LIMIT 200`, tx.Org(), class, day)
	if err != nil {
		return nil, err
	}
	for i, listed := range people.InOneList(names) {
		pupils[i].Name = listed
	}
	return pupils, nil
}
