package journal

import (
	"context"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"

	"parta/internal/i18n"
	"parta/internal/web/ui"
)

// gridView is what the sheet is drawn from, for one reader.
type gridView struct {
	page     *spread
	base     string // address of the page
	cells    string // where cells are sent
	me       string // the reader
	readonly bool
	nomarks  bool  // the reader may note attendance alone
	seq      int64 // where the ledger stood
	text     *i18n.Printer
	point    string // of decimal fractions
}

// gridBuffers keep the bytes of sheets between requests.
var gridBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 96<<10); return &b }}

// grid draws the sheet: the one place of the journal where HTML is written by
// hand, because a template costs twelve times as much for 30 × 60 cells.
func grid(v gridView) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		buffer := gridBuffers.Get().(*[]byte)
		defer gridBuffers.Put(buffer)
		b := v.open((*buffer)[:0])
		b = v.head(b)
		b = append(b, "<tbody>"...)
		for i := range v.page.rows {
			b = v.row(b, i)
		}
		b = append(b, "</tbody></table></div>"...)
		*buffer = b
		_, err := w.Write(b)
		return err
	})
}

func (v gridView) open(b []byte) []byte {
	p := v.page
	b = append(b, `<div class="sheet" id="grid" tabindex="0" role="region"`...)
	b = ui.Attr(b, "aria-label", v.text.T("journal.sheet"))
	b = ui.Attr(b, "data-page", v.base)
	b = ui.Attr(b, "data-title", p.title())
	b = ui.Attr(b, "data-cells", v.cells)
	b = ui.Attr(b, "data-lesson", v.base+"/lesson/")
	b = ui.Attr(b, "data-me", v.me)
	b = ui.Attr(b, "data-marks", strings.Join(p.marksToType(), " "))
	b = ui.Attr(b, "data-codes", strings.Join(p.lettersToType(), " "))
	b = append(b, ` data-seq="`...)
	b = strconv.AppendInt(b, v.seq, 10)
	b = append(b, `" data-version="`...)
	b = strconv.AppendInt(b, p.version, 10)
	b = append(b, '"')
	if v.readonly {
		b = append(b, ` data-readonly=""`...)
	}
	if v.nomarks {
		b = append(b, ` data-nomarks=""`...)
	}
	return append(b, `><table role="grid">`...)
}

