package diary

import (
	"testing"

	"parta/id"
	"parta/when"
)

func TestBookIsStaleByWhatConcernsThePupil(t *testing.T) {
	b := &book{pupil: Pupil{ID: 5, Groups: []Group{{ID: 7}}}}
	for _, tt := range []struct {
		name string
		line line
		want bool
	}{
		{"the pupil's own mark", line{pupil: 5, group: 7}, true},
		{"a classmate's mark", line{pupil: 6, group: 7}, false},
		{"a lesson of the pupil's group", line{group: 7}, true},
		{"a lesson of another group", line{group: 8}, false},
		{"the school's settings", line{}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := b.staleBy([]line{tt.line}); got != tt.want {
				t.Errorf("stale = %v, want %v", got, tt.want)
			}
		})
	}
}

func newBook(seq int64) *book {
	return &book{on: 1, read: seq, seq: seq, weeks: map[when.Day]Week{}, marks: map[id.Term]TermMarks{}}
}

func TestWeekOlderThanItsBookIsNotKept(t *testing.T) {
	s, b := newShelf(2), newBook(10)
	s.rightUpTo(b, 12)
	s.keepWeek(b, 11, Week{Monday: monday})
	if _, kept := s.week(b, monday); kept {
		t.Error("a week read where the ledger stood at 11 was kept in a book that is right up to 12")
	}
	s.keepWeek(b, 12, Week{Monday: monday})
	if _, kept := s.week(b, monday); !kept {
		t.Error("a week as new as the book was not kept")
	}
}

func TestBookReadEarlierDoesNotReplaceALaterOne(t *testing.T) {
	s, key := newShelf(2), bookKey{1, 5}
	s.put(key, newBook(12))
	s.put(key, newBook(11))
	if _, seq := s.take(key, 1); seq != 12 {
		t.Errorf("the shelf holds the book of %d, want 12", seq)
	}
}

func TestBookOfYesterdayIsNotTaken(t *testing.T) {
	s, key := newShelf(2), bookKey{1, 5}
	s.put(key, newBook(1))
	if b, _ := s.take(key, 2); b != nil {
		t.Error("the book of day 1 was taken on day 2")
	}
}

func TestShelfKeepsTheBooksUsedLast(t *testing.T) {
	s := newShelf(2)
	s.put(bookKey{1, 1}, newBook(1))
	s.put(bookKey{1, 2}, newBook(1))
	s.take(bookKey{1, 1}, 1)
	s.put(bookKey{1, 3}, newBook(1))
	if b, _ := s.take(bookKey{1, 2}, 1); b != nil {
		t.Error("the book used longest ago is still there")
	}
	if b, _ := s.take(bookKey{1, 1}, 1); b == nil {
		t.Error("a book used lately is gone")
	}
}

func TestBookKeepsFewWeeks(t *testing.T) {
	s, b := newShelf(1), newBook(1)
	for i := range when.Day(40) {
		s.keepWeek(b, 1, Week{Monday: monday + 7*i})
	}
	if got := len(b.weeks); got > weeksInBook {
		t.Errorf("the book holds %d weeks, want at most %d", got, weeksInBook)
	}
}
