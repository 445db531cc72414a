package people

import (
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// Guardian is somebody who answers for a pupil.
type Guardian struct {
	Person
	Pupil id.Person
	Kind  GuardianKind
}

// GuardiansOf lists who answers for a pupil on a day, by name.
func GuardiansOf(tx *storage.Tx, pupil id.Person, day when.Day) ([]Guardian, error) {
	return storage.All(tx, scanGuardian, `
		SELECT p.person_id, p.last_name, p.first_name, p.middle_name, p.birth_date, p.sex, p.phone, p.email, p.snils, p.version,
			g.pupil_id, g.kind
		FROM people_guardian g
		CROSS JOIN people_person p
		WHERE g.org_id = $1 AND g.pupil_id = $2 AND g.from_day <= $3 AND g.to_day >= $3
			AND p.org_id = $1 AND p.person_id = g.guardian_id
		ORDER BY p.sort_key, p.person_id`, tx.Org(), pupil, day)
}

// GuardiansIn lists who answers for the pupils of a group on a day, pupil by
// pupil: for a sheet of invitations.
func GuardiansIn(tx *storage.Tx, group id.Group, day when.Day) ([]Guardian, error) {
	return storage.All(tx, scanGuardian, `
		SELECT p.person_id, p.last_name, p.first_name, p.middle_name, p.birth_date, p.sex, p.phone, p.email, p.snils, p.version,
			g.pupil_id, g.kind
		FROM people_member m
		CROSS JOIN people_guardian g
		CROSS JOIN people_person p
		WHERE m.org_id = $1 AND m.group_id = $2 AND m.from_day <= $3 AND m.to_day >= $3
			AND g.org_id = $1 AND g.pupil_id = m.pupil_id AND g.from_day <= $3 AND g.to_day >= $3
			AND p.org_id = $1 AND p.person_id = g.guardian_id
		ORDER BY g.pupil_id, p.sort_key, p.person_id`, tx.Org(), group, day)
}

func scanGuardian(r storage.Row) (g Guardian, err error) {
	return g, r.Scan(&g.ID, &g.Last, &g.First, &g.Middle, &g.Born, &g.Sex, &g.Phone, &g.Email, &g.SNILS, &g.Version,
		&g.Pupil, &g.Kind)
}

func guardianshipsOf(tx *storage.Tx, pupil id.Person) ([]Guardianship, error) {
	return storage.All(tx, func(r storage.Row) (g Guardianship, err error) {
		return g, r.Scan(&g.Guardian, &g.Pupil, &g.Kind, &g.Days.From, &g.Days.To)
	}, `
		SELECT guardian_id, pupil_id, kind, from_day, to_day
		FROM people_guardian
		WHERE org_id = $1 AND pupil_id = $2
		ORDER BY guardian_id, from_day`, tx.Org(), pupil)
}

func insertGuardianship(tx *storage.Tx, g Guardianship) error {
	_, err := tx.Exec(`
		INSERT INTO people_guardian (org_id, guardian_id, pupil_id, kind, from_day, to_day)
		VALUES ($1, $2, $3, $4, $5, $6)`, tx.Org(), g.Guardian, g.Pupil, string(g.Kind), g.Days.From, g.Days.To)
	return err
}

func endGuardianship(tx *storage.Tx, guardian, pupil id.Person, last when.Day) (int64, error) {
	return tx.Exec(`
		UPDATE people_guardian SET to_day = $1
		WHERE org_id = $2 AND guardian_id = $3 AND pupil_id = $4 AND from_day <= $1 AND to_day > $1`,
		last, tx.Org(), guardian, pupil)
}
