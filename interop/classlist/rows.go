package classlist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parta/id"
	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// row is one line of a sheet with its columns known.
type row struct {
	sheet  *sheet
	at     source.Place
	cells  []string
	fields []field
	head   []string
	found  *source.Findings
}

// pupils reads the rows under the headers.
func (s sheet) pupils(head int, fields []field, found *source.Findings) []Pupil {
	s.unused(head, fields, found)
	if !s.onceEach(head, fields, found) {
		return nil
	}
	class, given := s.above(head)
	inRows := slices.ContainsFunc(fields, func(f field) bool { return f.what == "class" || f.what == "yearGroup" })
	if !given && !inRows {
		found.Refuse(source.Place{File: s.file, Row: s.lines[head]}, "interop.list.noclass")
		return nil
	}
	var pupils []Pupil
	for i := head + 1; i < len(s.rows); i++ {
		r := row{&s, source.Place{File: s.file, Row: s.lines[i]}, s.rows[i], fields, s.rows[head], found}
		if !r.empty() && r.total() {
			found.Warn(r.at, "interop.list.total")
			continue
		}
		if r.empty() {
			if r.nameless() {
				found.Refuse(r.nameColumn(), "interop.list.nameless")
			}
			continue
		}
		p := Pupil{Place: r.at, Class: class}
		placed := !inRows || r.class(&p.Class, given)
		if r.pupil(&p) && placed {
			pupils = append(pupils, p)
		}
	}
	return pupils
}

// unused reports the columns nobody reads.
func (s sheet) unused(head int, fields []field, found *source.Findings) {
	for j := range s.rows[head] {
		if fields[j].what != "" {
			continue
		}
		count, first := 0, 0
		for i := head + 1; i < len(s.rows); i++ {
			if j < len(s.rows[i]) && s.rows[i][j] != "" {
				if count++; count == 1 {
					first = i
				}
			}
		}
		if count > 0 {
			at := source.Place{File: s.file, Row: s.lines[first], Column: source.ColumnName(s.rows[head], j)}
			found.Drop(at, "interop.drop.extra", count)
		}
	}
}

func (s sheet) onceEach(head int, fields []field, found *source.Findings) bool {
	seen := map[field]bool{}
	ok := true
	for j, f := range fields {
		if f.what == "" || f.what == "number" {
			continue
		}
		if seen[f] {
			found.Refuse(source.Place{File: s.file, Row: s.lines[head], Column: source.ColumnName(s.rows[head], j)}, "interop.column.twice")
			ok = false
		}
		seen[f] = true
	}
	return ok
}

// empty tells a row without any name: a gap, a sum, a signature, or a mistake.
func (r row) empty() bool {
	for j, f := range r.fields {
		if f.slot == "" && (f.what == "name" || f.what == "last" || f.what == "first") && j < len(r.cells) && (dash(r.cells[j]) != "" || r.computed(f) != "") {
			return false
		}
	}
	return true
}

// total tells a row that counts pupils: «Итого: 25 чел.» and no class.
func (r row) total() bool {
	for _, cell := range r.cells {
		if cell != "" {
			first := fold(strings.Fields(cell)[0])
			return (first == "итого" || first == "всего") && r.text("class", "") == "" && r.text("yearGroup", "") == ""
		}
	}
	return false
}

// nameless tells a row without a name that speaks of a pupil all the same: it
// gives a class or a birth date that can be read as one.
func (r row) nameless() bool {
	for j, f := range r.fields {
		if f.slot != "" || j >= len(r.cells) {
			continue
		}
		switch f.what {
		case "class", "yearGroup":
			if _, ok := ParseClass(r.cells[j]); ok || Combined(r.cells[j]) {
				return true
			}
		case "born":
			if day, ok := r.sheet.day(dash(r.cells[j])); ok && day != 0 {
				return true
			}
		}
	}
	return false
}

// nameColumn is where the name of a pupil should stand.
func (r row) nameColumn() source.Place {
	if f := (field{what: "name"}); r.index(f) >= 0 {
		return r.where(f)
	}
	return r.where(field{what: "last"})
}

