package diary

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"parta/internal/i18n"
	"parta/journal"
)

// mean is «4,07».
func mean(text *i18n.Printer, e journal.Explanation) string {
	return e.Thresholds.Show(e.Mean, text.T("i18n.point"))
}

// proposed is «пока «4»»: a term mark is the teacher's to give.
func proposed(text *i18n.Printer, e journal.Explanation) string {
	if e.Proposed == 0 {
		return ""
	}
	return text.T("diary.why.proposed", e.Proposed)
}

// next is what the next mark takes: «До «5»: ещё 2 пятёрки или 1 пятёрка с весом 3».
func next(text *i18n.Printer, e journal.Explanation) string {
	if e.Next == nil {
		return ""
	}
	if len(e.Next.Best) == 0 {
		return text.T("diary.next.far", e.Next.Mark)
	}
	var ways []string
	fewest := int64(1 << 30)
	for _, w := range e.Next.Best {
		if w.Count >= fewest { // a heavier mark that saves nothing
			continue
		}
		fewest = w.Count
		if w.Weight == 1 {
			ways = append(ways, text.T("diary.next.fives", w.Count))
		} else {
			ways = append(ways, text.T("diary.next.fives.weight", w.Count, w.Weight))
		}
	}
	return text.T("diary.next", e.Next.Mark, strings.Join(ways, text.T("diary.next.or")))
}

// partWords is «контрольная, самостоятельная, вес 3».
func partWords(text *i18n.Printer, e journal.Explanation, p journal.Part) string {
	kinds := make([]string, len(p.Kinds))
	for i, kind := range p.Kinds {
		kinds[i] = kindName(text, kind)
	}
	words := strings.Join(kinds, ", ")
	if !e.Weighted {
		return words
	}
	return text.T("diary.work.weight", words, p.Weight)
}

// formula is «(15 + 28 + 36) : 17 ≈ 4,65»: the marks of each weight, times it,
// over all weights.
func formula(text *i18n.Printer, e journal.Explanation) string {
	sums := make([]string, len(e.Parts))
	for i, p := range e.Parts {
		sums[i] = hundredths(text, p.Sum)
	}
	above := strings.Join(sums, " + ")
	if len(sums) > 1 {
		above = "(" + above + ")"
	}
	return above + " : " + strconv.FormatInt(e.Mean.Weight, 10) + " " + e.Thresholds.Equals(e.Mean, text.T("i18n.point"))
}

// hundredths writes a sum without the decimals it does not have.
func hundredths(text *i18n.Printer, sum int64) string {
	if sum%100 == 0 {
		return strconv.FormatInt(sum/100, 10)
	}
	return text.Decimal(sum, 2)
}

// thresholdWords is «В этой школе «5» — от 4,5, «4» — от 3,5, «3» — от 2,5».
func thresholdWords(text *i18n.Printer, e journal.Explanation) string {
	var from []string
	for _, t := range e.Thresholds {
		if t.From > 0 {
			from = append(from, text.T("diary.why.threshold", t.Mark, text.Decimal(t.From, 2)))
		}
	}
	return text.T("diary.why.thresholds", strings.Join(from, ", "))
}

// leftWords is «25.09 не считается: пропуск».
func leftWords(text *i18n.Printer, l journal.LeftOut) string {
	why := text.T(l.Why)
	if l.Text != "" {
		why = text.T("diary.why.left.mark", l.Text, why)
	}
	return text.T("diary.why.left", text.DayShort(l.Day), why)
}

// missedWords is «3 пропуска из 28 уроков», or that there is none.
func missedWords(text *i18n.Printer, c CourseMarks) string {
	if c.Absences == 0 {
		return ""
	}
	return text.T("diary.absences", c.Absences, c.Lessons)
}

// titlesIn is what each mark in the line of a course is for, as HTML.
func (c *CourseMarks) titlesIn(text *i18n.Printer) []string {
	if known, ok := c.titles.Load(text.Lang()); ok {
		return known.([]string)
	}
	titles := make([]string, len(c.Marks))
	for i, m := range c.Marks {
		titles[i] = templ.EscapeString(text.T("diary.mark.title", text.DayShort(m.Task.On), workWords(text, m.Task)))
	}
	c.titles.Store(text.Lang(), titles)
	return titles
}

// changeWords is «14 сентября, 10:42: 3 → 4, Иванова Е. П.».
func changeWords(v courseView, c change) string {
	at, by := v.Text.Moment(c.at, v.Zone), c.by
	if by == "" {
		by = v.Text.T("diary.change.import")
	}
	switch {
	case c.old == "":
		return v.Text.T("diary.change.given", at, c.new, by)
	case c.new == "":
		return v.Text.T("diary.change.cleared", at, c.old, by)
	}
	return v.Text.T("diary.change.changed", at, c.old, c.new, by)
}

// item is one thing of the news.
type item struct {
	mark, words string
	href        templ.SafeURL // where a mark is explained
}

// newsItems is «5 по физике»: what is new, the marks first.
func newsItems(v newsView) []item {
	var items []item
	for _, m := range v.news.Marks {
		items = append(items, item{m.Text(), v.Text.T("diary.new.mark", m.Name, workWords(v.Text, m.Task)), v.course(m, 0)})
	}
	for _, m := range v.news.Missed {
		words := attendanceWords(v.Text, v.Pupil.Sex, m.Attendance)
		items = append(items, item{words: v.Text.T("diary.new.missed", m.Lesson.Name, v.Text.DayShort(m.Lesson.On), words)})
	}
	for at, t := range v.news.Works {
		items = append(items, item{words: v.Text.T("diary.new.work", v.news.Names[at], workWords(v.Text, t))})
	}
	return items
}
