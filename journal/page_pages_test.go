package journal_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parta/id"
)

func TestPrintedRegisterSaysWhoseItIsAndWhenItWasPrinted(t *testing.T) {
	each(t, func(k *kit) {
		got := strings.Join(strings.Fields(k.doc(k.get("ivanova", pageURL(page7))).Find(".printed").Text()), " ")
		const want = "ШколаКласс: 7Б Предмет: Алгебра Период: 1-я четверть, 01.09.2026–25.10.2026 Учитель: Иванова Елена Павловна Напечатано: 19.10.2026"
		if got != want {
			t.Errorf("the paper says\n%s\nwant\n%s", got, want)
		}
	})
}

func TestWhatIsLongInACellKeepsItsColumnNarrow(t *testing.T) {
	each(t, func(k *kit) {
		for i, tt := range []struct{ text, html, class string }{
			{"уп 5/4", "уп 5/4", "long"}, {"4-/5-", "4−/<wbr/>5−", "long"}, {"5/4", "5/4", "three"}, {"н 4", "н 4", "three"}, {"4", "4", ""},
		} {
			pupil := petrov + id.Person(3+i)
			k.cells("ivanova", write{Key: tt.text, Column: column(monday), Pupil: pupil, Text: tt.text, Whole: true, Replaces: at(0, 0, 0)})
			cell := k.doc(k.get("ivanova", pageURL(page7))).Find("#grid tr[data-p='" + pupil.String() + "'] td.now")
			if html, _ := cell.Html(); html != tt.html || cell.HasClass("long") != (tt.class == "long") || cell.HasClass("three") != (tt.class == "three") {
				t.Errorf("%d: %q is drawn as %s with %q", i, tt.text, html, cell.AttrOr("class", ""))
			}
		}
	})
}

func TestALessonOnASundayIsTakenWithAWord(t *testing.T) {
	each(t, func(k *kit) {
		warned := func(w *httptest.ResponseRecorder, at string) string {
			return k.doc(w).Find(at + ":not([hidden])").Text()
		}
		if text := warned(k.get("ivanova", pageURL(page7)+"/lessons"), "#day-off"); text != "" {
			t.Errorf("on a Monday the form says %q", text)
		}
		got := k.post("ivanova", pageURL(page7)+"/lessons", url.Values{"key": {"a"}, "day": {"2026-10-18"}, "number": {"1"}, "held": {"yes"}})
		at := got.Header().Get("Location")
		if got.Code != 303 {
			t.Fatalf("a lesson on a Sunday = %d\n%s", got.Code, got.Body)
		}
		if text := warned(k.get("ivanova", at), "#panel .warn"); !strings.Contains(text, "воскресенье") {
			t.Errorf("the page after it says %q", text)
		}
		column := at[strings.Index(at, "column=L")+len("column=L"):]
		if text := warned(k.get("ivanova", pageURL(page7)+"/lesson/"+column), "#day-off"); !strings.Contains(text, "воскресенье") {
			t.Errorf("its own form says %q", text)
		}
		again := k.post("ivanova", pageURL(page7)+"/lessons", url.Values{"key": {"b"}, "day": {"2026-10-18"}, "number": {"1"}})
		if text := warned(again, "#day-off"); again.Code != 409 || !strings.Contains(text, "воскресенье") {
			t.Errorf("the form shown again says %q (%d)", text, again.Code)
		}
	})
}
