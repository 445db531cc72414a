package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"parta/app"
	"parta/demo"
	"parta/id"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

const (
	crashKills   = 3
	crashWriters = 16
	crashEnv     = "PARTA_TEST_COMMAND" // set in the process that is to be the program itself
)

// TestMain is also the program, so that a test can start it and kill it.
func TestMain(m *testing.M) {
	if os.Getenv(crashEnv) != "" {
		main()
	}
	if err := os.Setenv("PARTA_LANG", "en"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// program starts parta in a process of its own and waits until it serves.
func program(t *testing.T, args ...string) (p *exec.Cmd, address string) {
	t.Helper()
	p = exec.Command(os.Args[0], args...)
	p.Env = append(os.Environ(), crashEnv+"=1")
	out, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, rest, found := strings.Cut(lines.Text(), "http://"); found {
			go func() {
				for lines.Scan() { // the pipe must not fill up
				}
			}()
			return p, "http://" + strings.Fields(rest)[0]
		}
	}
	t.Fatalf("parta %s ended without serving: %v", strings.Join(args, " "), p.Wait())
	return nil, ""
}

// kept is a cell with one mark, as the database or an answer has it.
type kept struct {
	mark    id.Mark
	lesson  id.Lesson
	pupil   id.Person
	text    string
	version int64
	key     string // of a save that was sent and not answered; "" when there is none
}

// next is the cell after one more save.
func (k *kept) next() kept {
	next := *k
	next.version++
	next.text = string('2' + (k.text[0]-'2'+1)%4)
	next.key = ""
	return next
}

// crash is an installation that is killed amid its work.
type crash struct {
	*testing.T
	data    config.Data
	org     id.Org
	cells   []*kept
	clients []*http.Client // of the writers, who are signed in once
	saved   []kept         // every acknowledged state of a cell
	mu      sync.Mutex
	keys    atomic.Int64
	again   atomic.Int64 // saves that were sent once more
	rounds  int
	full    bool // the disk may be: an answer that says so is none
}

// within opens the database while nobody serves it.
func (c *crash) within(org id.Org, fn func(tx *storage.Tx) error) {
	c.Helper()
	db, err := app.OpenDB(c.Context(), c.data, false)
	if err != nil {
		c.Fatal(err)
	}
	defer db.Close()
	if err := db.Read(c.Context(), org, fn); err != nil {
		c.Fatal(err)
	}
}

// fill makes a small demo.
func (c *crash) fill() {
	db, err := app.OpenDB(c.Context(), c.data, false)
	if err != nil {
		c.Fatal(err)
	}
	defer db.Close()
	if err := demo.BuildSmall(c.Context(), db, demo.Options{Seed: 1, Today: demo.Today(db.Now())}); err != nil {
		c.Fatal(err)
	}
}

// find lists cells of a teacher's lessons that hold one mark and nothing else.
func (c *crash) find() {
	var teacher id.Person
	c.within(0, func(tx *storage.Tx) error {
		_, err := storage.One(tx, func(r storage.Row) (struct{}, error) { return struct{}{}, r.Scan(&c.org, &teacher) },
			"SELECT s.org_id, s.person_id FROM orgs_signin_name n JOIN orgs_seat s ON s.account_id = n.account_id WHERE n.folded = 'ivanova'")
		return err
	})
	c.within(c.org, func(tx *storage.Tx) (err error) {
		c.cells, err = storage.All(tx, func(r storage.Row) (*kept, error) {
			k := &kept{}
			return k, r.Scan(&k.mark, &k.lesson, &k.pupil, &k.text, &k.version)
		}, `SELECT m.mark_id, l.lesson_id, m.pupil_id, m.text, m.version
			FROM journal_mark m
			JOIN journal_task t ON t.org_id = m.org_id AND t.task_id = m.task_id AND t.kind = 'answer'
			JOIN journal_lesson l ON l.org_id = t.org_id AND l.lesson_id = t.lesson_id AND l.state = 'held'
			WHERE m.org_id = $1 AND m.slot = 1 AND l.teacher_id = $2
				AND NOT EXISTS (SELECT 1 FROM journal_mark o WHERE o.org_id = m.org_id AND o.task_id = m.task_id AND o.pupil_id = m.pupil_id AND o.slot = 2)
			ORDER BY l.on_date DESC, m.mark_id LIMIT $3`, c.org, teacher, 4*crashWriters)
		return err
	})
	if len(c.cells) < crashWriters {
		c.Fatalf("%d cells to write in, want at least one for each of %d writers", len(c.cells), crashWriters)
	}
}

// until writes through the pages until so many answers have come, kills the
// server, and lets the writers notice.
func (c *crash) until(p *exec.Cmd, address string, answers int) {
	came := len(c.saved) + answers
	var kill sync.Once
	var wait sync.WaitGroup
	for w := range crashWriters {
		wait.Go(func() {
			for at := w; ; at += crashWriters { // no two write into one cell
				if at >= len(c.cells) {
					at = w
				}
				if !c.save(c.clients[w], address, c.cells[at]) {
					return
				}
				c.mu.Lock()
				enough := len(c.saved) >= came
				c.mu.Unlock()
				if enough {
					kill.Do(func() { _ = p.Process.Kill() })
				}
			}
		})
	}
	wait.Wait()
	kill.Do(func() {
		c.Errorf("the writers stopped by themselves after %d answers", len(c.saved))
		_ = p.Process.Kill()
	})
	_ = p.Wait()
}

// signIn gives each writer a session, which outlives the server.
func (c *crash) signIn(address string) {
	c.Helper()
	for range crashWriters {
		jar, err := cookiejar.New(nil)
		if err != nil {
			c.Fatal(err)
		}
		client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		answer, err := client.PostForm(address+"/demo/sign-in", url.Values{"as": {"ivanova"}})
		if err != nil {
			c.Fatal(err)
		}
		_ = answer.Body.Close()
		c.clients = append(c.clients, client)
	}
}

// save writes another mark into a cell, or once more the one that got no answer,
// under its key, as a page does; false when no answer came.
func (c *crash) save(client *http.Client, address string, cell *kept) bool {
	next := cell.next()
	if cell.key != "" {
		c.again.Add(1)
	} else {
		cell.key = fmt.Sprintf("crash-%d", c.keys.Add(1))
	}
	body := fmt.Sprintf(`{"writes":[{"key":%q,"column":"L%s","pupil":%q,"text":%q,"replaces":{"attendance":0,"mark1":%d,"mark2":0}}]}`,
		cell.key, cell.lesson, cell.pupil, next.text, cell.version)
	answer, err := client.Post(address+"/o/"+c.org.String()+"/journal/cells", "application/json", strings.NewReader(body))
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	if c.full && answer.StatusCode == http.StatusServiceUnavailable {
		return false
	}
	var told struct {
		Results []struct{ State, Message string }
	}
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
		return false
	}
	if answer.StatusCode != http.StatusOK || len(told.Results) != 1 || told.Results[0].State != "saved" {
		c.Errorf("%s: %d %+v", body, answer.StatusCode, told)
		return false
	}
	*cell = next
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saved = append(c.saved, next)
	return true
}

