package interop

import (
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/interop/classlist"
	"parta/people"
	"parta/when"
)

func (p *planner) planPersons() {
	taken := map[id.Person]from{} // who was found for an earlier row of a list
	for _, row := range p.r.persons {
		person, found, ok := p.whoIs(row)
		if !ok {
			p.lost[row.source] = true
			continue
		}
		if first, twice := taken[person.ID]; found && twice && row.key == "" && p.r.byHand {
			p.found.Refuse(row.at, "interop.list.twice", row.person.Full(), first.at.String())
			continue
		}
		switch {
		case found:
			p.changePerson(row, person)
		case row.ends != 0:
			p.lost[row.source] = true
			p.skip(row.from, "person", row.person.Full(), "interop.person.gone")
			continue
		default:
			person = row.person
			person.ID = id.New[id.Person](p.ids)
			p.st.addPerson(person)
			p.out.people.Persons = append(p.out.people.Persons, person)
			p.note(row.from, "person", Create, person.Full())
		}
		if row.key == "" {
			taken[person.ID] = row.from
		}
		p.persons[row.source] = person.ID
		p.learn("person", row.source, person.ID.Thing())
	}
}

// whoIs finds the person a row speaks of: by what the row itself says, its
// source id, СНИЛС, then name and birth date. ok is false when that is refused.
func (p *planner) whoIs(row personRow) (person people.Person, found, ok bool) {
	if row.code != "" && row.code != classlist.New {
		code, err := id.Parse[id.Person](row.code)
		person, found = p.st.persons[code]
		if err != nil || !found {
			p.found.Refuse(row.at, "interop.person.code", row.code)
			return person, false, false
		}
		return person, true, true
	}
	if thing, known := p.known("person", row.source); known {
		if person, found = p.st.persons[id.Person(thing)]; found {
			return person, true, true
		}
	}
	if row.code == classlist.New {
		return person, false, true
	}
	if row.person.SNILS != "" {
		if who, known := p.st.snils[row.person.SNILS]; known {
			return p.st.persons[who], true, true
		}
	}
	if row.key != "" {
		person, found = p.guardianLike(row)
		return person, found, true
	}
	return p.namesake(row)
}

