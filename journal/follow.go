package journal

import (
	"cmp"
	"container/list"
	"hash/maphash"
	"slices"

	"parta/access"
	"parta/id"
	"parta/when"
)

// pageVersion is the version that a write gave one of the pages of its cell.
type pageVersion struct {
	term    id.Term
	version int64
}

// pageWrite is a cell that was written, and the version of the page with it.
type pageWrite struct {
	version int64
	spot    *spot
}

// follow makes the pages in memory follow the writes that were just saved, so
// that neither the answer nor the next reader has to read them anew. Writes of
// others may be committed between and arrive here earlier or later: a page goes
// forward when the next version is there.
func (p *pageCache) follow(org id.Org, era access.Era, today when.Day, saved []spot, errs []error) {
	pages := map[Page][]pageWrite{}
	for i := range saved {
		for _, v := range saved[i].pages {
			if errs[i] == nil {
				page := Page{saved[i].task.Group, saved[i].task.Course, v.term}
				pages[page] = append(pages[page], pageWrite{v.version, &saved[i]})
			}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for page, writes := range pages {
		if e := p.pages[pageKey{org, page}]; e != nil && e.Value.(*kept).shows(era, today) {
			p.forward(e, writes)
		}
	}
}

// aheadLimit is how many writes may wait for one before them.
const aheadLimit = 200

// forward applies writes to a page, as far as their versions follow on it.
func (p *pageCache) forward(e *list.Element, writes []pageWrite) {
	k := e.Value.(*kept)
	k.ahead = append(k.ahead, writes...)
	slices.SortFunc(k.ahead, func(a, b pageWrite) int { return cmp.Compare(a.version, b.version) })
	next, last := 0, k.page.version
	first := 0
	for first < len(k.ahead) && k.ahead[first].version <= last {
		first++
	}
	for next = first; next < len(k.ahead) && k.ahead[next].version == last+1; next++ {
		last++
	}
	ready := k.ahead[first:next]
	k.ahead = slices.Clone(k.ahead[next:])
	if len(ready) == 0 && len(k.ahead) < aheadLimit {
		return
	}
	page := k.page.with(ready)
	if page == nil || len(k.ahead) >= aheadLimit {
		p.drop(e)
		return
	}
	p.bytes += page.size - k.page.size
	k.page = page
}

// with is the page after some cells were written; nil when more than cells
// change with them: a column that appears or goes, a lesson that was planned.
func (s *spread) with(writes []pageWrite) *spread {
	next := &spread{
		Page: s.Page, today: s.today,
		group: s.group, course: s.course, term: s.term, terms: s.terms, taught: s.taught, closedOn: s.closedOn, teachers: s.teachers,
		dialect: s.dialect, thresholds: s.thresholds, weighted: s.weighted, sources: s.sources,
		columns: s.columns, rows: slices.Clone(s.rows), size: s.size + 40*len(writes), names: s.names,
	}
	for _, write := range writes {
		w := write.spot
		next.version = write.version
		at, on := s.placeOf(w)
		if !on || w.before.planned || !s.term.Days.Holds(w.task.Day) ||
			w.lesson.ID != 0 && len(s.columnsOfLesson(w.lesson.ID)) > 1 || next.versionsAt(at) != w.replaced() {
			return nil
		}
		next.put(at, w)
	}
	var h maphash.Hash
	h.SetSeed(seed)
	maphash.WriteComparable(&h, s.stamp)
	maphash.WriteComparable(&h, next.version)
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
