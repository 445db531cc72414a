package orgs

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"parta/internal/problem"
)

// FoldName makes the form in which sign-in names are compared and unique:
// without spaces around, in one case, Ё as Е.
func FoldName(name string) string {
	name = cases.Fold().String(norm.NFKC.String(strings.TrimSpace(name)))
	return strings.ReplaceAll(name, "ё", "е")
}

// checkName refuses a sign-in name that is too short, has spaces or odd signs,
// or mixes Latin and Cyrillic letters: «ivаnova» with a Cyrillic «а» would pass
// for somebody else.
func checkName(name string) error {
	name = norm.NFKC.String(strings.TrimSpace(name))
	if letters := len([]rune(name)); letters < 3 || letters > 64 {
		return problem.New(problem.Invalid, "orgs.name.length").WithField("signin", "orgs.name.length")
	}
	latin, cyrillic := false, false
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic = true
		case r >= '0' && r <= '9', strings.ContainsRune("._-@+", r):
		default:
			return problem.New(problem.Invalid, "orgs.name.signs").WithField("signin", "orgs.name.signs")
		}
	}
	if latin && cyrillic {
		return problem.New(problem.Invalid, "orgs.name.mixed").WithField("signin", "orgs.name.mixed")
	}
	return nil
}
