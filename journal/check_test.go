package journal_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
)

// checkedTimes counts how often attendance of a lesson was checked.
func (k *kit) checkedTimes(lesson id.Lesson) (n int) {
	k.Helper()
	k.read(func(tx *storage.Tx) error {
		lines, err := ledger.History(tx, []id.Thing{lesson.Thing()}, 100)
		for _, l := range lines {
			if l.Act == "lesson.checked" {
				n++
			}
		}
		return err
	})
	return n
}

func TestTheRestArePresentGoesTheWayOfCells(t *testing.T) {
	each(t, func(k *kit) {
		lesson, _ := lessonOn(monday)
		path := pageURL(page7) + "/lesson/" + lesson.String()
		seq := k.doc(k.get("ivanova", path)).Find("#lesson").AttrOr("data-seq", "")
		block := []write{
			{Key: "check", Column: column(monday), Check: true},
			{Key: "absent", Column: column(monday), Pupil: petrov, Text: "н", Replaces: at(0, 0, 0)},
		}
		for try := range 2 {
			for i, got := range k.cells("ivanova", block...).Results {
				if got.State != "saved" || got.Key != block[i].Key {
					k.Errorf("try %d: entry %d is %s %q %s", try, i, got.State, got.Key, got.Message)
				}
			}
		}
		if n := k.checkedTimes(lesson); n != 1 {
			k.Errorf("sent twice it was done %d times", n)
		}
		doc := k.doc(k.get("ivanova", path))
		if text := doc.Find("#check .good:not([hidden])").Text(); !strings.Contains(text, "отсутствуют 1") {
			k.Errorf("the lesson says %q", text)
		}
		want := fmt.Sprintf(`"checked":["%s"]`, column(monday))
		if body := k.get("sidorov", pageURL(page7)+"/cells?since="+seq).Body.String(); !strings.Contains(body, want) || !strings.Contains(body, `"reload":false`) {
			k.Errorf("others are told %s, want %s", body, want)
		}
	})
}

func TestTheRestArePresentIsRefusedAsCellsAre(t *testing.T) {
	each(t, func(k *kit) {
		lesson, _ := lessonOn(monday)
		for _, tt := range []struct{ who, column, reason string }{
			{"kuznetsova", column(monday), "journal.forbidden.attendance.write"},
			{"ivanova", "T" + control.String(), "journal.cell.nolesson"},
			{"ivanova", "L" + id.Lesson(77).String(), "journal.lesson.none"},
		} {
			got := k.ask(tt.who, "POST", home+"/cells", "application/json", strings.NewReader(`{"writes":[{"key":"1","column":"`+tt.column+`","check":true}]}`))
			if got.Code == 403 && tt.who == "kuznetsova" {
				continue
			}
			if !strings.Contains(got.Body.String(), `"state":"refused","message":`) || !strings.Contains(got.Body.String(), tt.reason) {
				k.Errorf("%s, %s: %d %s, want %s", tt.who, tt.column, got.Code, got.Body, tt.reason)
			}
		}
		many := strings.Repeat(`{"key":"1","column":"`+column(monday)+`","check":true},`, journal.MaxWrites) + `{}`
		if got := k.ask("ivanova", "POST", home+"/cells", "application/json", strings.NewReader(`{"writes":[`+many+`]}`)); got.Code != 422 {
			k.Errorf("more than a block holds = %d", got.Code)
		}
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, true))
		if got := k.cells("ivanova", write{Key: "2", Column: column(monday), Check: true}).Results[0]; got.State != "refused" || got.Reason != "journal.term.closed" {
			k.Errorf("in a closed term it is %s %s", got.State, got.Reason)
		}
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, false))
		if got := k.cells("ivanova", write{Key: "2", Column: column(monday), Check: true}).Results[0]; got.State != "saved" || k.checkedTimes(lesson) != 1 {
			k.Errorf("when it is open again it is %s %s", got.State, got.Message)
		}
	})
}

func TestAPageAheadOfTheLedgerIsLoadedAnew(t *testing.T) {
	each(t, func(k *kit) {
		shown := k.doc(k.get("sidorov", pageURL(page7))).Find("#grid").AttrOr("data-seq", "")
		seq, err := strconv.ParseInt(shown, 10, 64)
		k.must(err)
		for ahead, want := range map[int64]string{0: `"reload":false`, 1: `"reload":true`, 5000: `"reload":true`} {
			body := k.get("sidorov", fmt.Sprint(pageURL(page7), "/cells?since=", seq+ahead)).Body.String()
			if !strings.Contains(body, want) || !strings.Contains(body, `"seq":`+shown) {
				k.Errorf("since %d lines ahead: %s, want %s", ahead, body, want)
			}
		}
	})
}

func TestPressingTheLetterAgainTakesItBackAndLeavesTheMark(t *testing.T) {
	each(t, func(k *kit) {
		lesson, _ := lessonOn(monday)
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "н 4", Replaces: at(0, 0, 0)})
		row := k.doc(k.get("ivanova", pageURL(page7)+"/lesson/"+lesson.String())).Find("#p-" + petrov.String())
		form := url.Values{}
		row.Find("input[type=hidden]").Each(func(_ int, input *sel) { form.Set(input.AttrOr("name", ""), input.AttrOr("value", "")) })
		form.Set("text", row.Find("button[data-text='н']").AttrOr("value", ""))
		if got := k.post("ivanova", pageURL(page7)+"/cell", form); got.Code != 303 {
			k.Fatalf("pressed again = %d\n%s", got.Code, got.Body)
		}
		if text := k.doc(k.get("ivanova", pageURL(page7)+"/lesson/"+lesson.String())).Find("#p-" + petrov.String() + " .value").Text(); text != "4" {
			k.Errorf("in the cell stands %q, want 4", text)
		}
	})
}