func (r row) index(f field) int { return slices.Index(r.fields, f) }

func (r row) where(f field) source.Place {
	return r.at.In(source.ColumnName(r.head, r.index(f)))
}

// computed is the formula of a cell; "" for a value.
func (r row) computed(f field) string {
	j := r.index(f)
	switch {
	case j < 0 || j >= len(r.cells):
		return ""
	case r.sheet.formula != nil:
		return r.sheet.formula(r.at.Row, j)
	case source.Formula(r.cells[j]):
		return r.cells[j]
	}
	return ""
}

// text is a cell without dashes for "none"; a formula is refused and read as
// nothing.
func (r row) text(what, slot string) string {
	f := field{what, slot}
	j := r.index(f)
	if j < 0 || j >= len(r.cells) {
		return ""
	}
	if formula := r.computed(f); formula != "" {
		if !r.sheet.told {
			r.found.Refuse(r.where(f), "interop.cell.formula", formula)
		}
		return ""
	}
	text := strings.Join(strings.Fields(dash(r.cells[j])), " ")
	if len(text) > 500 {
		r.found.Refuse(r.where(f), "interop.cell.long", len(text), 500)
		return ""
	}
	return text
}

func (r row) class(c *Class, given bool) bool {
	f := field{what: "class"}
	text := r.text("class", "")
	if text == "" && r.index(field{what: "yearGroup"}) >= 0 {
		f.what = "yearGroup"
		text = r.text("yearGroup", "")
	}
	if text == "" && given {
		return true
	}
	parsed, ok := ParseClass(text)
	if letter := r.text("letter", ""); letter != "" {
		if parsed.Letter == "" {
			ok = parsed.letter(letter) && ok
		} else {
			ok = ok && strings.EqualFold(parsed.Letter, letter)
		}
		text += " " + letter
	}
	switch {
	case ok:
		if parsed.Remark != "" {
			r.found.Warn(r.where(f), "interop.list.remark", parsed.Remark, parsed.Name())
		}
		*c = parsed
	case r.computed(f) != "":
	case strings.TrimSpace(text) == "":
		r.found.Refuse(r.where(f), "interop.list.classless")
	case Combined(text):
		r.found.Refuse(r.where(f), "interop.list.combined", text)
	default:
		r.found.Refuse(r.where(f), "interop.list.class", text)
	}
	return ok
}

// pupil reads everything but the class; false for one without a name.
func (r row) pupil(p *Pupil) bool {
	p.Name = r.name(r.text("name", ""), "")
	named := p.Name.Last != "" && p.Name.First != ""
	switch {
	case r.computed(field{what: "name"})+r.computed(field{what: "last"})+r.computed(field{what: "first"}) != "":
	case !named:
		r.found.Refuse(r.at, "interop.list.name", p.Name.Full())
	case odd(p.Name.Full()):
		r.found.Refuse(r.nameColumn(), "interop.list.odd", p.Name.Full())
	}
	p.Born, p.From = r.day("born"), r.day("from")
	if text := r.text("snils", ""); text != "" {
		if len(text) < 11 && strings.Trim(text, "0123456789") == "" {
			text = strings.Repeat("0", 11-len(text)) + text // a spreadsheet lost the zeros in front
		}
		digits, err := people.ParseSNILS(text)
		if err != nil {
			r.found.Refuse(r.where(field{what: "snils"}), "interop.list.snils", text)
		}
		p.SNILS = digits
	}
	sex, ok := parseSex(r.text("sex", ""))
	if !ok {
		r.found.Drop(r.where(field{what: "sex"}), "interop.sex.unknown", r.text("sex", ""))
	}
	p.Sex, p.Phone, p.Email = sex, r.phone(""), r.text("email", "")
	p.Code = r.code()
	for _, slot := range []string{"mother", "father", "1", "2"} {
		if g, ok := r.guardian(slot); ok {
			p.Guardians = append(p.Guardians, g)
		}
	}
	return named
}

