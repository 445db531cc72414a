package demo

import (
	"fmt"
	"strings"

	"parta/id"
	"parta/people"
	"parta/when"
)

// feminine is the form of a surname that women bear.
func feminine(surname string) string {
	switch {
	case strings.HasSuffix(surname, "ский"), strings.HasSuffix(surname, "цкий"):
		return strings.TrimSuffix(surname, "ий") + "ая"
	case strings.HasSuffix(surname, "ов"), strings.HasSuffix(surname, "ев"), strings.HasSuffix(surname, "ёв"), strings.HasSuffix(surname, "ин"):
		return surname + "а"
	}
	return surname // Ли, Вебер, Черных, Коваленко
}

// families makes people who belong together.
type families struct {
	chance
	ids ids
}

// family is parents, of whom there is at least one, and the name their children bear.
type family struct {
	surname    string // the masculine form
	patronymic struct{ son, daughter string }
	mother     *people.Person
	father     *people.Person
}

// parents gives every child 1.7 of them on average.
func (f families) parents() family {
	list := loadNames()
	var made family
	made.surname = pick(f.chance, list.Surnames)
	father := pick(f.chance, list.Men)
	made.patronymic.son, made.patronymic.daughter = father.Son, father.Daughter
	both, motherOnly := f.in(70), f.in(90)
	if both || motherOnly {
		mother := f.adult(made.surname, people.Female)
		made.mother = &mother
	}
	if both || !motherOnly {
		grandfather := pick(f.chance, list.Men)
		made.father = f.person(people.Name{Last: made.surname, First: father.Name, Middle: grandfather.Son}, people.Male, 0)
	}
	return made
}

// parent is one of a family, with what that is to a child.
type parent struct {
	*people.Person
	kind people.GuardianKind
}

func (made family) guardians() []parent {
	var of []parent
	if made.mother != nil {
		of = append(of, parent{made.mother, people.Mother})
	}
	if made.father != nil {
		of = append(of, parent{made.father, people.Father})
	}
	return of
}

// child is a pupil of a family, born so as to suit the year group: six and a
// half to seven and a half years old in the first September.
func (f families) child(of family, yearGroup int, september when.Day) people.Person {
	list := loadNames()
	born := september - when.Day(365.25*(6.5+float64(yearGroup-1)+f.Float64()))
	if f.in(50) {
		name := people.Name{Last: feminine(of.surname), First: pick(f.chance, list.Girls), Middle: of.patronymic.daughter}
		return *f.person(name, people.Female, born)
	}
	return *f.person(people.Name{Last: of.surname, First: pick(f.chance, list.Boys), Middle: of.patronymic.son}, people.Male, born)
}

// adult is a grown-up of a given surname, in its masculine form.
func (f families) adult(surname string, sex people.Sex) people.Person {
	list := loadNames()
	father := pick(f.chance, list.Men)
	if sex == people.Female {
		return *f.person(people.Name{Last: feminine(surname), First: pick(f.chance, list.Women), Middle: father.Daughter}, sex, 0)
	}
	return *f.person(people.Name{Last: surname, First: pick(f.chance, list.Men).Name, Middle: father.Son}, sex, 0)
}

// teacher is a member of staff: a woman, mostly.
func (f families) teacher(sporting bool) people.Person {
	sex := people.Female
	if f.in(12) || sporting && f.in(60) {
		sex = people.Male
	}
	return f.adult(pick(f.chance, loadNames().Surnames), sex)
}

// person gives a name to somebody. Telephone numbers of code 000 belong to nobody.
func (f families) person(name people.Name, sex people.Sex, born when.Day) *people.Person {
	p := people.Person{ID: id.New[id.Person](f.ids), Name: name, Sex: sex, Born: born}
	if born == 0 {
		p.Phone = fmt.Sprintf("+7 000 %03d-%02d-%02d", f.IntN(1000), f.IntN(100), f.IntN(100))
	}
	return &p
}
