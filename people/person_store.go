package people

import (
	"errors"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/sortkey"
	"parta/internal/storage"
)

const personColumns = "person_id, last_name, first_name, middle_name, birth_date, sex, phone, email, snils, version"

func scanPerson(r storage.Row) (p Person, err error) {
	return p, r.Scan(&p.ID, &p.Last, &p.First, &p.Middle, &p.Born, &p.Sex, &p.Phone, &p.Email, &p.SNILS, &p.Version)
}

func scanID[T ~int64](r storage.Row) (found T, err error) {
	var n int64
	err = r.Scan(&n)
	return T(n), err
}

// PersonOf finds a person by identifier; NotFound "people.person.none".
func PersonOf(tx *storage.Tx, person id.Person) (Person, error) {
	found, err := storage.One(tx, scanPerson,
		"SELECT "+personColumns+" FROM people_person WHERE org_id = $1 AND person_id = $2", tx.Org(), person)
	return found, orNone(err, "people.person.none")
}

// PersonBySNILS finds a person by the eleven digits; NotFound "people.person.none".
func PersonBySNILS(tx *storage.Tx, snils string) (Person, error) {
	found, err := storage.One(tx, scanPerson,
		"SELECT "+personColumns+" FROM people_person WHERE org_id = $1 AND snils = $2 AND snils <> ''", tx.Org(), snils)
	return found, orNone(err, "people.person.none")
}

// Persons lists everybody the organisation knows, by name: for an import that
// matches rows, not for a page.
func Persons(tx *storage.Tx) ([]Person, error) {
	return storage.All(tx, scanPerson,
		"SELECT "+personColumns+" FROM people_person WHERE org_id = $1 ORDER BY sort_key, person_id", tx.Org())
}

// Named lists those of this last name, first name and patronymic; Ё is as good
// as Е, and capitals do not matter.
func Named(tx *storage.Tx, name Name) ([]Person, error) {
	from, before := sortkey.Alike(name.Full())
	return storage.All(tx, scanPerson,
		"SELECT "+personColumns+" FROM people_person WHERE org_id = $1 AND sort_key >= $2 AND sort_key < $3 ORDER BY person_id",
		tx.Org(), from, before)
}

// NamesOf gives the names of the persons, for a page that shows who did things.
func NamesOf(tx *storage.Tx, persons []id.Person) (map[id.Person]Name, error) {
	names := make(map[id.Person]Name, len(persons))
	if len(persons) == 0 {
		return names, nil
	}
	list, args := storage.In(2, persons)
	found, err := storage.All(tx, scanPerson,
		"SELECT "+personColumns+" FROM people_person WHERE org_id = $1 AND person_id IN "+list, append([]any{tx.Org()}, args...)...)
	for _, p := range found {
		names[p.ID] = p.Name
	}
	return names, err
}

// AddPerson writes down somebody new and returns the identifier, made here when
// it is zero. Conflict "storage.duplicate" when the SNILS is taken.
func AddPerson(tx *storage.Tx, p Person) (id.Person, error) {
	if p.ID == 0 {
		p.ID = id.New[id.Person](tx)
	}
	return p.ID, Fill(tx, Rows{Persons: []Person{p}})
}

// ChangePerson writes what is different about a person; p.Version is the one it
// replaces. Conflict "people.person.stale" when somebody was faster.
func ChangePerson(tx *storage.Tx, p Person) error {
	if err := p.check(); err != nil {
		return err
	}
	old, err := PersonOf(tx, p.ID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`
		UPDATE people_person
		SET last_name = $1, first_name = $2, middle_name = $3, sort_key = $4, birth_date = $5, sex = $6,
			phone = $7, email = $8, snils = $9, version = version + 1
		WHERE org_id = $10 AND person_id = $11 AND version = $12`,
		p.Last, p.First, p.Middle, sortkey.Of(p.Full()), p.Born, string(p.Sex),
		p.Phone, p.Email, p.SNILS, tx.Org(), p.ID, p.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return problem.New(problem.Conflict, "people.person.stale")
	}
	tx.Record(storage.Line{Act: "person.changed", Thing: "person", ThingID: p.ID.Thing(), Old: old, New: p})
	return nil
}

// orNone turns "no such row" into NotFound with a key.
func orNone(err error, key string) error {
	if errors.Is(err, storage.ErrNone) {
		return problem.New(problem.NotFound, key)
	}
	return err
}
