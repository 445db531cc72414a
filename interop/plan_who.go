package interop

import (
	"maps"
	"slices"
	"strings"

	"parta/id"
	"parta/internal/i18n"
	"parta/interop/classlist"
	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// Answers to the question who a row speaks of, besides a person's code.
const (
	anew = classlist.New // somebody the school does not have yet
	only = "same"        // the one who has that name, where there is one
)

// answers is what was said of rows that had to be asked about: by the place of a
// row, and of all others under "".
type answers map[string]string

// answersIn reads them: "users.csv:6=0SCA25JAST1SA", "users.csv:6=new", or of all
// others "new" or "same".
func answersIn(words []string, found *source.Findings) answers {
	all := answers{}
	for _, word := range words {
		at := strings.LastIndex(word, "=")
		place, answer := word[:max(at, 0)], word[at+1:]
		person, err := id.Parse[id.Person](answer)
		switch {
		case answer == anew, place == "" && answer == only:
		case place != "" && err == nil:
			answer = person.String()
		default:
			found.Refuse(source.Place{}, "interop.who.bad", word)
			continue
		}
		all[place] = answer
	}
	return all
}

// Question is a row of which nothing tells whether it speaks of somebody the
// school has.
type Question struct {
	Place string   `json:"row"` // by which it is answered: users.csv:6
	Name  string   `json:"name"`
	Class string   `json:"class,omitempty"` // in the file
	Known []Person `json:"known"`
}

// where is the class and the row in which the file speaks of somebody.
func (q Question) where(text *i18n.Printer) string {
	at := strings.LastIndex(q.Place, ":")
	place := text.T("interop.who.place", q.Place[:at], q.Place[at+1:])
	if q.Class == "" {
		return place
	}
	return q.Class + " · " + place
}

// Person is somebody the school has, as one tells namesakes apart.
type Person struct {
	Code  string   `json:"code"`
	Born  when.Day `json:"born,omitzero"`
	Class string   `json:"class,omitempty"` // the latest
}

func (p Person) String() string {
	told := p.Code
	if p.Class != "" {
		told += " " + p.Class
	}
	if p.Born != 0 {
		told += " " + p.Born.String()
	}
	return told
}

// told is how a page tells them apart.
func (p Person) told(text *i18n.Printer) string {
	told := []string{text.T("interop.who.unborn")}
	if p.Born != 0 {
		told[0] = text.T("interop.who.born", text.Day(p.Born))
	}
	if p.Class != "" {
		told = append([]string{p.Class}, told...)
	}
	return strings.Join(append(told, p.Code), ", ")
}

// said is what is answered of this very row: on the page or command line, else in
// the row itself.
func (p *planner) said(row personRow) string {
	if answer := p.answers[row.place()]; answer != "" {
		return answer
	}
	return row.code
}

// place is by which a row is answered.
func (row personRow) place() string { return source.Place{File: row.at.File, Row: row.at.Row}.String() }

// whoIs finds the person a row speaks of: by what is said of it, its source id,
// СНИЛС, then name and birth date. ok is false when that is refused.
func (p *planner) whoIs(row personRow) (person people.Person, found, ok bool) {
	if row.key != "" {
		person, found = p.guardianLike(row)
		return person, found, true
	}
	switch said := p.said(row); said {
	case "":
		if person, found = p.remembered(row.source); found {
			return person, true, true
		}
	case anew: // but not a second time
		if person, found = p.remembered(row.fresh); !found && !p.r.byHand {
			person, found = p.brought(row)
		}
		return person, found, true
	default:
		return p.coded(row, said)
	}
	if row.person.SNILS != "" {
		if who, known := p.st.snils[row.person.SNILS]; known {
			return p.st.persons[who], true, true
		}
	}
	return p.namesake(row)
}

// brought finds the person whom a system's row has added itself; one who was here
// before, and for whom it was taken, is remembered as such.
func (p *planner) brought(row personRow) (person people.Person, found bool) {
	person, found = p.remembered(row.source)
	before, met := p.remembered(metKey(row))
	return person, found && !(met && before.ID == person.ID)
}

func metKey(row personRow) string { return hash("met", row.source) }

func (p *planner) remembered(ref string) (person people.Person, found bool) {
	thing, known := p.known("person", ref)
	if !known {
		return person, false
	}
	person, found = p.st.persons[id.Person(thing)]
	return person, found
}

func (p *planner) coded(row personRow, code string) (person people.Person, found, ok bool) {
	who, err := id.Parse[id.Person](code)
	person, found = p.st.persons[who]
	if err != nil || !found {
		p.found.Refuse(row.at, "interop.person.code", code)
		return person, false, false
	}
	return person, true, true
}

// namesake looks among those of the same name. A birth date decides; without one
// on either side it is asked.
func (p *planner) namesake(row personRow) (person people.Person, found, ok bool) {
	var same, unsure []people.Person
	for _, who := range p.st.namesakes(row.person) {
		other := p.st.persons[who]
		switch {
		case row.person.SNILS != "" && other.SNILS != "" && row.person.SNILS != other.SNILS:
		case row.person.Born != 0 && row.person.Born == other.Born:
			same = append(same, other)
		case row.person.Born == 0 || other.Born == 0:
			unsure = append(unsure, other)
		}
	}
	if len(same) == 1 {
		return same[0], true, true
	}
	unsure = append(same, unsure...)
	before := slices.DeleteFunc(slices.Clone(unsure), func(other people.Person) bool { return other.Version == 0 })
	switch {
	case len(before) > 0 && row.ends == 0:
		return p.ask(row, before)
	case len(unsure) > 0 && p.r.byHand: // of this very list
		p.found.Refuse(row.at, "interop.list.twice", row.person.Full(), p.metAt[unsure[0].ID].at.String())
		return person, false, false
	}
	return person, false, true // a system knows its own people apart
}

// nowhere refuses answers about rows that are not in the files: a slip of the
// hand, after which nobody would be asked again.
func (a answers) nowhere(batches [][]*roster, found *source.Findings) {
	rows := map[string]bool{"": true}
	for _, rosters := range batches {
		for _, r := range rosters {
			for _, row := range r.persons {
				rows[row.place()] = true
			}
		}
	}
	for _, place := range slices.Sorted(maps.Keys(a)) {
		if !rows[place] {
			found.Refuse(source.Place{}, "interop.who.nowhere", source.Whole(place))
		}
	}
}

// ask takes the answer about all rows to who of them this one speaks of, or asks
// for its own. A system that nobody watches is not asked: one namesake would stop a
// whole region's night; but an answer that does not decide is not passed over.
func (p *planner) ask(row personRow, known []people.Person) (person people.Person, found, ok bool) {
	answer := p.answers[""]
	switch {
	case answer == anew:
		return person, false, true
	case answer == only && len(known) == 1 && p.alone(row.person.Name):
		return known[0], true, true
	}
	place := row.place()
	q := Question{Place: place, Name: row.person.Full(), Class: p.classNamed(row.source)}
	var told []string
	for _, other := range known {
		one := p.told(other)
		q.Known = append(q.Known, one)
		told = append(told, one.String())
	}
	if !p.r.byHand && !p.asks && answer == "" {
		p.found.Warn(row.at, "interop.person.second", q.Name, source.Whole(strings.Join(told, ", ")), source.Whole(place))
		return person, false, true
	}
	p.out.questions = append(p.out.questions, q)
	key := "interop.person.ask"
	if answer == only {
		key = "interop.person.same"
	}
	p.found.Refuse(row.at, key, q.Name, source.Whole(strings.Join(told, ", ")), source.Whole(place))
	return person, false, false
}

func (p *planner) told(person people.Person) Person {
	one := Person{Code: person.ID.String(), Born: person.Born}
	if spans := p.st.roll[person.ID]; len(spans) > 0 {
		one.Class = p.st.classes[spans[len(spans)-1].Class].Name
	}
	return one
}

// alone tells that the file has one person of that name.
func (p *planner) alone(name people.Name) bool {
	if p.names == nil {
		p.names = map[string]int{}
		for _, row := range p.r.persons {
			if row.key == "" {
				p.names[foldName(row.person.Name)]++
			}
		}
	}
	return p.names[foldName(name)] == 1
}

// classNamed is the class the file puts somebody into; "" for none.
func (p *planner) classNamed(person string) string {
	if p.placed == nil {
		p.placed = map[string]id.Class{}
		for _, place := range p.r.places {
			if class, ok := p.classRef(place.class); ok && !place.teacher {
				first(p.placed, place.person, class)
			}
		}
	}
	if class, ok := p.placed[person]; ok {
		return p.st.classes[class].Name
	}
	return ""
}

// guardianLike finds a guardian of the pupil by name, or somebody of the same
// name and telephone. Without a telephone a name that others have, too, is of a
// further person: a mistake there would show somebody another one's child.
func (p *planner) guardianLike(row personRow) (people.Person, bool) {
	phone := digits(row.person.Phone)
	pupil, placed := p.persons[row.key]
	if other, known := p.remembered(row.source); known && (phone != "" || len(p.st.guardians[guardKey{other.ID, pupil}]) > 0) {
		return other, true
	}
	if placed {
		for _, who := range p.st.guards[pupil] {
			if other := p.st.persons[who]; foldName(other.Name) == foldName(row.person.Name) {
				return other, true
			}
		}
	}
	var told []string
	for _, who := range p.st.named[foldName(row.person.Name)] {
		other := p.st.persons[who]
		if phone != "" && digits(other.Phone) == phone {
			return other, true
		}
		if other.Version != 0 {
			told = append(told, p.told(other).String())
		}
	}
	if placed && len(told) > 0 {
		p.found.Warn(row.at, "interop.guardian.second", row.person.Full(), source.Whole(strings.Join(told, ", ")))
	}
	return people.Person{}, false
}
