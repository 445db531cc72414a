package diary

import (
	"context"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"parta/internal/web/ui"
)

// rowBuffers keep the bytes of rows between requests.
var rowBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// byHand draws what repeats by the hundred on a page of the diary, the rows of
// lessons and marks: there a template costs many times as much.
func byHand(draw func(b []byte) []byte) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		buffer := rowBuffers.Get().(*[]byte)
		defer rowBuffers.Put(buffer)
		*buffer = draw((*buffer)[:0])
		_, err := w.Write(*buffer)
		return err
	})
}

// marksLine is every mark of a course, each with what it was for.
func marksLine(v marksView, c CourseMarks) templ.Component {
	return byHand(func(b []byte) []byte {
		titles := c.titlesIn(v.Text)
		for i := range c.Marks {
			m := &c.Marks[i]
			b = append(b, "<span"...)
			switch {
			case m.Low():
				b = append(b, ` class="low"`...)
			case m.Task.Weight > 1:
				b = append(b, ` class="heavy"`...)
			}
			b = append(b, ` title="`...)
			b = append(b, titles[i]...)
			b = append(b, `">`...)
			b = ui.Escaped(b, m.Text())
			b = append(b, "</span> "...)
		}
		return b
	})
}

// lessonRow is a lesson of a day with all that was set, given and missed there.
func lessonRow(v weekView, l *Lesson) templ.Component {
	return byHand(func(b []byte) []byte {
		b = append(b, `<li data-row id="l-`...)
		b = append(b, l.ID.String()...)
		b = append(b, '"')
		if l.State == Cancelled {
			b = append(b, ` class="off"`...)
		}
		b = ui.Attr(b, "data-name", l.Name)
		b = append(b, `><span class="no">`...)
		if l.Number != 0 {
			b = strconv.AppendInt(b, int64(l.Number), 10)
		}
		b = append(b, `</span><div class="what">`...)
		b = element(b, `<h3>`, l.Name, `</h3>`)
		b = l.set(v, b)
		b = append(b, `</div><div class="got private" data-got>`...)
		for i := range l.Marks {
			b = markLinkBytes(v.frame, b, &l.Marks[i])
		}
		if l.Attendance.Missed() {
			b = element(b, `<span class="abs">`, attendanceWords(v.Text, v.Pupil.Sex, l.Attendance), `</span>`)
		}
		return append(b, `</div></li>`...)
	})
}

// set is what a lesson was about and what it set: part of the class, works, the
// topic, homework.
func (l *Lesson) set(v weekView, b []byte) []byte {
	if l.Part != "" {
		b = element(b, `<span class="part">`, l.Part, `</span>`)
	}
	if l.State == Cancelled {
		b = element(b, `<span class="part">`, v.Text.T("diary.lesson.cancelled"), `</span>`)
	}
	for _, t := range l.Tasks {
		b = element(b, `<span class="work">`, workWords(v.Text, t), `</span>`)
	}
	if l.Topic != "" {
		b = element(b, `<p class="topic">`, l.Topic, `</p>`)
	}
	for _, h := range l.Due {
		b = element(b, `<p class="hw">`, h.Text, `</p>`)
	}
	for _, h := range l.Given {
		open := `<p class="hw given"><span>`
		if h.Due != 0 && h.Due <= v.Week.Last() {
			open = `<p class="hw given soon"><span>`
		}
		b = element(b, open, given(v.Text, h), `</span> `)
		b = element(b, "", h.Text, `</p>`)
	}
	return b
}

// homeworkRow is homework due on a day without a lesson of its course.
func homeworkRow(h Homework) templ.Component {
	return byHand(func(b []byte) []byte {
		b = append(b, `<li data-row id="h-`...)
		b = append(b, h.ID.String()...)
		b = append(b, '"')
		b = ui.Attr(b, "data-name", h.Name)
		b = element(b, `><span class="no"></span><div class="what"><h3>`, h.Name, `</h3>`)
		b = element(b, `<p class="hw">`, h.Text, `</p></div>`)
		return append(b, `<div class="got"></div></li>`...)
	})
}

// markLink is a mark with what it is for, leading to how the mean follows.
func markLink(f frame, m Mark) templ.Component {
	return byHand(func(b []byte) []byte { return markLinkBytes(f, b, &m) })
}

func markLinkBytes(f frame, b []byte, m *Mark) []byte {
	if m.Low() {
		b = append(b, `<a class="mark low"`...)
	} else {
		b = append(b, `<a class="mark"`...)
	}
	b = ui.Attr(b, "href", string(f.course(*m, 0)))
	b = element(b, `><b>`, m.Text(), `</b>`)
	return element(b, `<small>`, kindWords(f.Text, m.Task), `</small></a>`)
}

// element adds a text between two pieces of HTML.
func element(b []byte, open, text, end string) []byte {
	b = append(b, open...)
	b = ui.Escaped(b, text)
	return append(b, end...)
}