// prove finds every acknowledged mark in the ledger, and in the table the last
// of each cell, or the one after it that was sent and got no answer.
func (c *crash) prove() {
	c.Helper()
	c.within(c.org, func(tx *storage.Tx) error {
		lines := map[id.Mark]map[int64]string{}
		for _, cell := range c.cells {
			history, err := ledger.History(tx, []id.Thing{cell.mark.Thing()}, 10_000)
			if err != nil {
				return err
			}
			lines[cell.mark] = map[int64]string{}
			for _, l := range history {
				var said struct {
					Text    string
					Version int64
				}
				if err := json.Unmarshal(l.New, &said); err != nil {
					return err
				}
				if _, twice := lines[cell.mark][said.Version]; twice {
					c.Errorf("kill %d: version %d of a mark has two lines", c.rounds, said.Version)
				}
				lines[cell.mark][said.Version] = said.Text
			}
			var now kept
			now, err = storage.One(tx, func(r storage.Row) (k kept, err error) { return k, r.Scan(&k.text, &k.version) },
				"SELECT text, version FROM journal_mark WHERE org_id = $1 AND mark_id = $2", c.org, cell.mark)
			if err != nil {
				return err
			}
			next := cell.next()
			acknowledged := now.version == cell.version && now.text == cell.text
			unanswered := cell.key != "" && now.version == next.version && now.text == next.text
			if !acknowledged && !unanswered {
				c.Errorf("kill %d: a mark is %q of version %d, acknowledged was %q of version %d", c.rounds, now.text, now.version, cell.text, cell.version)
			}
		}
		for _, s := range c.saved {
			if got, found := lines[s.mark][s.version]; !found || got != s.text {
				c.Errorf("kill %d: %q of version %d was acknowledged, and its line says %q", c.rounds, s.text, s.version, got)
			}
		}
		return nil
	})
}

// check walks the whole ledger and all that should follow from it.
func (c *crash) check() {
	c.Helper()
	args := []string{"check", "--ledger", "--data", c.data.Dir}
	if c.data.Database != "" {
		args = append(args, "--database", c.data.Database)
	}
	if code, out, errs := command(c.T, args...); code != exitDone {
		c.Errorf("check --ledger: exit %d\n%s%s", code, out, errs)
	}
}

func TestKilledServerLosesNothingItAcknowledged(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			c := &crash{T: t, data: config.Data{Dir: t.TempDir()}}
			args := []string{"demo", "--data", c.data.Dir, "--listen", "127.0.0.1:0"}
			if engine == "postgres" {
				c.data.Database = testkit.EmptyPostgres(t)
				args = append(args, "--database", c.data.Database)
			}
			c.fill()
			c.find()
			for c.rounds = range crashKills {
				p, address := program(t, args...)
				if c.rounds == 0 {
					c.signIn(address)
				}
				c.until(p, address, 80+c.rounds*70)
				c.prove()
			}
			c.check()
			t.Logf("%d kills, %d acknowledged marks, none lost, %d sent again, none twice", crashKills, len(c.saved), c.again.Load())
		})
	}
}
