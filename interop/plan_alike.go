package interop

import (
	"strings"

	"parta/id"
	"parta/interop/source"
	"parta/people"
)

// sayAlike warns of a new pupil of a list who may be one the school has under a
// name written otherwise: born the same day, in the same class, and either the
// first name or the beginning of the surname agrees.
func (p *planner) sayAlike(row personRow) {
	if !p.r.byHand || row.key != "" || row.person.Born == 0 || p.said(row) == anew {
		return
	}
	if p.alike == nil {
		p.alike = map[string]id.Person{}
		for _, who := range sortedKeys(p.st.persons, func(who id.Person) bool { return p.st.persons[who].Version != 0 }) {
			other := p.st.persons[who]
			for _, key := range alikeBy(other, p.told(other).Class) {
				p.alike[key] = who
			}
		}
	}
	for _, key := range alikeBy(row.person, p.classNamed(row.source)) {
		who, there := p.alike[key]
		other := p.st.persons[who]
		if _, met := p.metAt[who]; !there || met || row.person.SNILS != "" && other.SNILS != "" {
			continue
		}
		p.found.Warn(row.at, "interop.person.alike", row.person.Full(), other.Full(), source.Whole(who.String()))
		return
	}
}

// alikeBy is by what two spellings of one pupil agree.
func alikeBy(who people.Person, class string) []string {
	surname := []rune(strings.ReplaceAll(fold(who.Last), "-", " "))
	same := who.Born.String() + class
	return []string{same + " first " + fold(who.First), same + " last " + string(surname[:min(len(surname), 5)])}
}