// name is a name in one column or in three, a pupil's or a guardian's.
func (r row) name(text, slot string) people.Name {
	n, sure := parseName(hyphened(text))
	if !sure && !odd(text) {
		r.found.Warn(r.where(field{"name", slot}), "interop.list.words", n.Last, n.First, shown(n.Middle))
	}
	for _, part := range []struct {
		what string
		into *string
	}{{"last", &n.Last}, {"first", &n.First}, {"middle", &n.Middle}} {
		if text := r.text(part.what, slot); text != "" {
			*part.into = hyphened(text)
		}
	}
	return n
}

func shown(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

func (r row) guardian(slot string) (Guardian, bool) {
	text, phone := parsePerson(r.text("name", slot))
	g := Guardian{Place: r.at, Kind: kindOf(slot), Phone: phone, Email: r.text("email", slot)}
	for _, what := range []string{"name", "last"} {
		if r.index(field{what, slot}) >= 0 {
			g.Place = r.where(field{what, slot})
		}
	}
	if own := r.phone(slot); own != "" {
		g.Phone = own
	}
	remark := ""
	if at := strings.IndexAny(text, "(["); at > 0 {
		text, remark = strings.TrimSpace(text[:at]), strings.Trim(text[at:], "()[] ")
	}
	written := strings.TrimSpace(text + " " + strings.Join([]string{r.text("last", slot), r.text("first", slot), r.text("middle", slot)}, " "))
	if written == "" || odd(written) || !full(written) {
		if written != "" {
			r.found.Warn(g.Place, "interop.list.guardian", written)
		}
		if f := (field{"phone", slot}); g.Phone != "" && r.index(f) >= 0 {
			r.found.Drop(r.where(f), "interop.list.ownerless", g.Phone)
		} else if g.Phone != "" {
			r.found.Drop(g.Place, "interop.list.ownerless", g.Phone)
		}
		return g, false
	}
	if remark != "" {
		r.found.Warn(g.Place, "interop.list.aside", remark, text)
	}
	g.Name = r.name(text, slot)
	return g, true
}

// phone is a telephone; words in its place are none.
func (r row) phone(slot string) string {
	text := r.text("phone", slot)
	if text != "" && !strings.ContainsFunc(text, unicode.IsDigit) {
		r.found.Drop(r.where(field{"phone", slot}), "interop.list.phone", text)
		return ""
	}
	return text
}

func (r row) code() string {
	text := r.text("code", "")
	switch strings.ToLower(text) {
	case "":
		return ""
	case "new", "новый", "новая", "нов":
		return New
	}
	person, err := id.Parse[id.Person](text)
	if err != nil {
		r.found.Refuse(r.where(field{what: "code"}), "interop.list.code", text)
		return ""
	}
	return person.String()
}

var months = []string{"январ", "феврал", "март", "апрел", "мая", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"}

// day is a cell with a date; what is none is refused.
func (r row) day(what string) when.Day {
	text := r.text(what, "")
	day, ok := r.sheet.day(text)
	if !ok {
		r.found.Refuse(r.where(field{what: what}), "interop.list.date", text)
	}
	return day
}

// day reads a date as people write it, «14 марта 2015», or as a spreadsheet
// counts it; zero and true for an empty text.
func (s *sheet) day(text string) (when.Day, bool) {
	day, form := source.ParseDate(text)
	if form != source.BadDate {
		return day, true
	}
	if n, err := strconv.Atoi(text); err == nil && s.serial && n > 10_000 && n < 80_000 {
		if s.old1904 {
			return when.Date(1904, 1, 1) + when.Day(n), true
		}
		return when.Date(1899, 12, 30) + when.Day(n), true
	}
	if words := strings.Fields(strings.ToLower(text)); len(words) >= 3 {
		for i, month := range months {
			if strings.HasPrefix(words[1], month) {
				day, form = source.ParseDate(fmt.Sprintf("%s.%d.%s", words[0], i+1, words[2]))
				break
			}
		}
	}
	return day, form != source.BadDate
}
