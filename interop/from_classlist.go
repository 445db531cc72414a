package interop

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"parta/interop/classlist"
	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// fromClassList turns pupils into a roster. Rows have no identifiers of their
// own: a row is known again by all it says of a pupil, of which only a hash is
// kept. Of any other row СНИЛС or name and birth date tell whose it is.
func fromClassList(pupils []classlist.Pupil, files string, today when.Day, found *source.Findings) *roster {
	r := &roster{system: "classlist", files: files, byHand: true, org: orgRow{kind: "school"}}
	classes := map[string]bool{}
	rows := map[string]classlist.Pupil{}
	guardians := map[string]bool{}
	for _, p := range pupils {
		name := p.Class.Name()
		if !classes[name] {
			classes[name] = true
			r.classes = append(r.classes, classRow{from: from{p.Place, "class:" + name}, yearGroup: p.Class.YearGroup, letter: p.Class.Letter, name: name})
		}
		key := rowKey(p, today)
		if first, twice := rows[key]; twice {
			sayTwice(found, p.Place, p.Name, first.Place, p.Born != 0 || p.SNILS != "")
			continue
		}
		rows[key] = p
		r.persons = append(r.persons, personRow{from: from{p.Place, key}, code: p.Code, fresh: freshKey(p, key), person: people.Person{
			Name: p.Name, Born: p.Born, SNILS: p.SNILS, Sex: p.Sex, Phone: p.Phone, Email: p.Email,
		}})
		place := placeRow{from: from{p.Place, key}, person: key, class: "class:" + name}
		place.days.From = p.From
		r.places = append(r.places, place)
		for _, g := range p.Guardians {
			own := hash("guardian", foldName(g.Name), digits(g.Phone))
			if digits(g.Phone) == "" {
				own = hash("guardian", foldName(g.Name), key)
			}
			if !guardians[own] {
				guardians[own] = true
				r.persons = append(r.persons, personRow{from: from{g.Place, own}, key: key, person: people.Person{
					Name: g.Name, Phone: g.Phone, Email: g.Email,
				}})
			}
			r.guards = append(r.guards, guardRow{from: from{g.Place, own}, guardian: own, pupil: key, kind: g.Kind})
		}
	}
	return r
}

// sayTwice refuses the second row of one pupil: sure when the birth date or СНИЛС
// says so, too, else they may be namesakes.
func sayTwice(found *source.Findings, at source.Place, name people.Name, first source.Place, sure bool) {
	if sure {
		found.Refuse(at, "interop.list.again", name.Full(), first.Row, first.File)
		return
	}
	found.Refuse(at, "interop.list.twice", name.Full(), first.String())
}

// rowKey is by which a row is known again: with less than all of it, what was
// answered of one child would be taken for an answer about a namesake in the same
// class, and the namesake's parents would read a stranger's diary. So it holds the
// year too, since 7А has other pupils in each. Telephones are not in it: they
// change while the people stay.
func rowKey(p classlist.Pupil, today when.Day) string {
	said := []string{"row", foldName(p.Name), strconv.Itoa(yearBegins(today)), p.Class.Name(), p.Born.String(), p.SNILS}
	for _, g := range p.Guardians {
		said = append(said, foldName(g.Name))
	}
	return hash(said...)
}

// freshKey is by which somebody is known whom a row called new: «новый» stays in
// the list when the pupil has moved to another class.
func freshKey(p classlist.Pupil, row string) string {
	switch {
	case p.SNILS != "":
		return hash("snils", p.SNILS)
	case p.Born != 0:
		return hash("born", foldName(p.Name), p.Born.String())
	}
	return hash("new", row)
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// foldName makes names alike that differ in capitals, spaces or Ё.
func foldName(n people.Name) string {
	return strings.ReplaceAll(strings.ToLower(n.Full()), "ё", "е")
}

// digits is a telephone by which two spellings of it agree: the last ten digits.
func digits(phone string) string {
	only := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if len(only) > 10 {
		only = only[len(only)-10:]
	}
	return only
}
