package journal_test

import (
	"testing"

	"parta/journal"
)

// TestLessonsDayByDayLeaveTheEraAlone holds what the memory of pages and rights
// rests on: marks do not end it, the closing of a term does.
func TestLessonsDayByDayLeaveTheEraAlone(t *testing.T) {
	each(t, func(k *kit) {
		before := k.as("ivanova").Standing
		lesson, err := k.AddLesson(k.Context(), k.act("ivanova"), journal.LessonDraft{Group: group7, Course: algebra, Day: friday, Number: 5, Held: true})
		k.must(err)
		column := journal.Column{Lesson: lesson.ID}
		results, err := k.SaveCells(k.Context(), k.as("ivanova"), term1, []journal.CellWrite{{Key: "a mark", Column: column, Pupil: petrov, Text: "н 4"}})
		k.must(err)
		if results[0].State != journal.Saved {
			k.Fatalf("the mark is %s: %v", results[0].State, results[0].Problem)
		}
		after := k.as("ivanova").Standing
		if after.Era != before.Era || after.Position <= before.Position {
			k.Errorf("a lesson and a mark lead from %+v to %+v, want the same era, further on", before, after)
		}
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, true))
		if closed := k.as("ivanova").Standing; closed.Era == after.Era {
			k.Errorf("the era %d goes on over a closed term", closed.Era)
		}
	})
}
