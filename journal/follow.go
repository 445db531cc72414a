package journal

import (
	"hash/maphash"
	"slices"

	"parta/internal/storage"
)

// follow makes the pages in memory follow the writes that were just saved, so
// that neither the answer nor the next reader has to read them anew. It does so
// only where these writes are all that has happened to a page since it was read.
func (a *cellAnswer) follow(tx *storage.Tx, cache *pageCache, saved []spot, errs []error, seq int64) error {
	writes := map[Page][]*spot{}
	for i := range saved {
		if errs[i] == nil && a.term != 0 {
			p := Page{saved[i].task.Group, saved[i].task.Course, a.term}
			writes[p] = append(writes[p], &saved[i])
		}
	}
	for p, spots := range writes {
		keep := cache.loading(a.who.Org)
		version, err := versionOf(tx, p)
		if err != nil {
			return err
		}
		known := cache.find(a.who.Org, p, version-int64(len(spots)), a.who.On)
		if known == nil {
			continue
		}
		if next := known.with(spots, version, seq); next != nil {
			a.pages[p] = next
			keep(next)
		}
	}
	return nil
}

// with is the page after some cells were written; nil when more than cells
// change with them: a column that appears or goes, a lesson that was planned.
func (s *spread) with(spots []*spot, version, seq int64) *spread {
	next := &spread{
		Page: s.Page, version: version, seq: seq, today: s.today,
		group: s.group, course: s.course, term: s.term, terms: s.terms, closedOn: s.closedOn, teachers: s.teachers,
		dialect: s.dialect, thresholds: s.thresholds, weighted: s.weighted, sources: s.sources,
		columns: s.columns, rows: slices.Clone(s.rows), size: s.size + 40*len(spots), names: s.names,
	}
	for _, w := range spots {
		at, on := s.placeOf(w)
		if !on || w.before.planned || !s.term.Days.Holds(w.task.Day) ||
			w.lesson.ID != 0 && len(s.columnsOfLesson(w.lesson.ID)) > 1 || s.versionsAt(at) != w.replaced() {
			return nil
		}
		next.put(at, w)
	}
	var h maphash.Hash
	h.SetSeed(seed)
	maphash.WriteComparable(&h, s.stamp)
	maphash.WriteComparable(&h, version)
	next.stamp = h.Sum64()
	return next
}

// versionsAt are those of a cell as the page knows it.
func (s *spread) versionsAt(at place) (v [1 + Slots]int32) {
	cells := s.rows[at.row].cells
	if i, found := slices.BinarySearchFunc(cells, int32(at.column), func(have cell, want int32) int { return int(have.column - want) }); found {
		v = cells[i].versions
	}
	return v
}

// replaced are the versions that the write has met: a page that knows later
// ones shows it already.
func (w *spot) replaced() [1 + Slots]int32 {
	v := [1 + Slots]int32{int32(w.attendance.Version)}
	if w.before.presence != w.attendance.Presence {
		v[0]--
	}
	for i, m := range w.marks {
		v[1+i] = int32(m.Version)
		if w.before.marks[i] != m.Written {
			v[1+i]--
		}
	}
	return v
}

// placeOf finds a cell on the page; false when its column or row is not there.
func (s *spread) placeOf(w *spot) (place, bool) {
	at := place{s.rowOf(w.pupil), s.columnAt(w.column)}
	return at, at.row >= 0 && at.column >= 0
}

// put writes one cell into a page that nobody else sees yet.
func (s *spread) put(at place, w *spot) {
	r := &s.rows[at.row]
	weight := s.weightOf(s.columns[at.column].task)
	for i, m := range w.marks {
		if was := w.before.marks[i]; was.Counted {
			r.mean = Mean{r.mean.Sum - was.Value*weight, r.mean.Weight - weight}
		}
		if m.Counted {
			r.mean = r.mean.Add(m.Value, weight)
		}
	}
	if w.before.presence.State == Absent {
		r.absences--
	}
	if w.attendance.State == Absent {
		r.absences++
	}
	r.proposed, r.shown = s.thresholds.Propose(r.mean), s.thresholds.Show(r.mean, ",")

	c := cell{column: int32(at.column), text: w.text(s.dialect.letters)}
	c.flags = flagsOf(w.attendance.Presence, w.written(), s.dialect.scale)
	c.versions = [1 + Slots]int32{int32(w.attendance.Version), int32(w.marks[0].Version), int32(w.marks[1].Version)}
	i, found := slices.BinarySearchFunc(r.cells, c.column, func(have cell, want int32) int { return int(have.column - want) })
	r.cells = slices.Clone(r.cells)
	if found {
		r.cells[i] = c
		return
	}
	r.cells = slices.Insert(r.cells, i, c)
}
