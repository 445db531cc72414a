package web

import (
	"slices"
	"sync"

	"parta/id"
	"parta/internal/problem"
)

// streamsPerAccount is how many tabs of one account may listen at once, in all its
// browsers: sessions cost nothing to open. A tab that is out of sight does not
// listen, so a family with one account, or a teacher at school and at home, is far
// from it.
const streamsPerAccount = 12

// presence knows who looks at which page in this process.
type presence struct {
	mu       sync.Mutex
	topics   map[string]map[*seat]struct{}
	accounts map[id.Account]int
}

// seat is one stream at a topic.
type seat struct {
	account id.Account
	person  id.Person
	name    string
	changed chan struct{} // holds one: somebody came or went
}

func newPresence() *presence {
	return &presence{topics: map[string]map[*seat]struct{}{}, accounts: map[id.Account]int{}}
}

// sit takes a place for a stream; too many of one account are refused.
func (p *presence) sit(topic string, s *seat) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.accounts[s.account] >= streamsPerAccount {
		return problem.New(problem.TooOften, "web.problem.many")
	}
	p.accounts[s.account]++
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
	if p.accounts[s.account]--; p.accounts[s.account] == 0 {
		delete(p.accounts, s.account)
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
