package journal_test

import (
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