// namesake looks among those of the same name. A birth date decides; without
// one on either side a list is asked about, and a system's row is someone new.
func (p *planner) namesake(row personRow) (person people.Person, found, ok bool) {
	var same, unsure []people.Person
	for _, who := range p.st.named[foldName(row.person.Name)] {
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
	if len(unsure) == 0 {
		return person, false, true
	}
	var codes []string
	for _, other := range unsure[:min(len(unsure), 5)] {
		codes = append(codes, other.ID.String()+" "+other.Born.String())
	}
	if p.r.byHand {
		p.found.Refuse(row.at, "interop.person.ask", row.person.Full(), strings.Join(codes, ", "))
		return person, false, false
	}
	if row.ends == 0 && p.fromBefore(unsure) {
		p.out.twins++
		p.found.Warn(row.at, "interop.person.namesake", row.person.Full(), strings.Join(codes, ", "))
	}
	return person, false, true
}

// fromBefore tells that one of them was in the database before this file.
func (p *planner) fromBefore(persons []people.Person) bool {
	for _, person := range persons {
		if person.Version > 0 {
			return true
		}
	}
	return false
}

// guardianLike finds a guardian of the pupil by name, or somebody of the same
// name and telephone.
func (p *planner) guardianLike(row personRow) (people.Person, bool) {
	if pupil, ok := p.persons[row.key]; ok {
		for _, who := range p.st.guards[pupil] {
			if other := p.st.persons[who]; foldName(other.Name) == foldName(row.person.Name) {
				return other, true
			}
		}
	}
	phone := digits(row.person.Phone)
	for _, who := range p.st.named[foldName(row.person.Name)] {
		if other := p.st.persons[who]; phone != "" && digits(other.Phone) == phone {
			return other, true
		}
	}
	return people.Person{}, false
}

// changePerson writes down what the file says otherwise; what it leaves empty
// stays as it is.
func (p *planner) changePerson(row personRow, old people.Person) {
	now := old
	var changes []Different
	set := func(field string, into *string, value string, same func(a, b string) bool) {
		if value != "" && !same(*into, value) {
			changes = append(changes, Different{field, *into, value})
			*into = value
		}
	}
	equal := func(a, b string) bool { return a == b }
	alike := func(a, b string) bool { return fold(a) == fold(b) }
	byDigits := func(a, b string) bool { return a == b || digits(a) != "" && digits(a) == digits(b) }
	compare := equal
	if p.r.byHand {
		compare = alike
	}
	set("lastName", &now.Last, row.person.Last, compare)
	set("firstName", &now.First, row.person.First, compare)
	set("middleName", &now.Middle, row.person.Middle, compare)
	set("phone", &now.Phone, row.person.Phone, byDigits)
	set("email", &now.Email, row.person.Email, equal)
	if other, taken := p.st.snils[row.person.SNILS]; taken && other != old.ID {
		p.found.Drop(row.at, "interop.person.snils", row.person.Full())
	} else {
		set("snils", &now.SNILS, row.person.SNILS, equal)
	}
	set("sex", (*string)(&now.Sex), string(row.person.Sex), equal)
	if born := row.person.Born; born != 0 && born != old.Born {
		changes = append(changes, Different{"birthDate", old.Born.String(), born.String()})
		now.Born = born
	}
	if len(changes) == 0 {
		p.note(row.from, "person", Same, old.Full())
		return
	}
	p.st.persons[old.ID] = now
	p.note(row.from, "person", Change, old.Full(), changes...)
	if old.Version == 0 { // added by this very plan
		for i := range p.out.people.Persons {
			if p.out.people.Persons[i].ID == old.ID {
				p.out.people.Persons[i] = now
			}
		}
		return
	}
	p.step(func(tx *storage.Tx) error { return people.ChangePerson(tx, now) })
}

// person finds whom a reference means; in a delta that may be somebody known
// from before.
func (p *planner) person(ref string) (id.Person, bool) {
	if person, ok := p.persons[ref]; ok {
		return person, true
	}
	thing, known := p.known("person", ref)
	if _, there := p.st.persons[id.Person(thing)]; known && there {
		return id.Person(thing), true
	}
	return 0, false
}

func (p *planner) nameOf(person id.Person) string { return p.st.persons[person].Full() }

// teachesFrom is the first day each teacher of the file teaches: somebody has
// been a teacher since then, where the role has no date of its own.
func (p *planner) teachesFrom() map[string]when.Day {
	first := map[string]when.Day{}
	for _, row := range p.r.places {
		if d := row.days.From; row.teacher && d != 0 && row.ends == 0 && (first[row.person] == 0 || d < first[row.person]) {
			first[row.person] = d
		}
	}
	return first
}

func (p *planner) planRoles() {
	first := p.teachesFrom()
	for _, row := range p.r.roles {
		person, ok := p.person(row.person)
		if !ok {
			continue // said where the person was left out
		}
		k := heldKey{person, row.role}
		if row.ends != 0 {
			p.endRole(row.from, k, row.ends)
			continue
		}
		held := p.st.held[k]
		days := row.days
		if d := first[row.person]; days.From == 0 && d != 0 && d < p.st.today {
			days.From = d
		}
		days = p.open(days)
		if overlaps(held, days) || len(held) > 0 && row.days.From == 0 {
			p.note(row.from, "role", Same, p.nameOf(person))
			if last := held[len(held)-1].To; last < p.st.today {
				p.found.Drop(row.at, "interop.span.ended", p.nameOf(person), last.String())
			}
			continue
		}
		p.giveRole(row.from, k, days)
	}
}

func (p *planner) giveRole(at from, k heldKey, days when.Span) {
	p.st.held[k] = append(p.st.held[k], days)
	p.out.people.Roles = append(p.out.people.Roles, people.Held{Person: k.person, Role: k.role, Days: days})
	p.note(at, "role", Create, p.nameOf(k.person)+" · "+string(k.role))
}

func (p *planner) endRole(at from, k heldKey, last when.Day) {
	for i, s := range p.st.held[k] {
		if s.From > last || s.To <= last {
			continue
		}
		p.st.held[k][i].To = last
		p.note(at, "role", End, p.nameOf(k.person)+" · "+string(k.role), Different{"to", day(s.To), last.String()})
		p.step(func(tx *storage.Tx) error {
			_, err := people.EndRole(tx, k.person, k.role, last)
			return err
		})
		return
	}
	p.note(at, "role", Same, p.nameOf(k.person))
}

// open completes a span: from today when it does not say, and without an end.
func (p *planner) open(s when.Span) when.Span {
	if s.From == 0 {
		s.From = p.st.today
		if s.To != 0 && s.To < s.From {
			s.From = s.To
		}
	}
	if s.To == 0 {
		s.To = when.Forever
	}
	return s
}

func overlaps(spans []when.Span, days when.Span) bool {
	for _, s := range spans {
		if s.From <= days.To && s.To >= days.From {
			return true
		}
	}
	return false
}

// day shows the end of a span; nothing for one without.
func day(d when.Day) string {
	if d == when.Forever {
		return ""
	}
	return d.String()
}

func (p *planner) planGuardians() {
	for _, row := range p.r.guards {
		guardian, ok := p.person(row.guardian)
		pupil, there := p.person(row.pupil)
		if !ok || !there {
			continue // said where the person was left out
		}
		k := guardKey{guardian, pupil}
		name := p.nameOf(guardian) + " → " + p.nameOf(pupil)
		switch {
		case guardian == pupil:
			p.skip(row.from, "guardian", name, "interop.guardian.self")
		case row.ends != 0:
			p.endGuardian(row.from, k, row.ends)
		case len(p.st.guardians[k]) > 0:
			// One that was ended stays ended: a court may have decided so.
			p.note(row.from, "guardian", Same, name)
			if !overlaps(p.st.guardians[k], when.Span{From: p.st.today, To: when.Forever}) {
				p.found.Warn(row.at, "interop.guardian.ended", name)
			}
		default:
			g := people.Guardianship{Guardian: guardian, Pupil: pupil, Kind: row.kind, Days: when.Span{From: p.st.today, To: when.Forever}}
			p.st.addGuardian(k, g.Days)
			p.out.people.Guardians = append(p.out.people.Guardians, g)
			p.note(row.from, "guardian", Create, name)
		}
	}
}

func (p *planner) endGuardian(at from, k guardKey, last when.Day) {
	name := p.nameOf(k.guardian) + " → " + p.nameOf(k.pupil)
	for i, s := range p.st.guardians[k] {
		if s.To <= last {
			continue
		}
		last = max(last, s.From)
		p.st.guardians[k][i].To = last
		p.note(at, "guardian", End, name, Different{"to", day(s.To), last.String()})
		p.step(func(tx *storage.Tx) error { return people.EndGuardian(tx, p.rule, k.guardian, k.pupil, last) })
		return
	}
	p.note(at, "guardian", Same, name)
}

// goneperson ends everything of somebody whom the file calls gone.
func (p *planner) goneperson(row personRow, person id.Person) {
	for _, e := range append([]people.Enrolment{}, p.st.roll[person]...) {
		if e.Days.To > row.ends {
			p.leave(row.from, person, e.Class, row.ends)
		}
	}
	for _, k := range sortedKeys(p.st.members, func(k memberKey) bool { return k.pupil == person && p.st.groups[k.group].Class == 0 }) {
		p.part(row.from, k, row.ends)
	}
	for _, role := range access.Roles {
		if k := (heldKey{person, role}); overlaps(p.st.held[k], when.Span{From: row.ends + 1, To: when.Forever}) {
			p.endRole(row.from, k, row.ends)
		}
	}
	for _, k := range sortedKeys(p.st.loads, func(k loadKey) bool { return k.teacher == person }) {
		p.endLoad(row.from, k, row.ends)
	}
	for _, k := range sortedKeys(p.st.guardians, func(k guardKey) bool { return k.guardian == person || k.pupil == person }) {
		if overlaps(p.st.guardians[k], when.Span{From: row.ends + 1, To: when.Forever}) {
			p.endGuardian(row.from, k, row.ends)
		}
	}
}

// sayAbsent names those who came with an earlier file of the same system, are
// still here, and are missing from a file that lists everybody. Nothing is ended
// for that: an export may be of one class.
func (p *planner) sayAbsent() {
	if !p.r.whole {
		return
	}
	listed := map[id.Thing]bool{}
	for _, person := range p.persons {
		listed[person.Thing()] = true
	}
	absent := sortedKeys(p.st.known, func(k sourceKey) bool {
		thing := p.st.known[k]
		return k.kind == "person" && !listed[thing] && p.here(id.Person(thing))
	})
	if len(absent) == 0 {
		return
	}
	var names []string
	for _, k := range absent[:min(len(absent), 5)] {
		names = append(names, p.nameOf(id.Person(p.st.known[k])))
	}
	p.found.Warn(p.r.org.at, "interop.person.absent", len(absent), strings.Join(names, ", "))
}

// here tells that somebody is on the roll or on the staff today or later.
func (p *planner) here(person id.Person) bool {
	from := when.Span{From: p.st.today, To: when.Forever}
	for _, e := range p.st.roll[person] {
		if overlaps([]when.Span{e.Days}, from) {
			return true
		}
	}
	return overlaps(p.st.held[heldKey{person, access.Teacher}], from)
}
