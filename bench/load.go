package main

import (
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

func (r result) rate() float64 { return float64(r.requests) / r.seconds }

// closed asks again as soon as it is answered, over so many connections.
func closed(address string, from source, connections int, lasting time.Duration, want int) (result, error) {
	var next, wire atomic.Int64
	end := time.Now().Add(lasting)
	begin := time.Now()
	err := each(connections, func(int) error {
		c, err := dial(address)
		if err != nil {
			return err
		}
		defer c.close()
		for time.Now().Before(end) {
			a, err := c.do(from(next.Add(1)-1), false)
			if err != nil {
				return err
			}
			if a.status != want {
				return fmt.Errorf("status %d, want %d", a.status, want)
			}
			wire.Store(int64(a.bytes))
		}
		return nil
	})
	return result{requests: next.Load(), seconds: time.Since(begin).Seconds(), bytes: wire.Load()}, err
}

// open sends requests at a fixed rate, whatever the answers do, and counts each
// latency from the moment the request was due.
func open(address string, from source, rate float64, connections int, lasting time.Duration, want int) (result, error) {
	count := int64(rate * lasting.Seconds())
	if count < 1 {
		return result{}, fmt.Errorf("a rate of %.2f/s gives no request", rate)
	}
	var next atomic.Int64
	gap := time.Duration(float64(time.Second) / rate)
	begin := time.Now().Add(20 * time.Millisecond)
	var mu sync.Mutex
	latencies := make([]time.Duration, 0, count)
	err := each(connections, func(int) error {
		c, err := dial(address)
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
			a, err := c.do(from(n), false)
			if err != nil {
				return err
			}
			if a.status != want {
				return fmt.Errorf("status %d, want %d", a.status, want)
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
