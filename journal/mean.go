package journal

import (
	"slices"
	"strconv"
)

// Mean is an exact weighted mean: the sum of value × weight in hundredths, and
// the sum of weights. The zero Mean is of no marks.
//
// Source: the formula Σ(mark·weight)/Σ(weight), docs/sources.md#mean. Floats
// are never used: 4,6499… must not become 4,65 on the way.
type Mean struct {
	Sum    int64 // hundredths
	Weight int64
}

// Add counts one mark.
func (m Mean) Add(value, weight int64) Mean {
	return Mean{m.Sum + value*weight, m.Weight + weight}
}

// None tells that nothing was counted.
func (m Mean) None() bool { return m.Weight == 0 }

// Reaches tells whether the mean is at least a threshold in hundredths.
func (m Mean) Reaches(threshold int64) bool {
	return m.Weight > 0 && m.Sum >= threshold*m.Weight
}

// Thresholds says from which mean on a mark is proposed, in hundredths, the
// highest mark first.
type Thresholds []Threshold

// Threshold is where a mark begins.
type Threshold struct {
	Mark int
	From int64 // hundredths
}

// Propose is the mark the mean suggests; 0 when it reaches none or is of no marks.
func (t Thresholds) Propose(m Mean) int {
	for _, at := range t {
		if m.Reaches(at.From) {
			return at.Mark
		}
	}
	return 0
}

// Next is the first threshold above the mean; false when it has reached the highest.
func (t Thresholds) Next(m Mean) (Threshold, bool) {
	for _, at := range slices.Backward(t) {
		if !m.Reaches(at.From) {
			return at, true
		}
	}
	return Threshold{}, false
}

// Show writes the mean with two digits, rounded half up, and with as many more
// as it takes not to look as if it had reached a threshold that it has not:
// 79/17 is «4,647» where 4,65 begins a five. The comma is the reader's.
func (t Thresholds) Show(m Mean, comma string) string {
	if m.None() {
		return ""
	}
	digits := t.digits(m)
	return decimal(m.rounded(digits), digits, comma)
}

// Equals is the mean as it ends a formula: «= 4,20», or «≈ 4,33» where it goes on.
func (t Thresholds) Equals(m Mean, comma string) string {
	digits, sign := t.digits(m), "="
	if m.rounded(digits)*m.Weight != m.Sum*power(digits-2) {
		sign = "≈"
	}
	return sign + " " + decimal(m.rounded(digits), digits, comma)
}

// digits is how many decimals a mean is shown with: two, and more near a threshold
// that it would seem to reach.
func (t Thresholds) digits(m Mean) int {
	for digits := 2; ; digits++ {
		scaled, unit := m.rounded(digits), power(digits-2)
		misleading := false
		for _, at := range t {
			if scaled >= at.From*unit && !m.Reaches(at.From) {
				misleading = true
			}
		}
		if !misleading || digits == 6 {
			return digits
		}
	}
}

// rounded is the mean in units of 10^-digits, half up; digits are at least 2.
func (m Mean) rounded(digits int) int64 {
	return (2*m.Sum*power(digits-2) + m.Weight) / (2 * m.Weight)
}

func power(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func decimal(scaled int64, digits int, comma string) string {
	whole, rest := scaled/power(digits), scaled%power(digits)
	fraction := strconv.FormatInt(rest+power(digits), 10)[1:]
	return strconv.FormatInt(whole, 10) + comma + fraction
}

// need is how many marks of the given value and weight raise the mean to the
// threshold; 0 when none can.
func (m Mean) need(threshold, value, weight int64) int64 {
	gain := (value - threshold) * weight
	lack := threshold*m.Weight - m.Sum
	if gain <= 0 || lack <= 0 {
		return 0
	}
	return (lack + gain - 1) / gain
}
