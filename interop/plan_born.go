package interop

import "parta/when"

// Ages between which a pupil's birth date is believed without a word, in full
// years: preparatory groups begin at four, and who repeats years or comes back
// to finish school is seldom older than twenty-five.
const (
	youngestPupil = 4
	oldestPupil   = 25
)

// checkBorn warns of birth dates that cannot be meant. They are the second
// secret of an invitation: with a wrong one the family stands before the door.
func (p *planner) checkBorn() {
	pupils := map[string]bool{}
	for _, row := range p.r.places {
		if !row.teacher {
			pupils[row.person] = true
		}
	}
	for _, row := range p.r.persons {
		born := row.person.Born
		if born == 0 || row.ends != 0 {
			continue
		}
		years := age(born, p.st.today)
		switch {
		case born > p.st.today:
			p.found.Warn(row.at, "interop.born.future", row.person.Full(), born)
		case pupils[row.source] && (years < youngestPupil || years > oldestPupil):
			p.found.Warn(row.at, "interop.born.age", row.person.Full(), born, years)
		}
	}
}

// age is in full years.
func age(born, on when.Day) int {
	from, to := born.Time(), on.Time()
	years := to.Year() - from.Year()
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		years--
	}
	return years
}
