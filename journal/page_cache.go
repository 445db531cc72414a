package journal

import (
	"container/list"
	"sync"

	"parta/access"
	"parta/id"
	"parta/when"
)

// pageBytes is what the pages in memory may take together, about.
const pageBytes = 16 << 20

// pageCache keeps the data of pages lately read, never their HTML. A page has a
// version for what is written on it, and shows the names, roll and terms of an
// era of the ledger.
type pageCache struct {
	mu     sync.Mutex
	pages  map[pageKey]*list.Element
	recent *list.List // of *kept, the latest first
	bytes  int
}

type pageKey struct {
	org id.Org
	Page
}

type kept struct {
	key  pageKey
	page *spread
	era  access.Era

	ahead []pageWrite // of versions behind one that has not arrived, in their order
}

func (k *kept) shows(era access.Era, today when.Day) bool {
	return k.era == era && k.page.today == today
}

func newPageCache() *pageCache {
	return &pageCache{pages: map[pageKey]*list.Element{}, recent: list.New()}
}

// find gives a page that still shows this version in this era on this day; nil
// when there is none in memory.
func (p *pageCache) find(org id.Org, page Page, version int64, era access.Era, today when.Day) *spread {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.pages[pageKey{org, page}]
	if e == nil {
		return nil
	}
	k := e.Value.(*kept)
	if k.page.version != version || !k.shows(era, today) {
		return nil
	}
	p.recent.MoveToFront(e)
	return k.page
}

// since gives a page that shows a version or a later one.
func (p *pageCache) since(org id.Org, page Page, version int64, era access.Era, today when.Day) *spread {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.pages[pageKey{org, page}]
	if e == nil {
		return nil
	}
	if k := e.Value.(*kept); k.page.version >= version && k.shows(era, today) {
		return k.page
	}
	return nil
}

// keep puts a page read in an era in the place of an older one.
func (p *pageCache) keep(org id.Org, s *spread, era access.Era) {
	if era == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := pageKey{org, s.Page}
	if e := p.pages[key]; e != nil {
		if k := e.Value.(*kept); k.era > era || k.shows(era, s.today) && k.page.version > s.version {
			return
		}
		p.drop(e)
	}
	p.pages[key] = p.recent.PushFront(&kept{key: key, page: s, era: era})
	p.bytes += s.size
	for p.bytes > pageBytes && p.recent.Len() > 1 {
		p.drop(p.recent.Back())
	}
}

func (p *pageCache) drop(e *list.Element) {
	k := e.Value.(*kept)
	p.recent.Remove(e)
	delete(p.pages, k.key)
	p.bytes -= k.page.size
}
