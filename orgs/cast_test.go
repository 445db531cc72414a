package orgs_test

import (
	"slices"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/orgs"
	"parta/when"
)

// The cast as orgs hears of it from the slices below: 7Б of School No. 1 with
// Petrov and his mother, and with Ivanova, who teaches here and has a daughter
// in the class; 3А of School No. 2 with Petrova's daughter.
const (
	class7B, class3A          = id.Class(71), id.Class(31)
	petrov, petrova           = id.Person(1001), id.Person(1002)
	ivanova, sidorov, orlova  = id.Person(1003), id.Person(1004), id.Person(1005)
	zaytseva                  = id.Person(1006) // a pupil whose birth date nobody entered
	petrova2, masha, volkova2 = id.Person(2002), id.Person(2003), id.Person(2004)
)

var (
	petrovBorn  = when.Date(2013, 4, 5)
	mashaBorn   = when.Date(2017, 9, 30)
	daughter    = when.Date(2013, 11, 12)
	sidorovBorn = when.Date(1980, 2, 29)
)

func people(k **kit) orgs.Asks {
	first := func(tx *storage.Tx) bool { return tx.Org() == (*k).org1 }
	return orgs.Asks{
		Classes: func(tx *storage.Tx) ([]access.Class, error) {
			if first(tx) {
				return []access.Class{{ID: class7B, Name: "7Б"}}, nil
			}
			return []access.Class{{ID: class3A, Name: "3А"}}, nil
		},
		ClassPeople: func(tx *storage.Tx, class id.Class) (access.Class, []orgs.Invitee, error) {
			switch {
			case first(tx) && class == class7B:
				return access.Class{ID: class7B, Name: "7Б"}, append([]orgs.Invitee{
					{Person: zaytseva, Name: "Зайцева Анна", Role: access.Pupil, Pupil: zaytseva},
					{Person: ivanova, Name: "Иванова Елена Петровна", Role: access.Guardian, Staff: true, Pupil: zaytseva, Of: []string{"Зайцева Анна"}, Born: daughter},
					{Person: petrov, Name: "Петров Илья", Role: access.Pupil, Pupil: petrov, Born: petrovBorn},
					{Person: petrova, Name: "Петрова Ольга Викторовна", Role: access.Guardian, Pupil: petrov, Of: []string{"Петров Илья"}, Born: petrovBorn},
				}, (*k).siblings...), nil
			case !first(tx) && class == class3A:
				return access.Class{ID: class3A, Name: "3А"}, []orgs.Invitee{
					{Person: masha, Name: "Петрова Мария", Role: access.Pupil, Pupil: masha, Born: mashaBorn},
					{Person: petrova2, Name: "Петрова Ольга Викторовна", Role: access.Guardian, Pupil: masha, Of: []string{"Петрова Мария"}, Born: mashaBorn},
				}, nil
			}
			return access.Class{}, nil, problem.New(problem.NotFound, "school.class.none")
		},
		Staff: func(tx *storage.Tx) ([]orgs.Invitee, error) {
			if first(tx) {
				staff := []orgs.Invitee{
					{Person: ivanova, Name: "Иванова Елена Петровна", Role: access.Teacher, Staff: true},
					{Person: sidorov, Name: "Сидоров Андрей Викторович", Role: access.Teacher, Staff: true, Born: sidorovBorn},
				}
				for _, person := range (*k).hired {
					staff = append(staff, orgs.Invitee{Person: person, Role: access.Deputy, Staff: true})
				}
				return staff, nil
			}
			return []orgs.Invitee{{Person: volkova2, Name: "Волкова Нина Сергеевна", Role: access.Teacher, Staff: true}}, nil
		},
	}
}

// withCast is each, with the cast of both schools.
func withCast(t *testing.T, test func(t *testing.T, k *kit)) {
	t.Helper()
	template.Each(t, func(t *testing.T, base *testkitKit) {
		var k *kit
		k = newKit(t, base, people(&k))
		test(t, k)
	})
}

// administrator is one account with a seat in either organisation.
func (k *kit) administrator(org id.Org) access.Actor {
	k.Helper()
	who := access.Actor{Account: 9, Org: org, Person: 900, Roles: []access.Role{access.Administrator}}
	k.control(func(tx *storage.Tx) error {
		seats, err := orgs.Seats(tx, who.Account)
		if err != nil || slices.ContainsFunc(seats, func(s orgs.Seat) bool { return s.Org == org }) {
			return err
		}
		if len(seats) == 0 {
			if err := orgs.AddAccount(tx, who.Account, "administrator", orgs.NoPassword); err != nil {
				return err
			}
		}
		return orgs.AddSeat(tx, who.Account, org, who.Person)
	})
	return who
}

func (k *kit) tutor(org id.Org, class id.Class) access.Actor {
	return access.Actor{Account: 8, Org: org, Person: 800, Roles: []access.Role{access.Teacher, access.Tutor}, Tutored: []access.Class{{ID: class}}}
}

var keys int

func (k *kit) act(by access.Actor) storage.Act {
	keys++
	return storage.Act{Org: by.Org, By: by, Key: string(rune('a'+keys%26)) + id.Thing(keys).String()}
}

// code invites one person and gives the code.
func (k *kit) code(by access.Actor, class id.Class, person id.Person) string {
	k.Helper()
	slips, err := k.orgs.Invite(k.ctx, k.act(by), class, []id.Person{person})
	if err != nil {
		k.Fatal(err)
	}
	return slips[0].Code
}

// lines counts what the ledger has of an act.
func (k *kit) lines(org id.Org, act string) (n int) {
	k.Helper()
	err := k.DB.Read(k.ctx, org, func(tx *storage.Tx) (err error) {
		n, err = storage.Value[int](tx, `SELECT COUNT(*) FROM ledger_line WHERE org_id = $1 AND act = $2`, org, act)
		return err
	})
	if err != nil {
		k.Fatal(err)
	}
	return n
}

func (k *kit) alive(token string) bool {
	_, err := k.orgs.SessionOf(k.ctx, token)
	return err == nil
}
