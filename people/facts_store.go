package people

import (
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// factsOf asks everything in one statement: it runs with each request.
func factsOf(tx *storage.Tx, person id.Person, today when.Day) ([]fact, error) {
	return storage.All(tx, func(r storage.Row) (f fact, err error) {
		return f, r.Scan(&f.kind, &f.first, &f.second, &f.text, &f.more, &f.place, &f.days.From, &f.days.To)
	}, `
		SELECT 'load' AS kind, group_id AS first, course_id AS second, '' AS text, '' AS more, '' AS place, from_day, to_day
		FROM people_teaching
		WHERE org_id = $1 AND teacher_id = $2
			AND to_day >= (SELECT COALESCE(MAX(starts_on), $3) FROM school_year WHERE org_id = $1 AND starts_on <= $3)
			AND from_day < (SELECT COALESCE(MIN(starts_on), $4) FROM school_year WHERE org_id = $1 AND starts_on > $3)
		UNION ALL
		SELECT 'tutor', t.class_id, 0, c.name, '', c.sort_key, t.from_day, t.to_day
		FROM people_tutor t
		CROSS JOIN school_class c
		WHERE t.org_id = $1 AND t.person_id = $2 AND t.from_day <= $3 AND t.to_day >= $3
			AND c.org_id = $1 AND c.class_id = t.class_id
		UNION ALL
		SELECT 'ward', g.pupil_id, 0, p.first_name, '', p.sort_key, g.from_day, g.to_day
		FROM people_guardian g
		CROSS JOIN people_person p
		WHERE g.org_id = $1 AND g.guardian_id = $2 AND g.from_day <= $3 AND g.to_day >= $3
			AND p.org_id = $1 AND p.person_id = g.pupil_id
		UNION ALL
		SELECT 'roll', class_id, 0, '', '', '', from_day, to_day
		FROM people_enrolment
		WHERE org_id = $1 AND pupil_id = $2 AND from_day <= $3 AND to_day >= $3
		UNION ALL
		SELECT 'role', 0, 0, role, '', role, from_day, to_day
		FROM people_role
		WHERE org_id = $1 AND person_id = $2 AND from_day <= $3 AND to_day >= $3
		UNION ALL
		SELECT 'name', 0, 0, last_name, first_name, middle_name, $3, $3
		FROM people_person
		WHERE org_id = $1 AND person_id = $2
		ORDER BY kind, place, first, second, from_day`,
		tx.Org(), person, today, when.Forever)
}
