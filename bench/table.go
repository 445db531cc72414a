package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// table measures a folder and prints what it finds.
type table struct {
	program, dir string
	lasting      time.Duration
	profiles     string // folder for a CPU profile of each scenario; "" for none
}

// row is one scenario's figures.
type row struct {
	name     string
	rate     float64
	cpu      time.Duration // of the server, per request
	p50, p99 time.Duration
	ceiling  float64 // requests per second of the ceiling
	bytes    int64   // on the wire, compressed
}

// drawn is how many pages a load draws from.
const drawn = 300

func (t *table) run(ctx context.Context, schools int, rest bool) ([]row, error) {
	data := filepath.Join(t.dir, fmt.Sprintf("data-%d", schools))
	fmt.Printf("\n%d schools: filling … ", schools)
	began := time.Now()
	w, err := fill(ctx, data, schools)
	if err != nil {
		return nil, err
	}
	size, err := os.Stat(filepath.Join(data, "parta.db"))
	if err != nil {
		return nil, err
	}
	fmt.Printf("%d journal pages, %.0f MiB in %.1f s\n", len(w.pages), float64(size.Size())/(1<<20), time.Since(began).Seconds())
	rand.Shuffle(len(w.pages), func(i, j int) { w.pages[i], w.pages[j] = w.pages[j], w.pages[i] })
	rand.Shuffle(len(w.pupils), func(i, j int) { w.pupils[i], w.pupils[j] = w.pupils[j], w.pupils[i] })
	w.pages, w.pupils = w.pages[:min(drawn, len(w.pages))], w.pupils[:min(drawn, len(w.pupils))]

	if rest {
		if err := t.atRest(data, w); err != nil {
			return nil, err
		}
	}
	args := []string{"serve", "--data", data, "--listen", "127.0.0.1:0"}
	if t.profiles != "" {
		args = append(args, "--debug", debugAddress)
	}
	server, err := start(t.program, args...)
	if err != nil {
		return nil, err
	}
	defer server.stop()
	scenarios := t.scenarios(server.address, w)
	bare, err := t.captured(server, data, scenarios)
	if err != nil {
		return nil, err
	}
	defer bare.stop()

	fmt.Printf("%-10s %10s %9s %9s %9s %12s %7s %8s\n", "scenario", "req/s", "CPU ms", "p50 ms", "p99 ms", "ceiling/s", "share", "KiB")
	var rows []row
	for _, s := range scenarios {
		r, err := t.one(server, bare, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		share, top := "", ""
		if r.ceiling > 0 {
			share, top = fmt.Sprintf("%.2f", r.rate/r.ceiling), fmt.Sprintf("%.0f", r.ceiling)
		}
		fmt.Printf("%-10s %10.0f %9.3f %9.2f %9.2f %12s %7s %8.1f\n", r.name, r.rate, millis(r.cpu), millis(r.p50), millis(r.p99), top, share, float64(r.bytes)/1024)
		rows = append(rows, r)
	}
	peak, err := server.memory("VmHWM")
	fmt.Printf("peak memory %.0f MiB\n", peak)
	return rows, err
}

// one measures a scenario: warm, after each page was asked for once, by a closed loop, its latencies by an open one
// at half the rate, and the ceiling by the same closed loop just after: it saves into the same file, and a commit of
// another process empties all that the server keeps of it, which no school's server ever meets.
func (t *table) one(server, bare *process, s scenario) (row, error) {
	r := row{name: s.name}
	l := load{server.address, s.from, s.connections, s.want, s.proof}
	if err := l.warm(s.pages); err != nil {
		return r, err
	}
	if _, err := l.closed(t.lasting / 4); err != nil {
		return r, err
	}
	profiled := t.profile(s.name)
	before, err := server.cpu()
	if err != nil {
		return r, err
	}
	got, err := l.closed(t.lasting)
	if err != nil {
		return r, err
	}
	after, err := server.cpu()
	if err != nil {
		return r, err
	}
	if err := <-profiled; err != nil {
		return r, err
	}
	r.rate, r.cpu, r.bytes = got.rate(), (after-before)/time.Duration(got.requests), got.bytes
	half, err := l.open(r.rate/2, t.lasting)
	r.p50, r.p99 = half.p50, half.p99
	if err != nil || s.ceiling == nil {
		return r, err
	}
	top, err := load{bare.address, s.ceiling, s.connections, 200, s.proof}.closed(t.lasting)
	if err != nil {
		return r, fmt.Errorf("ceiling: %w", err)
	}
	r.ceiling = top.rate()
	return r, nil
}

const debugAddress = "127.0.0.1:6063"

// profile takes a CPU profile while a scenario runs.
func (t *table) profile(name string) <-chan error {
	done := make(chan error, 1)
	if t.profiles == "" {
		done <- nil
		return done
	}
	go func() {
		answer, err := http.Get(fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", debugAddress, max(1, int(t.lasting.Seconds())-1)))
		if err != nil {
			done <- err
			return
		}
		defer answer.Body.Close()
		file, err := os.Create(filepath.Join(t.profiles, name+".pprof"))
		if err != nil {
			done <- err
			return
		}
		_, err = io.Copy(file, answer.Body)
		done <- errors.Join(err, file.Close())
	}()
	return done
}

// captured takes each page once, which is also the cold measurement, and
// starts the ceiling with their bytes.
func (t *table) captured(server *process, data string, scenarios []scenario) (*process, error) {
	dir := filepath.Join(t.dir, "pages")
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	for _, s := range scenarios {
		if len(s.plain) == 0 {
			continue
		}
		before, err := server.cpu()
		if err != nil {
			return nil, err
		}
		if err := keepPages(server.address, filepath.Join(dir, s.name), s.plain); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		after, err := server.cpu()
		if err != nil {
			return nil, err
		}
		fmt.Printf("cold %-8s %.2f ms CPU over %d pages, uncompressed\n", s.name, millis((after-before)/time.Duration(len(s.plain))), len(s.plain))
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(self, "ceiling", dir, data)
}

func keepPages(address, dir string, requests [][]byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	c, err := dial(address)
	if err != nil {
		return err
	}
	defer c.close()
	for i, request := range requests {
		a, err := c.do(request, true)
		if err != nil {
			return err
		}
		if a.status != 200 {
			return fmt.Errorf("status %d for %s", a.status, strings.SplitN(string(request), "\r\n", 2)[0])
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.html", i)), a.body, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// atRest measures the start of a server on a filled folder and its memory half
// a minute after one sign-in and one grid.
func (t *table) atRest(data string, w world) error {
	server, err := start(t.program, "serve", "--data", data, "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.stop()
	c, err := dial(server.address)
	if err != nil {
		return err
	}
	defer c.close()
	if _, err := c.do(get(server.address, "/healthz", "", ""), false); err != nil {
		return err
	}
	fmt.Printf("start to first answer %d ms\n", time.Since(server.began).Milliseconds())
	for _, request := range [][]byte{signIn(server.address, w.names[0]), get(server.address, w.pages[0].path, "parta="+w.pages[0].token, "zstd")} {
		if _, err := c.do(request, false); err != nil {
			return err
		}
	}
	time.Sleep(30 * time.Second)
	resident, err := server.memory("VmRSS")
	fmt.Printf("resident 30 s after one sign-in and one grid: %.0f MiB\n", resident)
	return err
}
