package id_test

import (
	"encoding/json"
	"math"
	"sync"
	"testing"
	"time"

	"parta/id"
)

var start = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

func TestTextRoundTrips(t *testing.T) {
	for _, want := range []id.Person{1, 31, 32, math.MaxInt64} {
		got, err := id.Parse[id.Person](want.String())
		if err != nil || got != want {
			t.Errorf("Parse(%s) = %d, %v, want %d", want, got, err, want)
		}
	}
}

func TestJSONCarriesText(t *testing.T) {
	out, err := json.Marshal(map[string]id.Mark{"mark": 33})
	if err != nil || string(out) != `{"mark":"0000000000011"}` {
		t.Errorf("Marshal = %s, %v", out, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "1", "0000000000000", "000000000000U", "8000000000000", "00000000000011", "000000000001 "} {
		if got, err := id.Parse[id.Class](text); err == nil {
			t.Errorf("Parse(%q) = %d, want an error", text, got)
		}
	}
}

func TestNextGrowsWhenTheClockGoesBack(t *testing.T) {
	maker := id.NewMaker(func() uint32 { return math.MaxUint32 })
	first := maker.Next(start)
	second := maker.Next(start.Add(-time.Hour))
	third := maker.Next(start.Add(time.Millisecond))
	if !(0 < first && first < second && second < third) {
		t.Errorf("got %d, %d, %d, want growing", first, second, third)
	}
}

func TestNextNeverRepeats(t *testing.T) {
	maker := id.NewMaker(func() uint32 { return 7 })
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 2000 {
				n := maker.Next(start)
				mu.Lock()
				if seen[n] {
					t.Errorf("%d came twice", n)
				}
				seen[n] = true
				mu.Unlock()
			}
		})
	}
	wait.Wait()
}

func FuzzParse(f *testing.F) {
	f.Add("0000000000011")
	f.Add("7ZZZZZZZZZZZZ")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := id.Parse[id.Person](text)
		if err != nil {
			return
		}
		if got <= 0 {
			t.Fatalf("Parse(%q) = %d", text, got)
		}
		again, err := id.Parse[id.Person](got.String())
		if err != nil || again != got {
			t.Fatalf("Parse(%q) = %d, but its text reads as %d, %v", text, got, again, err)
		}
	})
}
