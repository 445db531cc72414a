package journal

import (
	"math/rand/v2"
	"slices"
	"testing"
)

var usualThresholds = Thresholds{{5, 465}, {4, 365}, {3, 265}, {2, 0}}

func meanOf(weighted ...[2]int64) (m Mean) {
	for _, w := range weighted {
		m = m.Add(w[0]*100, w[1])
	}
	return m
}

func TestMeanIsExactAndRoundedOnlyToBeShown(t *testing.T) {
	for _, tt := range []struct {
		name  string
		mean  Mean
		shown string
		mark  int
	}{
		{"no marks", Mean{}, "", 0},
		{"one four", meanOf([2]int64{4, 1}), "4,00", 4},
		// The page this example comes from prints 4.33, which is wrong.
		{"5·3 + 5·1 + 4·5", meanOf([2]int64{5, 3}, [2]int64{5, 1}, [2]int64{4, 5}), "4,44", 4},
		{"exactly the threshold", Mean{46500, 100}, "4,65", 5},
		{"79/17 would look like a five", Mean{7900, 17}, "4,647", 4},
		{"4,6499 needs four digits", Mean{46499, 100}, "4,6499", 4},
		{"half is rounded up", meanOf([2]int64{4, 1}, [2]int64{4, 1}, [2]int64{4, 1}, [2]int64{4, 1}, [2]int64{4, 1}, [2]int64{4, 1}, [2]int64{4, 1}, [2]int64{5, 1}), "4,13", 4},
		{"a third", meanOf([2]int64{3, 1}, [2]int64{3, 1}, [2]int64{4, 1}), "3,33", 3},
		{"below three", meanOf([2]int64{2, 1}, [2]int64{3, 1}), "2,50", 2},
		{"all fives", meanOf([2]int64{5, 7}), "5,00", 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := usualThresholds.Show(tt.mean, ","); got != tt.shown {
				t.Errorf("shown %q, want %q", got, tt.shown)
			}
			if got := usualThresholds.Propose(tt.mean); got != tt.mark {
				t.Errorf("proposes %d, want %d", got, tt.mark)
			}
		})
	}
}

func TestAFormulaSaysWhetherItsMeanGoesOn(t *testing.T) {
	for mean, want := range map[Mean]string{
		{2700, 8}: "≈ 3,38", {1300, 3}: "≈ 4,33", {2100, 5}: "= 4,20", {7900, 17}: "≈ 4,647", {46500, 100}: "= 4,65",
	} {
		if got := usualThresholds.Equals(mean, ","); got != want {
			t.Errorf("%d hundredths over %d are %q, want %q", mean.Sum, mean.Weight, got, want)
		}
	}
}

// What is shown must never sit on the other side of a threshold than the truth.
func TestShownMeanNeverMisleads(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 20000 {
		var m Mean
		for range 1 + random.IntN(40) {
			m = m.Add(100*(2+random.Int64N(4)), 1+random.Int64N(3))
		}
		text := usualThresholds.Show(m, "")
		scaled, unit := int64(0), power(len(text)-1-2)
		for _, c := range text {
			scaled = scaled*10 + int64(c-'0')
		}
		for _, at := range usualThresholds {
			if (scaled >= at.From*unit) != m.Reaches(at.From) {
				t.Fatalf("%+v is shown as %s beside the threshold %d", m, text, at.From)
			}
		}
	}
}

func TestExplanationOfTheSketch(t *testing.T) {
	rows := []explainRow{
		{kind: "answer", weight: 1, marks: written("5−", "5")},
		{kind: "quiz", weight: 2, marks: written("5")},
		{kind: "control", weight: 3, marks: written("5")},
		{kind: "answer", weight: 1, absent: true},
		{kind: "answer", weight: 1, marks: written("5")},
		{kind: "answer", weight: 1, marks: written("4")},
		{kind: "answer", weight: 1, marks: written("4")},
		{kind: "quiz", weight: 2, marks: written("5")},
		{kind: "homework", weight: 1, marks: written("4")},
		{kind: "quiz", weight: 2, marks: written("4")},
		{kind: "answer", weight: 1, marks: written("5")},
		{kind: "answer", weight: 1, marks: written("4")},
		{kind: "answer", weight: 1, marks: written("."), absent: true},
	}
	e := explain(rows, FivePoint(), usualThresholds, true)
	if e.Mean != (Mean{7900, 17}) || e.Proposed != 4 {
		t.Errorf("mean %+v proposes %d, want 79/17 and 4", e.Mean, e.Proposed)
	}
	var sums []int64
	for _, p := range e.Parts {
		sums = append(sums, p.Sum)
	}
	if !slices.Equal(sums, []int64{1500, 2800, 3600}) {
		t.Errorf("parts %v, want 15, 28, 36", sums)
	}
	if len(e.Left) != 2 || e.Left[0].Why != leftAbsent || e.Left[1].Why != leftOwed {
		t.Errorf("left out %+v, want an absence and an owed work", e.Left)
	}
	if e.Next == nil || e.Next.Mark != 5 || e.Next.Best[0] != (Wanted{1, 1}) {
		t.Errorf("next %+v, want one five of any weight", e.Next)
	}
}

func written(texts ...string) []Written {
	var marks []Written
	for _, text := range texts {
		one, err := FivePoint().Parse(text, func(string) bool { return true })
		if err != nil {
			panic(err)
		}
		marks = append(marks, one...)
	}
	return marks
}

// The number of fives that is promised is enough, and one fewer is not.
func TestNeededFivesAreEnoughAndNoMore(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		var m Mean
		for range 1 + random.IntN(20) {
			m = m.Add(100*(2+random.Int64N(4)), 1+random.Int64N(3))
		}
		at, lower := usualThresholds.Next(m)
		if !lower {
			continue
		}
		weight := 1 + random.Int64N(3)
		n := m.need(at.From, best, weight)
		if !m.Add(n*best, weight).Add(0, (n-1)*weight).Reaches(at.From) {
			t.Fatalf("%+v and %d fives of weight %d do not reach %d", m, n, weight, at.From)
		}
		if n > 1 && m.Add((n-1)*best, weight).Add(0, (n-2)*weight).Reaches(at.From) {
			t.Fatalf("%+v: %d fives of weight %d reach %d already", m, n-1, weight, at.From)
		}
	}
}
