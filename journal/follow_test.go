package journal_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"

	"parta/id"
	"parta/journal"
)

var formKeys = regexp.MustCompile(`name="key" value="[^"]*"`)

// TestPageInMemoryIsAsIfReadAnew types at random and compares, after each
// block, the page that followed the writes with one read from the database.
func TestPageInMemoryIsAsIfReadAnew(t *testing.T) {
	k := newKit(t, template.SQLite(t))
	random := rand.New(rand.NewPCG(3, 4))
	who, days := k.as("ivanova"), lessonDays()
	texts := []string{"5", "4-", "2", "5/4", "н", "б", "оп5", "п", "", "зч", ".", "н 3"}
	show := func() string {
		return formKeys.ReplaceAllString(k.get("ivanova", pageURL(page7)).Body.String(), "")
	}
	for round := range 150 {
		writes := make([]journal.CellWrite, 1+random.IntN(3))
		for i := range writes {
			lesson, _ := lessonOn(days[random.IntN(36)])
			writes[i] = journal.CellWrite{
				Key: fmt.Sprintf("r%d-%d", round, i), Column: journal.Column{Lesson: lesson},
				Pupil: petrov + id.Person(random.IntN(pupils)), Text: texts[random.IntN(len(texts))], Whole: random.IntN(2) == 0,
			}
			if random.IntN(12) == 0 {
				writes[i].Column = journal.Column{Task: control}
			}
		}
		results, err := k.SaveCells(t.Context(), who, term1, writes)
		k.must(err)
		for i, r := range results { // whoever was slower takes the version and writes again
			if r.State == journal.Conflict {
				v := r.Cell.Versions
				writes[i].Replaces = journal.Replaces{Attendance: v[0], Mark1: v[1], Mark2: v[2]}
				_, err := k.SaveCells(t.Context(), who, term1, writes[i:i+1])
				k.must(err)
			}
		}
		followed := show()
		k.forgetPages()
		if anew := show(); followed != anew {
			t.Fatalf("round %d, %+v: the page in memory differs from one read anew\n%s\n%s", round, writes, followed, anew)
		}
	}
}
