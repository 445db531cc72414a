package people

import (
	"strings"
	"unicode/utf8"

	"parta/id"
	"parta/internal/problem"
	"parta/when"
)

// Name is how a person is called. Middle is the patronymic; some have none.
type Name struct {
	Last   string `json:"last"`
	First  string `json:"first"`
	Middle string `json:"middle,omitempty"`
}

// Full is «Иванова Елена Павловна».
func (n Name) Full() string { return joined(n.Last, n.First, n.Middle) }

// Short is «Иванова Е. П.».
func (n Name) Short() string { return joined(n.Last, initial(n.First), initial(n.Middle)) }

// InList is «Алексеев Артём», as pupils stand in a journal.
func (n Name) InList() string { return joined(n.Last, n.First) }

// InOneList is how each stands in a list of them all: as InList, and with the
// patronymic where two would read alike.
func InOneList(names []Name) []string {
	alike := map[string]int{}
	for _, n := range names {
		alike[n.InList()]++
	}
	listed := make([]string, len(names))
	for i, n := range names {
		if listed[i] = n.InList(); alike[listed[i]] > 1 {
			listed[i] = n.Full()
		}
	}
	return listed
}

// Address is «Елена Павловна», as one speaks to a grown-up.
func (n Name) Address() string { return joined(n.First, n.Middle) }

func joined(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func initial(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	return strings.ToUpper(string(first)) + "."
}

// Sex decides word endings and, in some schools, groups for physical education.
type Sex string

const (
	Unknown Sex = ""
	Female  Sex = "f"
	Male    Sex = "m"
)

// Person is somebody known in one organisation: a pupil, a guardian, a member
// of staff, or several of these.
type Person struct {
	ID      id.Person `json:"id"`
	Name    `json:"name"`
	Born    when.Day `json:"born,omitzero"`
	Sex     Sex      `json:"sex,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Email   string   `json:"email,omitempty"`
	SNILS   string   `json:"snils,omitempty"` // eleven digits, no dashes
	Version int64    `json:"-"`
}

// check holds for every person, from wherever it comes.
func (p Person) check() error {
	if p.Last == "" && p.First == "" {
		return problem.New(problem.Invalid, "people.person.nameless").WithField("name", "people.person.nameless")
	}
	if p.SNILS != "" {
		if _, err := ParseSNILS(p.SNILS); err != nil {
			return err
		}
	}
	return nil
}

// ParseSNILS reads the number of a pension account in any spelling, «112-233-445 95»,
// and returns its eleven digits. Invalid "people.person.snils" when digits are
// missing or the two last do not agree with the others.
//
// Source: the check sum of the Pension Fund's order 192п of 31.07.2006, not
// applied to numbers up to 001-001-998.
func ParseSNILS(text string) (string, error) {
	var digits strings.Builder
	sum, value := 0, 0
	for _, c := range text {
		switch {
		case '0' <= c && c <= '9':
			if at := digits.Len(); at < 9 {
				sum += int(c-'0') * (9 - at)
				value = value*10 + int(c-'0')
			}
			digits.WriteRune(c)
		case c != ' ' && c != '-' && c != '\u00a0':
			return "", problem.New(problem.Invalid, "people.person.snils")
		}
	}
	all := digits.String()
	if len(all) != 11 {
		return "", problem.New(problem.Invalid, "people.person.snils")
	}
	want := sum % 101 % 100
	if got := int(all[9]-'0')*10 + int(all[10]-'0'); value > 1001998 && got != want {
		return "", problem.New(problem.Invalid, "people.person.snils")
	}
	return all, nil
}
