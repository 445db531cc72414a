package app

import (
	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// asks answers what orgs, which stands above the school, must ask about it.
func asks() orgs.Asks {
	return orgs.Asks{Classes: classesNow, ClassPeople: classPeople, Staff: staffNow, Found: found}
}

func classesNow(tx *storage.Tx) ([]access.Class, error) {
	today, err := orgs.Today(tx, tx.Org())
	if err != nil {
		return nil, err
	}
	year, err := school.YearOn(tx, today)
	if err != nil {
		return nil, err
	}
	classes, err := school.Classes(tx, year.ID)
	named := make([]access.Class, len(classes))
	for i, c := range classes {
		named[i] = access.Class{ID: c.ID, Name: c.Name}
	}
	return named, err
}

func classPeople(tx *storage.Tx, class id.Class) (access.Class, []orgs.Invitee, error) {
	c, err := school.ClassOf(tx, class)
	if err != nil {
		return access.Class{}, nil, err
	}
	named := access.Class{ID: c.ID, Name: c.Name}
	today, err := orgs.Today(tx, tx.Org())
	if err != nil {
		return named, nil, err
	}
	group, err := school.GroupOf(tx, class)
	if err != nil {
		return named, nil, err
	}
	pupils, err := people.PersonsIn(tx, group.ID, today)
	if err != nil {
		return named, nil, err
	}
	guardians, err := people.GuardiansIn(tx, group.ID, today)
	if err != nil {
		return named, nil, err
	}
	works, err := worksHere(tx, today)
	if err != nil {
		return named, nil, err
	}
	of := map[id.Person][]people.Guardian{}
	for _, g := range guardians {
		of[g.Pupil] = append(of[g.Pupil], g)
	}
	var invitees []orgs.Invitee
	for _, p := range pupils {
		invitees = append(invitees, orgs.Invitee{Person: p.ID, Name: p.Full(), Role: access.Pupil, Staff: works[p.ID] != "", Pupil: p.ID, Born: p.Born})
		for _, g := range of[p.ID] {
			invitees = append(invitees, orgs.Invitee{Person: g.ID, Name: g.Full(), Role: access.Guardian, Staff: works[g.ID] != "", Pupil: p.ID, Of: []string{p.InList()}, Born: p.Born})
		}
	}
	return named, invitees, nil
}

func staffNow(tx *storage.Tx) ([]orgs.Invitee, error) {
	today, err := orgs.Today(tx, tx.Org())
	if err != nil {
		return nil, err
	}
	works, err := worksHere(tx, today)
	if err != nil {
		return nil, err
	}
	persons, err := people.Persons(tx)
	var invitees []orgs.Invitee
	for _, p := range persons {
		if role := works[p.ID]; role != "" {
			invitees = append(invitees, orgs.Invitee{Person: p.ID, Name: p.Full(), Role: role, Staff: true, Born: p.Born})
		}
	}
	return invitees, err
}

// worksHere tells whoever holds a role, and the first of each.
func worksHere(tx *storage.Tx, today when.Day) (map[id.Person]access.Role, error) {
	held, err := people.RolesOn(tx, today)
	first := map[id.Person]access.Role{}
	for _, h := range held {
		if first[h.Person] == "" {
			first[h.Person] = h.Role
		}
	}
	return first, err
}

// found records the first year and the first person of a new organisation.
func found(tx *storage.Tx, f orgs.Founding) error {
	zone, err := f.Org.Location()
	if err != nil {
		return err
	}
	if _, err := school.YearOn(tx, tx.Now().Day(zone)); problem.KindOf(err) == problem.NotFound { // imported without one, or new
		year, terms := school.UsualYear(tx, f.YearFrom.Time().Year())
		year.Days = when.Span{From: f.YearFrom, To: f.YearTo}
		if err := school.Fill(tx, school.Rows{Years: []school.Year{year}, Terms: terms}); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	name := people.Name{Last: f.LastName, First: f.FirstName, Middle: f.MiddleName}
	return people.Fill(tx, people.Rows{
		Persons: []people.Person{{ID: f.Person, Name: name}},
		Roles:   []people.Held{{Person: f.Person, Role: access.Administrator, Days: when.Span{From: min(f.YearFrom, tx.Now().Day(zone)), To: when.Forever}}},
	})
}
