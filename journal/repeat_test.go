package journal_test

import (
	"fmt"
	"net/url"
	"testing"

	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
)

// clientKey is the key under which the ledger keeps what somebody's browser
// calls by its own.
func clientKey(who, key string) string {
	return "web/" + id.Account(cast[who].person).String() + "/" + key
}

func TestAKeyAnswersOnlyWhoAndWhatItWasUsedFor(t *testing.T) {
	each(t, func(k *kit) {
		first := write{Key: "k", Column: column(monday), Pupil: petrov, Text: "н 5", Replaces: at(0, 0, 0)}
		k.cells("ivanova", first)
		for _, tt := range []struct {
			name   string
			change func(w *write)
		}{
			{"another pupil", func(w *write) { w.Pupil++ }},
			{"another column", func(w *write) { w.Column = column(friday) }},
			{"another mark", func(w *write) { w.Text = "н 4" }},
			{"another letter", func(w *write) { w.Text = "б 5" }},
			{"the mark alone", func(w *write) { w.Text = "5" }},
			{"nothing", func(w *write) { w.Text = "" }},
			{"nonsense", func(w *write) { w.Text = "99" }},
		} {
			w := first
			tt.change(&w)
			r := k.cells("ivanova", w).Results[0]
			if r.State != "refused" || r.Reason != "journal.cells.key.used" || r.Message == "" || r.Key != "k" {
				k.Errorf("%s under the same key: %+v", tt.name, r)
			}
		}
		if r := k.cells("ivanova", first).Results[0]; r.State != "saved" || r.Cell.Text != "н 5" {
			k.Errorf("the same again: %+v", r)
		}
		k.cells("ivanova", write{Key: "letter", Column: column(friday), Pupil: petrov, Text: "н", Replaces: at(0, 0, 0)})
		if r := k.cells("ivanova", write{Key: "letter", Column: column(friday), Pupil: petrov, Text: "н 5", Replaces: at(0, 0, 0)}).Results[0]; r.State != "refused" || r.Reason != "journal.cells.key.used" {
			k.Errorf("a mark more under the same key: %+v", r)
		}
	})
}

func TestAKeyOfAnotherAccountOrOfTheSystemIsNobodyElses(t *testing.T) {
	each(t, func(k *kit) {
		k.cells("ivanova", write{Key: "k", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		for i, tt := range []struct{ who, key, text string }{
			{"sidorov", "k", "н"},
			{"sidorov", clientKey("ivanova", "k"), "н"},
			{"ivanova", "school", "4"}, // the key under which the school was made
		} {
			r := k.cells(tt.who, write{Key: tt.key, Column: column(monday), Pupil: petrov + 1 + id.Person(i), Text: tt.text, Replaces: at(0, 0, 0)}).Results[0]
			if r.State != "saved" || r.Key != tt.key || r.Cell.Text != tt.text {
				k.Errorf("%s under the key %q: %+v", tt.who, tt.key, r)
			}
		}
	})
}

// A person goes back in the browser, which shows the form as it was with its
// key, changes a field and sends it again.
func TestAFormSentAgainWithAnotherValueIsAnotherAct(t *testing.T) {
	each(t, func(k *kit) {
		lesson, _ := lessonOn(friday)
		path := pageURL(page7) + "/lesson/" + lesson.String()
		form := func(topic string, version int) url.Values {
			return url.Values{"key": {"form"}, "version": {fmt.Sprint(version)}, "day": {friday.String()}, "number": {"2"}, "topic": {topic}, "held": {"yes"}}
		}
		if got := k.post("ivanova", path, form("Степени", 1)); got.Code != 303 {
			k.Fatalf("a change = %d\n%s", got.Code, got.Body)
		}
		if got := k.post("ivanova", path, form("Степени", 1)); got.Code != 303 {
			k.Errorf("the same again = %d, want the answer of the first time", got.Code)
		}
		if got := k.post("ivanova", path, form("Корни", 1)); got.Code != 409 {
			k.Errorf("another topic for the old version = %d, want to be asked", got.Code)
		}
		if got := k.post("ivanova", path, form("Корни", 2)); got.Code != 303 {
			k.Errorf("another topic = %d", got.Code)
		}
		k.read(func(tx *storage.Tx) error {
			lines, err := ledger.History(tx, []id.Thing{lesson.Thing()}, 10)
			changes := 0
			for _, l := range lines {
				if l.Act == "lesson.changed" {
					changes++
				}
			}
			if changes != 2 {
				k.Errorf("%d changes of the lesson, want 2", changes)
			}
			return err
		})
		cell := func(pupil id.Person, text string) url.Values {
			return url.Values{"key": {"cell"}, "column": {column(monday)}, "pupil": {pupil.String()}, "text": {text}, "replaces": {"0.0.0"}}
		}
		for _, pupil := range []id.Person{petrov, petrov + 1} {
			if got := k.post("ivanova", pageURL(page7)+"/cell", cell(pupil, "5")); got.Code != 303 {
				k.Errorf("a mark for %s under one key = %d", pupil, got.Code)
			}
		}
		doc := k.doc(k.get("ivanova", pageURL(page7)))
		if got := doc.Find("tr[data-p='" + (petrov + 1).String() + "'] td.now").Text(); got != "5" {
			k.Errorf("the second pupil has %q, want 5", got)
		}
	})
}

// What is called from within takes keys as they are, and is told apart too.
func TestAKeyUsedByTheSystemAnswersNobody(t *testing.T) {
	k := newKit(t, template.SQLite(t))
	lesson, _ := lessonOn(monday)
	results, err := k.SaveCells(t.Context(), k.as("ivanova"), term1, []journal.CellWrite{{Key: "school", Column: journal.Column{Lesson: lesson}, Pupil: petrov, Text: "5"}})
	k.must(err)
	if r := results[0]; r.State != journal.Refused {
		t.Errorf("the key of the import: %+v", r)
	}
}
