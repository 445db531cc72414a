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
	pages       [][]byte // to warm up with, asked for as browsers do
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
	views := grid.pages
	grid.from = func(n int64) []byte {
		if n%savesEvery == savesEvery-1 {
			return save.next()
		}
		return views[rand.IntN(len(views))]
	}
	saving := scenario{name: "b_save1", connections: 32, want: 200, proof: []byte(`"state":"saved"`), from: func(int64) []byte { return save.next() }}
	saving.pages = grid.pages // a teacher has the page open
	saving.ceiling = func(int64) []byte { return save.bare() }
	names := w.names
	login := scenario{name: "f_login", connections: 2, want: 303, from: func(int64) []byte { return signIn(host, names[rand.IntN(len(names))]) }}
	return []scenario{grid.scenario, saving, marks.scenario, week.scenario, login}
}

// reads is a scenario over a list of pages.
type reads struct{ scenario }

func reading(name string, connections int) *reads {
	r := &reads{scenario: scenario{name: name, connections: connections, want: 200}}
	r.from = func(int64) []byte { return r.pages[rand.IntN(len(r.pages))] }
	r.ceiling = func(int64) []byte {
		return get("ceiling", fmt.Sprintf("/page/%s/%d", name, rand.IntN(len(r.plain))), "", encoding)
	}
	return r
}

func (r *reads) add(host, path, cookie string) {
	r.pages = append(r.pages, get(host, path, cookie, encoding))
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

	mu sync.Mutex
}

func newSaver(host string, w world) *saver { return &saver{host: host, pages: w.pages} }

// empty is a cell that nobody has taken before, and a key for the write.
type empty struct {
	page   page
	lesson int
	pupil  id.Person
	key    string
	value  int64
}

// take finds an empty cell and takes it.
func (s *saver) take() empty {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		p := s.pages[rand.IntN(len(s.pages))]
		l, k := rand.IntN(len(p.lessons)), rand.IntN(len(p.pupils))
		if at := l*len(p.pupils) + k; !p.taken[at] {
			p.taken[at] = true
			return empty{p, l, p.pupils[k], key(), int64(2 + rand.IntN(4))}
		}
	}
}

// key is as a browser makes it: keys that were counted up would be neighbours in
// the table of one school, and a commit would find them all on one page.
func key() string { return fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()) }

func (s *saver) next() []byte {
	e := s.take()
	body := fmt.Sprintf(`{"term":%q,"writes":[{"key":%q,"column":"L%s","pupil":%q,"text":"%d","replaces":{"attendance":0,"mark1":0,"mark2":0}}]}`,
		e.page.term, e.key, e.page.lessons[e.lesson], e.pupil, e.value)
	return post(s.host, "/o/"+e.page.org.String()+"/journal/cells", "parta="+e.page.token, "application/json", []byte(body))
}

func (s *saver) bare() []byte {
	e := s.take()
	body := fmt.Sprintf(`{"key":%q,"org":%q,"task":%q,"pupil":%q,"text":"%d","value":%d}`,
		e.key, e.page.org, e.page.tasks[e.lesson], e.pupil, e.value, 100*e.value)
	return post("ceiling", "/save", "", "application/json", []byte(body))
}
