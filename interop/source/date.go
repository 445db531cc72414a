package source

import (
	"strconv"
	"strings"
	"time"

	"parta/when"
)

// Form is how a date was written.
type Form int

const (
	NoDate    Form = iota // the cell is empty
	YearFirst             // 2015-03-14, with or without a time of day behind it
	DayFirst              // 14/03/2015, 14.03.2015, 14-3-15
	BadDate               // anything else
)

// ParseDate reads a date as people and programs write it. Years are 1900 to
// 2199; a year of two digits is the latest one that is not after 2049.
func ParseDate(text string) (when.Day, Form) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, NoDate
	}
	text = strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(text, "г."), "г"), " .")
	if cut := strings.IndexAny(text, "T "); cut >= 8 {
		text = text[:cut]
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) != 3 || strings.Count(text, "-")+strings.Count(text, "/")+strings.Count(text, ".") != 2 {
		return 0, BadDate
	}
	var n [3]int
	for i, p := range parts {
		number, err := strconv.Atoi(p)
		if err != nil || number < 0 || p[0] == '+' {
			return 0, BadDate
		}
		n[i] = number
	}
	form := DayFirst
	year, month, day := n[2], n[1], n[0]
	if len(parts[0]) == 4 {
		form = YearFirst
		year, day = n[0], n[2]
	} else if len(parts[2]) == 2 {
		year += 2000
		if year > 2049 {
			year -= 100
		}
	}
	if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 {
		return 0, BadDate
	}
	d := when.Date(year, time.Month(month), day)
	if d.Time().Day() != day {
		return 0, BadDate
	}
	return d, form
}
