package web

import (
	"slices"
	"sync"

	"parta/id"
	"parta/internal/problem"
)

// streamsPerSession is how many tabs of one browser may listen at once.
const streamsPerSession = 12

// presence knows who looks at which page in this process.
type presence struct {
	mu       sync.Mutex
	topics   map[string]map[*seat]struct{}
	sessions map[id.Session]int
}

// seat is one stream at a topic.
type seat struct {
	session id.Session
	person  id.Person
	name    string
	changed chan struct{} // holds one: somebody came or went
}

func newPresence() *presence {
	return &presence{topics: map[string]map[*seat]struct{}{}, sessions: map[id.Session]int{}}
}

// sit takes a place for a stream; too many of one session are refused.
func (p *presence) sit(topic string, s *seat) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sessions[s.session] >= streamsPerSession {
		return problem.New(problem.TooOften, "web.problem.many")
	}
	p.sessions[s.session]++
	if p.topics[topic] == nil {
		p.topics[topic] = map[*seat]struct{}{}
	}
	p.topics[topic][s] = struct{}{}
	p.tell(topic)
	return nil
}

func (p *presence) leave(topic string, s *seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sessions[s.session]--; p.sessions[s.session] == 0 {
		delete(p.sessions, s.session)
	}
	delete(p.topics[topic], s)
	if len(p.topics[topic]) == 0 {
		delete(p.topics, topic)
		return
	}
	p.tell(topic)
}

func (p *presence) tell(topic string) {
	if topic == "" {
		return
	}
	for s := range p.topics[topic] {
		select {
		case s.changed <- struct{}{}:
		default:
		}
	}
}

// others are the names of the other people at a topic, each once, in order.
func (p *presence) others(topic string, me *seat) []string {
	names := []string{}
	if topic == "" {
		return names
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for s := range p.topics[topic] {
		if s.person != me.person && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return names
}
