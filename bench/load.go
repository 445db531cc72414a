package main

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// source makes the n-th request of a scenario; it is called from many
// goroutines at once.
type source func(n int64) []byte

// result is what one load gave.
type result struct {
	requests int64
	seconds  float64
	p50, p99 time.Duration
	bytes    int64 // of the last answer, on the wire
}

// load is requests to one server, over so many connections at once.
type load struct {
	address     string
	from        source
	connections int
	want        int    // the status of a good answer
	proof       []byte // stands in the body of a good answer; nil for whatever it says
}

// shoot sends one request and checks its answer.
func (l load) shoot(c *client, n int64) (answer, error) {
	a, err := c.do(l.from(n), l.proof != nil)
	if err == nil && a.status != l.want {
		err = fmt.Errorf("status %d, want %d", a.status, l.want)
	}
	if err == nil && !bytes.Contains(a.body, l.proof) {
		err = fmt.Errorf("answered %.300s, want %s in it", a.body, l.proof)
	}
	return a, err
}

func (r result) rate() float64 { return float64(r.requests) / r.seconds }

// closed asks again as soon as it is answered, over so many connections.
func (l load) closed(lasting time.Duration) (result, error) {
	var next, wire atomic.Int64
	end := time.Now().Add(lasting)
	begin := time.Now()
	err := each(l.connections, func(int) error {
		c, err := dial(l.address)
		if err != nil {
			return err
		}
		defer c.close()
		for time.Now().Before(end) {
			a, err := l.shoot(c, next.Add(1)-1)
			if err != nil {
				return err
			}
			wire.Store(int64(a.bytes))
		}
		return nil
	})
	return result{requests: next.Load(), seconds: time.Since(begin).Seconds(), bytes: wire.Load()}, err
}

// warm asks for each page once.
func (l load) warm(pages [][]byte) error {
	l.from, l.want, l.proof = func(n int64) []byte { return pages[n] }, 200, nil
	c, err := dial(l.address)
	if err != nil {
		return err
	}
	defer c.close()
	for n := range pages {
		if _, err := l.shoot(c, int64(n)); err != nil {
			return err
		}
	}
	return nil
}

// open sends requests at a fixed rate, whatever the answers do, and counts each
// latency from the moment the request was due.
func (l load) open(rate float64, lasting time.Duration) (result, error) {
	count := int64(rate * lasting.Seconds())
	if count < 1 {
		return result{}, fmt.Errorf("a rate of %.2f/s gives no request", rate)
	}
	var next atomic.Int64
	gap := time.Duration(float64(time.Second) / rate)
	begin := time.Now().Add(20 * time.Millisecond)
	var mu sync.Mutex
	latencies := make([]time.Duration, 0, count)
	err := each(l.connections, func(int) error {
		c, err := dial(l.address)
		if err != nil {
			return err
		}
		defer c.close()
		var mine []time.Duration
		for {
			n := next.Add(1) - 1
			if n >= count {
				break
			}
			due := begin.Add(time.Duration(n) * gap)
			time.Sleep(time.Until(due))
			if _, err := l.shoot(c, n); err != nil {
				return err
			}
			mine = append(mine, time.Since(due))
		}
		mu.Lock()
		latencies = append(latencies, mine...)
		mu.Unlock()
		return nil
	})
	slices.Sort(latencies)
	r := result{requests: int64(len(latencies)), seconds: time.Since(begin).Seconds()}
	if len(latencies) > 0 {
		r.p50, r.p99 = latencies[len(latencies)/2], latencies[len(latencies)*99/100]
	}
	return r, err
}

// each runs fn so many times at once and returns the first error.
func each(count int, fn func(i int) error) error {
	errs := make(chan error, count)
	for i := range count {
		go func() { errs <- fn(i) }()
	}
	var first error
	for range count {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}
