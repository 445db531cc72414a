package journal

import (
	"container/list"
	"strings"
	"sync"
	"time"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// pageBytes is what the pages in memory may take together, about.
const pageBytes = 16 << 20

// pageLife bounds how long a page may miss a change of the roll or of a name
// that was made through another server. A change of what is written on the page
// is never missed: that has a version.
const pageLife = 5 * time.Minute

// pageCache keeps the data of pages lately read, never their HTML.
type pageCache struct {
	db *storage.DB

	mu      sync.Mutex
	pages   map[pageKey]*list.Element
	recent  *list.List // of *kept, the latest first
	bytes   int
	watches map[id.Org]func() // stops following an organisation
	epoch   map[id.Org]int    // of what pages show but do not own: names, roll, terms
	wait    sync.WaitGroup
}

type pageKey struct {
	org id.Org
	Page
}

type kept struct {
	key   pageKey
	page  *spread
	until when.Instant
}

func newPageCache(db *storage.DB) *pageCache {
	return &pageCache{
		db: db, pages: map[pageKey]*list.Element{}, recent: list.New(),
		watches: map[id.Org]func(){}, epoch: map[id.Org]int{},
	}
}

// find gives a page that still shows this version on this day; nil when there
// is none in memory.
func (p *pageCache) find(org id.Org, page Page, version int64, today when.Day) *spread {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.pages[pageKey{org, page}]
	if e == nil {
		return nil
	}
	k := e.Value.(*kept)
	if k.page.version != version || k.page.today != today || !p.db.Now().Before(k.until) {
		p.drop(e)
		return nil
	}
	p.recent.MoveToFront(e)
	return k.page
}

// loading is called before a page is read; what it returns keeps the page,
// unless something it shows has changed in between.
func (p *pageCache) loading(org id.Org) func(*spread) {
	p.follow(org)
	p.mu.Lock()
	began := p.epoch[org]
	p.mu.Unlock()
	return func(s *spread) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.epoch[org] == began {
			p.keep(pageKey{org, s.Page}, s)
		}
	}
}

func (p *pageCache) keep(key pageKey, s *spread) {
	if e := p.pages[key]; e != nil {
		p.drop(e)
	}
	p.pages[key] = p.recent.PushFront(&kept{key, s, p.db.Now().Add(pageLife)})
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

// follow forgets an organisation's pages when something changes there that the
// pages show but do not own.
func (p *pageCache) follow(org id.Org) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.watches[org] != nil {
		return
	}
	changes, stop := p.db.Watch(org)
	ended := make(chan struct{})
	p.watches[org] = func() { stop(); close(ended) }
	p.wait.Go(func() {
		for {
			select {
			case c := <-changes:
				if !ownAct(c.Act) {
					p.forget(org)
				}
			case <-ended:
				return
			}
		}
	})
}

// ownAct tells an act of the journal, which gives its page a new version.
func ownAct(act string) bool {
	thing, _, _ := strings.Cut(act, ".")
	switch thing {
	case "mark", "attendance", "lesson", "task", "homework":
		return true
	}
	return false
}

func (p *pageCache) forget(org id.Org) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.epoch[org]++
	for key, e := range p.pages {
		if key.org == org {
			p.drop(e)
		}
	}
}

func (p *pageCache) close() {
	p.mu.Lock()
	for org, stop := range p.watches {
		stop()
		delete(p.watches, org)
	}
	p.mu.Unlock()
	p.wait.Wait()
}
