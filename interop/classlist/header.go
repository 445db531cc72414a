package classlist

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"parta/people"
)

// field is what a column holds; of a guardian when slot is not empty.
type field struct {
	what string // "name", "last", "first", "middle", "class", "yearGroup", "letter", "born", "snils", "sex", "phone", "email", "from", "code", "number"
	slot string // "", "mother", "father", "1", "2"
}

// fold leaves of a header its letters and digits, small, Ё as Е.
func fold(header string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ё' || r == 'Ё':
			return 'е'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, header)
}

// dictionary is what is known of lists as people write them. The first word of each
// column is the usual one; capitals, spaces and signs do not matter, nor does Ё. Of
// the headers for guardians fieldOf reads more than can be listed.
type dictionary struct {
	Columns []struct {
		What  string   `json:"what"`
		Words []string `json:"words"`
	} `json:"columns"`
	Guardians [][]string `json:"guardians"`
	Sample    [][]string `json:"sample"` // rows of the sample, two children of one family
}

//go:embed headings.json
var headingsJSON []byte

var headings = func() (d dictionary) {
	if err := json.Unmarshal(headingsJSON, &d); err != nil {
		panic("interop/classlist/headings.json: " + err.Error())
	}
	return d
}()

// meanings gives what a folded header means; "" is a column without one.
var meanings = func() map[string]string {
	what := map[string]string{"": "number"}
	for _, h := range headings.Columns {
		for _, word := range h.Words {
			what[fold(word)] = h.What
		}
	}
	return what
}()

var brackets = regexp.MustCompile(`[(\[].*`)

// fieldOf tells what a header means; false when nobody knows. What stands in
// brackets counts where it names a guardian: «Телефон (мать)», «Дата (дд.мм.гггг)».
func fieldOf(header string) (field, bool) {
	folded := fold(header)
	if what, ok := meanings[folded]; ok {
		return field{what: what}, true
	}
	slot := slotOf(folded)
	if slot == "" {
		bare := strings.TrimSpace(brackets.ReplaceAllString(header, ""))
		what, ok := meanings[fold(bare)]
		return field{what: what}, ok && bare != ""
	}
	f := field{what: "name", slot: slot}
	switch {
	case strings.Contains(folded, "телеф"), strings.HasPrefix(folded, "тел"), strings.HasSuffix(folded, "тел"),
		strings.Contains(folded, "моб"), strings.Contains(folded, "phone"):
		f.what = "phone"
	case strings.Contains(folded, "почт"), strings.Contains(folded, "mail"):
		f.what = "email"
	case strings.Contains(folded, "место"), strings.Contains(folded, "работ"), strings.Contains(folded, "адрес"),
		strings.Contains(folded, "паспорт"), strings.Contains(folded, "рожд"), strings.Contains(folded, "снилс"):
		return field{}, false
	case strings.Contains(folded, "фамилияимя"):
	case strings.HasPrefix(folded, "фамилия"):
		f.what = "last"
	case strings.HasPrefix(folded, "имя"):
		f.what = "first"
	case strings.HasPrefix(folded, "отчество"):
		f.what = "middle"
	}
	return f, true
}

// slotOf tells which guardian a header speaks of.
func slotOf(folded string) string {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(folded, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("мать", "матери", "мама", "мамы", "mother"):
		return "mother"
	case has("отец", "отца", "папа", "папы", "father"):
		return "father"
	case !has("родител", "представител", "опекун", "parent", "guardian"):
		return ""
	case has("2", "второ"):
		return "2"
	}
	return "1"
}

func kindOf(slot string) people.GuardianKind {
	switch slot {
	case "mother":
		return people.Mother
	case "father":
		return people.Father
	}
	return people.Parent
}

// fieldsOf reads a row as headers: a telephone without an owner that follows a
// guardian's column is that guardian's. It counts the headers it knows.
func fieldsOf(row []string) (fields []field, known int) {
	fields = make([]field, len(row))
	last := ""
	for i, header := range row {
		f, ok := fieldOf(header)
		if !ok {
			last = ""
			continue
		}
		if (f.what == "phone" || f.what == "email") && f.slot == "" && last != "" {
			f.slot = last
		}
		last = f.slot
		fields[i] = f
		if f.what != "number" {
			known++
		}
	}
	return fields, known
}
