package people_test

import (
	"slices"
	"testing"

	"parta/access"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/people"
)

func TestNamesAreWrittenAsInASchool(t *testing.T) {
	ivanova := people.Name{Last: "Иванова", First: "Елена", Middle: "Павловна"}
	li := people.Name{Last: "Ли", First: "Анна"}
	for _, tt := range []struct{ got, want string }{
		{ivanova.Full(), "Иванова Елена Павловна"},
		{ivanova.Short(), "Иванова Е. П."},
		{ivanova.InList(), "Иванова Елена"},
		{ivanova.Address(), "Елена Павловна"},
		{li.Full(), "Ли Анна"},
		{li.Short(), "Ли А."},
		{people.Name{Last: "Петров"}.Short(), "Петров"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestNamesakesInOneListAreToldApartByThePatronymic(t *testing.T) {
	got := people.InOneList([]people.Name{
		{Last: "Петров", First: "Илья", Middle: "Андреевич"},
		{Last: "Волкова", First: "Вера", Middle: "Юрьевна"},
		{Last: "Петров", First: "Илья", Middle: "Олегович"},
	})
	if want := []string{"Петров Илья Андреевич", "Волкова Вера", "Петров Илья Олегович"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParseSNILS(t *testing.T) {
	for text, want := range map[string]string{
		"112-233-445 95": "11223344595",
		"11223344595":    "11223344595",
		"001-001-997 00": "00100199700", // before check sums began
		"112-233-445 96": "",
		"112-233-445":    "",
		"1122334459A":    "",
		"":               "",
	} {
		got, err := people.ParseSNILS(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseSNILS(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestPersonChangesFromTheVersionSeen(t *testing.T) {
	each(t, func(k *kit) {
		var petrova people.Person
		k.read(func(tx *storage.Tx) (err error) {
			petrova, err = people.PersonBySNILS(tx, "11223344595")
			return err
		})
		petrova.Phone = "+7 900 000-00-00"
		change := func(tx *storage.Tx) error { return people.ChangePerson(tx, petrova) }
		k.must(k.write(org1, change))
		if err := k.write(org1, change); problem.KeyOf(err) != "people.person.stale" {
			t.Errorf("the same version again: %v", err)
		}
		petrova.Name = people.Name{}
		if err := k.write(org1, change); problem.KeyOf(err) != "people.person.nameless" {
			t.Errorf("without a name: %v", err)
		}
	})
}

func TestNamedTakesYoForYe(t *testing.T) {
	each(t, func(k *kit) {
		k.read(func(tx *storage.Tx) error {
			found, err := people.Named(tx, people.Name{Last: "АЛЕХИНА", First: "анна"})
			if err != nil || len(found) != 1 || found[0].ID != the.alyokhina {
				t.Errorf("Named = %v, %v", found, err)
			}
			return nil
		})
	})
}

// TestNothingIsAddedTwice tries the duplicate of every unique key.
func TestNothingIsAddedTwice(t *testing.T) {
	each(t, func(k *kit) {
		all := peopleRows()
		for name, rows := range map[string]people.Rows{
			"person":       {Persons: all.Persons[:1]},
			"SNILS":        {Persons: []people.Person{{ID: 999, Name: people.Name{Last: "Другая"}, SNILS: "11223344595"}}},
			"role":         {Roles: all.Roles[:1]},
			"enrolment":    {Enrolments: all.Enrolments[:1], ClassGroup: all.ClassGroup},
			"first day":    {Enrolments: []people.Enrolment{{ID: 999, Pupil: the.petrov, Class: the.class9, Days: open}}, ClassGroup: all.ClassGroup},
			"membership":   {Members: all.Members},
			"guardianship": {Guardians: all.Guardians},
			"load":         {Teaching: all.Teaching},
			"same load":    {Teaching: []people.Teaching{{ID: 999, Teacher: the.ivanova, Group: the.group7, Course: the.algebra, Days: open}}},
			"tutor":        {Tutors: all.Tutors},
		} {
			err := k.write(org1, func(tx *storage.Tx) error { return people.Fill(tx, rows) })
			if problem.KeyOf(err) != "storage.duplicate" {
				t.Errorf("%s: Fill = %v, want storage.duplicate", name, err)
			}
		}
	})
}

func TestAnotherOrganisationsPeopleCannotBeNamed(t *testing.T) {
	each(t, func(k *kit) {
		all := peopleRows()
		for name, rows := range map[string]people.Rows{
			"a role for its person": {Roles: all.Roles[:1]},
			"its pupil and class":   {Enrolments: all.Enrolments[:1], ClassGroup: all.ClassGroup},
			"its group":             {Members: all.Members},
			"its guardian":          {Guardians: all.Guardians},
			"its teacher":           {Teaching: all.Teaching},
			"its class's tutor":     {Tutors: all.Tutors},
		} {
			err := k.write(org2, func(tx *storage.Tx) error { return people.Fill(tx, rows) })
			if problem.KeyOf(err) != "storage.reference" {
				t.Errorf("%s: Fill = %v, want storage.reference", name, err)
			}
		}
	})
}

func TestTablesRefuseWhatCannotBe(t *testing.T) {
	each(t, func(k *kit) {
		backwards := open
		backwards.From, backwards.To = today, september
		for name, rows := range map[string]people.Rows{
			"an unknown role":             {Roles: []people.Held{{Person: the.ivanova, Role: "tutor", Days: open}}},
			"a role ending at its start":  {Roles: []people.Held{{Person: the.ivanova, Role: access.Clerk, Days: backwards}}},
			"a guardian of oneself":       {Guardians: []people.Guardianship{{Guardian: the.petrov, Pupil: the.petrov, Kind: people.Mother, Days: open}}},
			"an unknown kind of guardian": {Guardians: []people.Guardianship{{Guardian: the.ivanova, Pupil: the.petrov, Kind: "aunt", Days: open}}},
			"load that ends at its start": {Teaching: []people.Teaching{{ID: 999, Teacher: the.ivanova, Group: the.group9, Course: the.algebra, Days: backwards}}},
		} {
			err := k.write(org1, func(tx *storage.Tx) error { return people.Fill(tx, rows) })
			if problem.KeyOf(err) != "storage.check" {
				t.Errorf("%s: Fill = %v, want storage.check", name, err)
			}
		}
	})
}
