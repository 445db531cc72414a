package journal

import (
	"io"
	"sync"
	"testing"

	"parta/id"
	"parta/internal/i18n"
	"parta/school"
)

// ForgetPages empties the memory of pages, for a benchmark of a cold one.
func (j *Journal) ForgetPages() { j.pages = newPageCache() }

// BenchmarkSheet draws 30 pupils by 60 lessons.
func BenchmarkSheet(b *testing.B) {
	texts, err := i18n.New(Texts)
	if err != nil {
		b.Fatal(err)
	}
	v := gridFor(frame{page: sampleSpread(30, 60), text: texts.Printer("ru"), org: "/o/0000000000001", base: "/o/0000000000001/journal/page", marks: true, checks: true})
	b.ReportAllocs()
	for b.Loop() {
		if err := grid(v).Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// sampleSpread is a page with a mark in every fourth cell.
func sampleSpread(rows, columns int) *spread {
	s := &spread{names: &sync.Map{}, term: school.Term{Number: 1}, today: 20000, thresholds: Thresholds{{5, 465}, {4, 365}, {3, 265}, {2, 0}}, weighted: true}
	s.dialect = dialect{FivePoint(), UsualLetters(), func(string) bool { return false }, nil}
	for i := range columns {
		c := column{Column: Column{Lesson: id.Lesson(i + 1)}, task: Task{ID: id.Task(i + 1), Kind: Answer, Day: 19960, Weight: 1}, attendance: true}
		c.task.Day += 2
		c.id, c.monthBegins = c.Column.String(), i%20 == 0
		c.look, c.headLook = s.looks(&c, i%5 == 0)
		s.columns = append(s.columns, c)
	}
	for i := range rows {
		r := row{pupil: id.Person(i + 1), id: id.Person(i + 1).String(), name: "Ученик № " + string(rune('А'+i)), proposed: 4}
		for at := i % 4; at < columns; at += 4 {
			r.cells = append(r.cells, cell{column: int32(at), flags: flagMark, versions: [1 + Slots]int32{0, 1, 0}, text: "4"})
			r.mean = r.mean.Add(int64(300+at%3*100), 1)
		}
		s.rows = append(s.rows, r)
	}
	return s
}
