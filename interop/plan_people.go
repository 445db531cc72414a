package interop

import (
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/interop/source"
	"parta/people"
	"parta/when"
)

func (p *planner) planPersons() {
	for row := range awaited(p, p.r.persons) {
		person, found, ok := p.whoIs(row)
		if !ok {
			p.lost[row.source] = row.person.Full()
			continue
		}
		if first, twice := p.metAt[person.ID]; found && twice && row.key == "" && p.r.byHand {
			sure := row.person.Born != 0 && row.person.Born == person.Born || row.person.SNILS != "" && row.person.SNILS == person.SNILS
			sayTwice(p.found, row.at, row.person.Name, first.at, sure)
			continue
		}
		switch {
		case found:
			p.changePerson(row, person)
			if was, known := p.remembered(row.source); !p.r.byHand && p.said(row) != anew && (!known || was.ID != person.ID) {
				p.learnPerson(metKey(row), person.ID)
			}
		case row.ends != 0:
			p.lost[row.source] = row.person.Full()
			p.skip(row.from, "person", row.person.Full(), "interop.person.gone")
			continue
		default:
			p.sayAlike(row)
			person = row.person
			person.ID = id.New[id.Person](p.ids)
			if _, taken := p.st.snils[person.SNILS]; taken {
				p.found.Drop(row.at, "interop.person.snils", person.Full())
				person.SNILS = ""
			}
			if p.r.byHand || p.said(row) == anew || len(p.st.named[foldName(person.Name)]) > 0 {
				p.learnPerson(row.fresh, person.ID)
			}
			p.st.addPerson(person)
			p.out.people.Persons = append(p.out.people.Persons, person)
			p.note(row.from, "person", Create, person.Full())
		}
		if row.key == "" {
			p.metAt[person.ID] = row.from
		}
		p.persons[row.source] = person.ID
		p.learnPerson(row.source, person.ID)
	}
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
		p.st.addBorn(foldName(old.Name), now)
	}
	if len(changes) == 0 {
		p.note(row.from, "person", Same, p.nameOf(old.ID))
		return
	}
	p.note(row.from, "person", Change, p.nameOf(old.ID), changes...)
	p.st.persons[old.ID] = now
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

// nameOf is how a row names somebody: one who has namesakes with the code, since
// by the name nobody could tell whose place or guardian the row gives. The code
// of somebody who is only planned would be another one in the end.
func (p *planner) nameOf(person id.Person) string {
	who := p.st.persons[person]
	if len(p.st.named[foldName(who.Name)]) < 2 {
		return who.Full()
	}
	var told []string
	if who.Version != 0 {
		told = append(told, who.ID.String())
	}
	if who.Born != 0 {
		told = append(told, who.Born.String())
	}
	if len(told) == 0 {
		return who.Full()
	}
	return who.Full() + " (" + strings.Join(told, ", ") + ")"
}

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
				p.found.Drop(row.at, "interop.span.ended", source.Whole(p.nameOf(person)), last)
			}
			continue
		}
		p.giveRole(row.from, k, days)
	}
}

func (p *planner) giveRole(at from, k heldKey, days when.Span) {
	p.st.held[k] = append(p.st.held[k], days)
	p.out.people.Roles = append(p.out.people.Roles, people.Held{Person: k.person, Role: k.role, Days: days})
	p.noteRole(at, Create, k)
}

func (p *planner) endRole(at from, k heldKey, last when.Day) {
	for i, s := range p.st.held[k] {
		if s.From > last || s.To <= last {
			continue
		}
		p.st.held[k][i].To = last
		p.noteRole(at, End, k, Different{"to", day(s.To), last.String()})
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
				p.found.Warn(row.at, "interop.guardian.ended", source.Whole(name))
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
		if k.kind != "person" || listed[thing] || !p.here(id.Person(thing)) {
			return false
		}
		listed[thing] = true // two of its names may be remembered
		return true
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
