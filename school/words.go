package school

import (
	"fmt"

	"parta/internal/i18n"
)

// usualName is what a school calls a term until it calls it otherwise: the name
// that UsualYear and rosters give. "" for a number that no school has.
func usualName(kind TermKind, number int) string {
	switch {
	case kind == Fourth && number <= 4:
		return fmt.Sprintf("%d-я четверть", number)
	case kind == Third && number <= 3:
		return fmt.Sprintf("%d-й триместр", number)
	case kind == Half && number == 1, kind == Half && number == 2:
		return fmt.Sprintf("%d-е полугодие", number)
	}
	return ""
}

// TermName is the name of a term in the reader's language, where it is a usual
// one; a name of the school's own stays as the school wrote it.
func TermName(text *i18n.Printer, name string) string {
	for _, kind := range []TermKind{Fourth, Third, Half} {
		for number := 1; number <= 4; number++ {
			if name != "" && name == usualName(kind, number) {
				return text.T("school.term.name."+string(kind), number)
			}
		}
	}
	return name
}
