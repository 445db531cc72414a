package classlist

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// Pupil is one row.
type Pupil struct {
	Place     source.Place
	Name      people.Name
	Class     Class
	Born      when.Day // zero when not given
	SNILS     string   // eleven digits, or ""
	Sex       people.Sex
	Phone     string
	Email     string
	From      when.Day // first day in the class; zero when not given
	Code      string   // who it is in Parta: an identifier, New, or "" when not said
	Guardians []Guardian
}

// New is what the column of codes says of a pupil the school does not have yet,
// whatever namesakes it has.
const New = "new"

// Guardian is a parent named in the row of a child.
type Guardian struct {
	Place source.Place
	Name  people.Name
	Kind  people.GuardianKind
	Phone string
	Email string
}

// Class is what the row says about it: 7 and «А».
type Class struct {
	YearGroup int
	Letter    string
	Remark    string // in brackets behind it; no part of its name
}

// Name is «7А».
func (c Class) Name() string {
	digits := ""
	if c.YearGroup >= 10 {
		digits = string(rune('0' + c.YearGroup/10))
	}
	digits += string(rune('0' + c.YearGroup%10))
	if utf8.RuneCountInString(c.Letter) > 1 {
		return digits + " " + c.Letter
	}
	return digits + c.Letter
}

// lookalikes are Latin letters that hands find on the keyboard first.
var lookalikes = strings.NewReplacer("A", "А", "B", "В", "E", "Е", "K", "К", "M", "М", "H", "Н", "O", "О", "P", "Р", "C", "С", "T", "Т", "X", "Х", "Y", "У")

// ParseClass reads «7А», «7 «А»», «7-А класс», «10», and the remark in brackets
// behind it. What is Combined is no class: two numbers made one would be another.
func ParseClass(text string) (Class, bool) {
	c := Class{}
	text, c.Remark = unbracketed(text)
	rest := strings.TrimLeft(text, "0123456789")
	digits := text[:len(text)-len(rest)]
	if digits == "" || len(digits) > 2 {
		return Class{}, false
	}
	for _, d := range digits {
		c.YearGroup = c.YearGroup*10 + int(d-'0')
	}
	if c.YearGroup < 1 || c.YearGroup > 12 {
		return Class{}, false
	}
	ok := c.letter(rest)
	return c, ok
}

// Combined tells a name with more than one number: «1–4», of a small school whose
// year groups sit together, or «7.1», of one that counts the classes of a year group.
func Combined(text string) bool {
	numbers := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	return len(numbers) > 1 && strings.HasPrefix(text, numbers[0])
}

// unbracketed takes a remark in brackets off the end: «7В (соц.-гум.)». A letter
// alone and a number are no remarks but tell classes of a year group apart.
func unbracketed(text string) (rest, remark string) {
	text = strings.TrimSpace(text)
	at := strings.IndexAny(text, "([")
	if at < 1 {
		return text, ""
	}
	remark = strings.Trim(text[at:], "()[] ")
	if utf8.RuneCountInString(remark) < 2 || strings.ContainsFunc(remark, unicode.IsDigit) {
		return text, ""
	}
	return strings.TrimSpace(text[:at]), remark
}

func (c *Class) letter(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var kept []string
	for i, w := range words {
		folded := strings.ToLower(w)
		if strings.HasPrefix(folded, "класс") || folded == "кл" || i == 0 && len(words) > 1 && (folded == "й" || folded == "ый") {
			continue
		}
		kept = append(kept, w)
	}
	c.Letter = strings.Join(kept, " ")
	if utf8.RuneCountInString(c.Letter) == 1 {
		c.Letter = lookalikes.Replace(strings.ToUpper(c.Letter))
	}
	return utf8.RuneCountInString(c.Letter) <= 20 && !strings.ContainsFunc(c.Letter, unicode.IsDigit)
}

func parseSex(text string) (people.Sex, bool) {
	switch strings.ToLower(strings.Trim(text, " .")) {
	case "ж", "жен", "женский", "f", "д", "дев":
		return people.Female, true
	case "м", "муж", "мужской", "m", "мал":
		return people.Male, true
	case "":
		return people.Unknown, true
	}
	return people.Unknown, false
}

// dash is how hands write "none".
func dash(text string) string {
	if bare := strings.Trim(text, "-–—. "); bare == "" || strings.EqualFold(bare, "нет") {
		return ""
	}
	return text
}