// marksToType are the texts of marks that may be typed here.
func (s *spread) marksToType() (texts []string) {
	for _, m := range s.dialect.scale.Marks {
		if m.Setting == "" || s.dialect.allowed(m.Setting) {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// lettersToType are the letters of attendance that may be typed here.
func (s *spread) lettersToType() (texts []string) {
	for _, l := range s.dialect.letters.Letters {
		texts = append(texts, l.Letter)
	}
	return append(texts, s.dialect.letters.Present[0])
}

// head is two lines: the months, and each column's day with its weekday or the
// kind of work.
func (v gridView) head(b []byte) []byte {
	columns := v.page.columns
	b = append(b, `<thead><tr><td colspan="2"></td>`...)
	for i := 0; i < len(columns); {
		next := i + 1
		for next < len(columns) && !columns[next].monthBegins {
			next++
		}
		b = append(b, `<th class="wk" scope="colgroup" colspan="`...)
		b = strconv.AppendInt(b, int64(next-i), 10)
		b = append(b, `"><span>`...)
		b = append(b, v.text.Month(columns[i].task.Day)...)
		b = append(b, `</span></th>`...)
		i = next
	}
	b = append(b, `<td class="wk" colspan="3"></td></tr><tr><td class="n"></td><th class="name" scope="col">`...)
	b = append(b, v.text.T("journal.pupil")...)
	b = append(b, `</th>`...)
	names := v.page.headNames(v.text)
	for i := range columns {
		b = v.headCell(b, &columns[i], &names[i])
	}
	for _, h := range [...]struct{ class, key string }{
		{"late", "journal.mean"}, {"late", "journal.proposed"}, {"late", "journal.absences"},
	} {
		b = append(b, `<th scope="col"`...)
		b = ui.Attr(b, "class", h.class)
		b = ui.Attr(b, "title", v.text.T(h.key))
		b = append(b, '>')
		if h.key == "journal.proposed" {
			b = append(b, roman(v.page.term.Number)...)
		} else {
			b = append(b, v.text.T(h.key+".short")...)
		}
		b = append(b, `</th>`...)
	}
	return append(b, `</tr></thead>`...)
}

// roman is the number of a term as registers write it.
func roman(n int) string {
	if n >= 1 && n <= 4 {
		return [...]string{"I", "II", "III", "IV"}[n-1]
	}
	return strconv.Itoa(n)
}

func (v gridView) headCell(b []byte, c *column, name *headName) []byte {
	b = append(b, `<th scope="col" data-c="`...)
	b = append(b, c.id...)
	b = append(b, `" data-d="`...)
	b = append(b, name.date...)
	b = append(b, `" data-k="`...)
	b = append(b, c.task.Kind...)
	b = append(b, '"')
	if c.headLook != "" {
		b = ui.Attr(b, "class", c.headLook)
	}
	b = ui.Attr(b, "title", name.full)
	b = append(b, `><a href="`...)
	b = append(b, v.base...)
	b = append(b, name.path...)
	b = append(b, `">`...)
	b = append(b, name.day...)
	b = append(b, `<br>`...)
	b = append(b, name.below...)
	return append(b, `</a></th>`...)
}

// headName is what a column is called, in one language.
type headName struct{ date, full, day, below, path string }

// headNames are put together once per page and language.
func (s *spread) headNames(text *i18n.Printer) []headName {
	if made, known := s.names.Load(text.Lang()); known {
		return made.([]headName)
	}
	names := make([]headName, len(s.columns))
	for i := range s.columns {
		c := &s.columns[i]
		names[i] = headName{
			date: c.task.Day.String(), full: columnName(text, s, c), day: strconv.Itoa(c.task.Day.Time().Day()),
			below: text.WeekdayShort(c.task.Day), path: c.path(),
		}
		if c.task.Kind != Answer {
			names[i].below = text.T("journal.kind." + c.task.Kind + ".short")
		}
	}
	s.names.Store(text.Lang(), names)
	return names
}

// path is where the column is filled in under a thumb, behind the page's address.
func (c *column) path() string {
	if c.Column.Lesson != 0 {
		return "/lesson/" + c.lesson.ID.String()
	}
	return "/task/" + c.task.ID.String()
}

// columnName is what people call a column: «21 сентября, контрольная работа, вес 3».
func columnName(text *i18n.Printer, p *spread, c *column) string {
	kind := text.T("journal.kind." + c.task.Kind)
	name := text.DayLong(c.task.Day) + ", "
	switch {
	case c.task.Title == "":
		name += kind
	case strings.HasPrefix(fold(c.task.Title), fold(kind)):
		name += c.task.Title // «Контрольная работа № 1» says its kind itself
	default:
		name += text.T("journal.column.titled", kind, i18n.Inner(c.task.Title))
	}
	if p.weighted {
		name += ", " + text.T("journal.weight", c.task.Weight)
	}
	return name
}

func (v gridView) row(b []byte, at int) []byte {
	r := &v.page.rows[at]
	b = append(b, `<tr data-p="`...)
	b = append(b, r.id...)
	b = append(b, `"><th class="n" scope="row">`...)
	b = strconv.AppendInt(b, int64(at+1), 10)
	b = append(b, `</th><th class="name" scope="row"><a href="?pupil=`...)
	b = append(b, r.id...)
	b = append(b, `">`...)
	b = ui.Escaped(b, r.name)
	b = append(b, `</a></th>`...)
	next := 0
	for i := range v.page.columns {
		look := v.page.columns[i].look
		if r.partial && !r.onRoll(v.page.columns[i].task.Day) {
			look = joined("off", look)
		}
		if next == len(r.cells) || int(r.cells[next].column) != i {
			b = td(b, look, "")
			b = append(b, `</td>`...)
			continue
		}
		c := &r.cells[next]
		next++
		b = td(b, c.class(), look)
		b = b[:len(b)-1]
		if c.versions != [1 + Slots]int32{} {
			b = append(b, ` data-v="`...)
			b = c.appendVersions(b)
			b = append(b, '"')
		}
		b = append(b, '>')
		b = appendBroken(b, c.text)
		b = append(b, `</td>`...)
	}
	if low := !r.mean.None() && r.proposed <= 2; low {
		b = append(b, `<td class="avg low">`...)
	} else {
		b = append(b, `<td class="avg">`...)
	}
	b = v.mean(b, r.shown)
	b = append(b, `</td><td class="term">`...)
	if r.proposed > 0 {
		b = strconv.AppendInt(b, int64(r.proposed), 10)
	}
	b = append(b, `</td><td class="abs">`...)
	if r.absences > 0 {
		b = strconv.AppendInt(b, int64(r.absences), 10)
	}
	return append(b, `</td></tr>`...)
}

// appendBroken writes what stands in a cell, and lets «4−/5−» go over two lines;
// «уп 5/4» breaks at its space. The script does the same (sheet.ts).
func appendBroken(b []byte, text string) []byte {
	first, second, pair := strings.Cut(text, "/")
	if !pair || utf8.RuneCountInString(text) <= 3 || strings.Contains(text, " ") {
		return ui.Escaped(b, text)
	}
	b = ui.Escaped(b, first)
	b = append(b, `/<wbr>`...)
	return ui.Escaped(b, second)
}

// mean writes a mean with the reader's decimal point.
func (v gridView) mean(b []byte, shown string) []byte {
	whole, fraction, found := strings.Cut(shown, ",")
	b = append(b, whole...)
	if found {
		b = append(b, v.point...)
		b = append(b, fraction...)
	}
	return b
}

// td opens a cell with up to two lists of classes.
func td(b []byte, first, second string) []byte {
	if first == "" {
		first, second = second, ""
	}
	if first == "" {
		return append(b, `<td>`...)
	}
	b = append(b, `<td class="`...)
	b = append(b, first...)
	if second != "" {
		b = append(b, ' ')
		b = append(b, second...)
	}
	return append(b, `">`...)
}

// pageAddress is where a page is.
func pageAddress(org string, p Page) string {
	return org + "/journal/" + p.Group.String() + "/" + p.Course.String() + "/" + p.Term.String()
}

// gridFor makes the view of a sheet for the reader of its page.
func gridFor(f frame) gridView {
	return gridView{
		page: f.page, base: f.base, cells: f.org + "/journal/cells", me: f.who.Person.String(), readonly: f.readonly(), nomarks: !f.marks,
		seq: f.who.Position, text: f.text, point: f.text.T("i18n.point"),
	}
}
