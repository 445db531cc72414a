package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"

	"parta/id"
)

// scenario is one kind of request.
type scenario struct {
	name        string
	connections int
	want        int      // the status of a good answer
	proof       []byte   // stands in a good answer; nil for whatever it says
	from        source   // the requests to the server
	plain       [][]byte // the pages it draws from, asked for uncompressed; nil when it saves
	ceiling     source   // the same for the ceiling; nil where there is none
}

// encoding is what browsers of today accept.
const encoding = "gzip, deflate, br, zstd"

// savesEvery puts one save among so many views of the grid.
const savesEvery = 50

func (t *table) scenarios(host string, w world) []scenario {
	grid, week, marks := reading("a_grid", 16), reading("c_week", 16), reading("c_marks", 16)
	for _, p := range w.pages {
		grid.add(host, p.path, "parta="+p.token)
	}
	for _, p := range w.pupils {
		week.add(host, p.path+"/week/"+w.monday, "parta="+p.token)
		marks.add(host, p.path+"/marks", "parta="+p.token)
	}
	save := newSaver(host, w)
	views := grid.requests
	grid.from = func(n int64) []byte {
		if n%savesEvery == savesEvery-1 {
			return save.next()
		}
		return views[rand.IntN(len(views))]
	}
	saving := scenario{name: "b_save1", connections: 32, want: 200, proof: []byte(`"state":"saved"`), from: func(int64) []byte { return save.next() }}
	saving.ceiling = func(int64) []byte { return save.bare() }
	names := w.names
	login := scenario{name: "f_login", connections: 2, want: 303, from: func(int64) []byte { return signIn(host, names[rand.IntN(len(names))]) }}
	return []scenario{grid.scenario, saving, marks.scenario, week.scenario, login}
}

// reads is a scenario over a list of pages.
type reads struct {
	scenario
	requests [][]byte
}

func reading(name string, connections int) *reads {
	r := &reads{scenario: scenario{name: name, connections: connections, want: 200}}
	r.from = func(int64) []byte { return r.requests[rand.IntN(len(r.requests))] }
	r.ceiling = func(int64) []byte {
		return get("ceiling", fmt.Sprintf("/page/%s/%d", name, rand.IntN(len(r.plain))), "", encoding)
	}
	return r
}

func (r *reads) add(host, path, cookie string) {
	r.requests = append(r.requests, get(host, path, cookie, encoding))
	r.plain = append(r.plain, get(host, path, cookie, ""))
}

func signIn(host, name string) []byte {
	form := url.Values{"signin": {name}, "password": {password}}
	return post(host, "/sign-in", "", "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// saver makes writes that a grid would send: each gives a pupil a mark in a
// lesson at random, in a cell that was empty, so that each is a save.
type saver struct {
	host  string
	pages []page

	mu   sync.Mutex
	keys int64
}

func newSaver(host string, w world) *saver { return &saver{host: host, pages: w.pages} }

// take finds an empty cell and takes it.
func (s *saver) take() (p page, lesson id.Lesson, pupil id.Person, key int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		p = s.pages[rand.IntN(len(s.pages))]
		l, k := rand.IntN(len(p.lessons)), rand.IntN(len(p.pupils))
		if at := l*len(p.pupils) + k; !p.taken[at] {
			p.taken[at] = true
			s.keys++
			return p, p.lessons[l], p.pupils[k], s.keys
		}
	}
}

func (s *saver) next() []byte {
	p, lesson, pupil, key := s.take()
	body := fmt.Sprintf(`{"term":%q,"writes":[{"key":"bench-%d-%d","column":"L%s","pupil":%q,"text":"%d","replaces":{"attendance":0,"mark1":0,"mark2":0}}]}`,
		p.term, key, rand.Int64(), lesson, pupil, 2+rand.IntN(4))
	return post(s.host, "/o/"+p.org.String()+"/journal/cells", "parta="+p.token, "application/json", []byte(body))
}

func (s *saver) bare() []byte {
	p := s.pages[rand.IntN(len(s.pages))]
	lesson, pupil := p.lessons[rand.IntN(len(p.lessons))], p.pupils[rand.IntN(len(p.pupils))]
	body := fmt.Sprintf(`{"writes":[{"key":"bench","column":"L%s","pupil":%q,"text":"%d"}]}`, lesson, pupil, 2+rand.IntN(4))
	return post("ceiling", "/save", "", "application/json", []byte(body))
}
