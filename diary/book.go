package diary

import (
	"container/list"
	"slices"
	"sync"

	"parta/id"
	"parta/school"
	"parta/when"
)

// Pupil is whose diary it is.
type Pupil struct {
	ID        id.Person
	First     string     // Илья
	Name      string     // Петров Илья
	Sex       string     // f, m or "": how absences are worded
	ClassName string     // 7Б; of the last class for one who has left
	Classes   []id.Class // of today, for the rights; none for one who has left
	Groups    []Group
}

// Group is a span of belonging to a group.
type Group struct {
	ID   id.Group
	Days when.Span
}

// book is what has been read about one pupil. What it holds is never changed,
// only added to, so a page may be made of it without a lock.
type book struct {
	pupil    Pupil
	terms    []school.Term // of the pupil's years, by the kind of term the class lives by
	settings school.Settings
	on       when.Day // today, when it was read: belonging to a class or group depends on it
	read     int64    // where the ledger stood then: what the pages' ETags are made of

	// Under the lock of the shelf.
	seq   int64 // no line up to here makes it stale
	weeks map[when.Day]Week
	marks map[id.Term]TermMarks
}

// line is as much of a ledger line as says whom it concerns.
type line struct {
	seq   int64
	pupil id.Person
	group id.Group
}

// staleBy tells whether any of the lines may have changed what the book holds.
func (b *book) staleBy(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		if l.pupil != 0 {
			return l.pupil == b.pupil.ID
		}
		return l.group == 0 || b.pupil.inGroup(l.group)
	})
}

func (p Pupil) inGroup(group id.Group) bool {
	return slices.ContainsFunc(p.Groups, func(g Group) bool { return g.ID == group })
}

// shelf keeps the books read last, for one process.
type shelf struct {
	room int // how many books

	mu    sync.Mutex
	books map[bookKey]*list.Element
	order list.List // the one used last stands in front
}

type bookKey struct {
	org   id.Org
	pupil id.Person
}

type shelved struct {
	key  bookKey
	book *book
}

func newShelf(room int) *shelf { return &shelf{room: room, books: map[bookKey]*list.Element{}} }

// take finds a book and the place it is known to be right up to; nil when
// there is none of that day.
func (s *shelf) take(key bookKey, on when.Day) (*book, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, found := s.books[key]
	if !found {
		return nil, 0
	}
	b := at.Value.(shelved).book
	if b.on != on {
		return nil, 0
	}
	s.order.MoveToFront(at)
	return b, b.seq
}

// put shelves a newly read book instead of an older one.
func (s *shelf) put(key bookKey, b *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, found := s.books[key]; found {
		if at.Value.(shelved).book.seq <= b.seq {
			at.Value = shelved{key, b}
			s.order.MoveToFront(at)
		}
		return
	}
	s.books[key] = s.order.PushFront(shelved{key, b})
	for s.order.Len() > s.room {
		last := s.order.Back()
		delete(s.books, s.order.Remove(last).(shelved).key)
	}
}

// rightUpTo notes that no line up to seq makes the book stale.
func (s *shelf) rightUpTo(b *book, seq int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.seq = max(b.seq, seq)
}

// week finds a week in a book.
func (s *shelf) week(b *book, monday when.Day) (Week, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, found := b.weeks[monday]
	return w, found
}

// keepWeek adds a week that was read where the ledger stood at seq. If the
// book is known to be right further than that, the week may be older than the
// book and is not kept.
func (s *shelf) keepWeek(b *book, seq int64, w Week) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq < b.seq {
		return
	}
	if len(b.weeks) >= weeksInBook {
		clear(b.weeks)
	}
	b.weeks[w.Monday] = w
}

// marksOf finds the marks of a term in a book.
func (s *shelf) marksOf(b *book, term id.Term) (TermMarks, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, found := b.marks[term]
	return m, found
}

// keepMarks adds the marks of a term, as keepWeek does a week.
func (s *shelf) keepMarks(b *book, seq int64, term id.Term, m TermMarks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq >= b.seq {
		b.marks[term] = m
	}
}

// weeksInBook is how many weeks of one pupil are kept: this one, its
// neighbours, and a little leafing back.
const weeksInBook = 6
