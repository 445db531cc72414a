package classlist

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parta/people"
)

// apart is a hyphen that has spaces round it: «Салтыков - Щедрин».
var apart = regexp.MustCompile(`(\pL)(?:\s+[-–—]\s*|[-–—]\s+)(\p{Lu})`)

func hyphened(name string) string { return apart.ReplaceAllString(name, "$1-$2") }

// parseName takes «Иванова Елена Павловна» apart. Of more than three words it
// cannot be told for sure where the surname ends: the patronymic is known by its
// ending, and sure tells whether that decides.
func parseName(text string) (n people.Name, sure bool) {
	words := strings.Fields(text)
	rest, middle := words, 0
	if len(words) > 2 {
		middle = patronymic(words)
		rest = words[:len(words)-middle]
	}
	n.Middle = strings.Join(words[len(rest):], " ")
	switch {
	case len(rest) == 0:
		return n, true
	case len(rest) == 1:
		n.Last = rest[0]
		return n, true
	case len(rest) > 2 && middle == 0: // no patronymic to be seen: «Нгуен Тхи Ким»
		n.Last, n.First, n.Middle = rest[0], rest[1], strings.Join(rest[2:], " ")
	default:
		n.Last, n.First = strings.Join(rest[:len(rest)-1], " "), rest[len(rest)-1]
	}
	return n, len(words) <= 3 || len(rest) == 2
}

// patronymic is how many words at the end are one: «Али оглы», «Сергеевна».
func patronymic(words []string) int {
	last := strings.ToLower(words[len(words)-1])
	if len(words) > 3 && slices.Contains([]string{"оглы", "оглу", "улы", "уулу", "кызы", "гызы", "кизи"}, last) {
		return 2
	}
	for _, end := range []string{"ич", "вна", "ична"} {
		if strings.HasSuffix(last, end) {
			return 1
		}
	}
	return 0
}

// parsePerson takes a telephone behind a name away: «Петрова Ольга Сергеевна, тел. 8 913 000-00-02».
func parsePerson(text string) (name, phone string) {
	at := strings.IndexFunc(text, func(r rune) bool { return r == '+' || unicode.IsDigit(r) })
	if at < 0 {
		return strings.Trim(text, " ,;"), ""
	}
	name, phone = strings.TrimRight(text[:at], " ,;:(."), text[at:]
	words := strings.Fields(name)
	if len(words) > 0 && slices.Contains([]string{"т", "тел", "телефон", "моб", "сот"}, strings.ToLower(strings.Trim(words[len(words)-1], "(,.:"))) {
		words = words[:len(words)-1]
	}
	return strings.TrimRight(strings.Join(words, " "), " ,;:("), phone
}

// odd tells a text that is no name of one person: «умерла», «Громова Ольга, Громов
// Илья», «Петров Илья (выбыл)».
func odd(name string) bool {
	return small(name) || strings.ContainsAny(name, "()[],/;") || strings.ContainsFunc(name, unicode.IsDigit) || strings.Contains(name, " и ")
}

// small tells a text that begins as no name does; «фон Дервиз» and «д'Артаньян» do.
func small(name string) bool {
	word, _, _ := strings.Cut(name, " ")
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(first) && !strings.ContainsFunc(word, unicode.IsUpper) && !slices.Contains([]string{"фон", "де", "ван", "дер", "ди", "да", "ля"}, word)
}

// full tells a name of a surname and a first name at least, as «Бабушка» and
// «Он же» are not.
func full(name string) bool {
	capitals := 0
	for _, word := range strings.Fields(name) {
		if first, _ := utf8.DecodeRuneInString(word); !unicode.IsLower(first) {
			capitals++
		}
	}
	return capitals > 1
}
