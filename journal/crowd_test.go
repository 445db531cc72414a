package journal_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
)

// TestFiftyWritersAtRandom holds three promises: every value that was
// acknowledged is in the ledger, once; the versions of each cell follow one
// another without a gap; and the page is what the ledger replays to.
func TestFiftyWritersAtRandom(t *testing.T) {
	each(t, func(k *kit) {
		const writers, rounds, cells = 50, 12, 40
		days := lessonDays()
		who := k.as("ivanova")
		var before int64
		k.read(func(tx *storage.Tx) (err error) { before, err = ledger.Position(tx); return err })

		var mu sync.Mutex
		acknowledged := map[string]string{} // key → text
		var wait sync.WaitGroup
		for n := range writers {
			wait.Go(func() {
				random := rand.New(rand.NewPCG(uint64(n), 11))
				for round := range rounds {
					place := random.IntN(cells)
					w := journal.CellWrite{
						Key: fmt.Sprintf("w%d-%d", n, round), Pupil: petrov + id.Person(place%20), Text: fmt.Sprint(2 + random.IntN(4)),
					}
					lesson, _ := lessonOn(days[30+place/20])
					w.Column = journal.Column{Lesson: lesson}
					saved := k.insist(who, w, random)
					mu.Lock()
					if saved {
						acknowledged[w.Key] = w.Text
					}
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		k.compare(before, acknowledged)
	})
}

// insist writes until it is saved, taking the version it meets, as a person
// does who chooses to replace. False when the value stood there already.
func (k *kit) insist(who access.Actor, w journal.CellWrite, random *rand.Rand) bool {
	for range 200 {
		results, err := k.SaveCells(context.Background(), who, term1, []journal.CellWrite{w})
		if err != nil {
			k.Error(err)
			return false
		}
		r := results[0]
		switch r.State {
		case journal.Saved:
			if random.IntN(5) == 0 { // a lost answer: the same again
				again, err := k.SaveCells(context.Background(), who, term1, []journal.CellWrite{w})
				if err != nil || again[0].State != journal.Saved || again[0].Cell.Versions != r.Cell.Versions {
					k.Errorf("%s again: %+v, %v, first %+v", w.Key, again, err, r.Cell)
				}
			}
			return true
		case journal.Same:
			return false
		case journal.Conflict:
			w.Replaces = journal.Replaces{Attendance: r.Cell.Versions[0], Mark1: r.Cell.Versions[1], Mark2: r.Cell.Versions[2]}
		case journal.Refused:
			k.Error(r.Problem)
			return false
		}
	}
	k.Errorf("%s: 200 conflicts", w.Key)
	return false
}

// compare replays the ledger behind a position.
func (k *kit) compare(before int64, acknowledged map[string]string) {
	type slot struct {
		Task  id.Task `json:"task"`
		Slot  int     `json:"slot"`
		pupil id.Person
	}
	type state struct {
		text    string
		version int64
	}
	replayed := map[slot]state{}
	seen := map[string]int{}
	var lines []ledger.Entry
	k.read(func(tx *storage.Tx) (err error) {
		lines, err = ledger.OfGroup(tx, group7, []string{"term.closed"}, before, math.MaxInt64)
		return err
	})
	for _, l := range lines {
		if l.Act != "mark.set" {
			continue
		}
		var body struct {
			slot
			Text    string
			Version int64
		}
		k.decode(l.New, &body)
		key := slot{body.Task, body.Slot, l.Pupil}
		if was, known := replayed[key]; known && body.Version != was.version+1 {
			k.Errorf("line %d: version %d after %d", l.Seq, body.Version, was.version)
		}
		replayed[key] = state{body.Text, body.Version}
		seen[l.Request]++
		if want := acknowledged[l.Request]; want != body.Text && body.Slot == 1 {
			k.Errorf("line %d of %s says %q, acknowledged was %q", l.Seq, l.Request, body.Text, want)
		}
	}
	for key := range acknowledged {
		if seen[key] != 1 {
			k.Errorf("%s was acknowledged and stands in the ledger %d times", key, seen[key])
		}
	}
	if len(seen) != len(acknowledged) || len(seen) == 0 {
		k.Errorf("%d acts in the ledger, %d acknowledged", len(seen), len(acknowledged))
	}
	k.read(func(tx *storage.Tx) error {
		for key, want := range replayed {
			got, err := storage.One(tx, func(r storage.Row) (s state, err error) { return s, r.Scan(&s.text, &s.version) },
				"SELECT text, version FROM journal_mark WHERE org_id = $1 AND task_id = $2 AND pupil_id = $3 AND slot = $4", org1, key.Task, key.pupil, key.Slot)
			if err != nil || got != want {
				k.Errorf("%v is %v, replayed %v (%v)", key, got, want, err)
			}
		}
		return nil
	})
}
