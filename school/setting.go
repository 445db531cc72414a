package school

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parta/internal/storage"
	"parta/when"
)

// Setting is one decision of the school's own rules.
type Setting struct {
	Name    SettingName `json:"name"`
	From    when.Day    `json:"from"` // the first day it holds
	Value   string      `json:"value"`
	Source  string      `json:"source"` // the local act it follows from: «Положение об оценивании, п. 3.2»
	Version int64       `json:"-"`
}

// SettingName is what may be decided.
type SettingName string

const (
	WeightsSetting    SettingName = "weights"     // "on" or "off": whether tasks weigh differently
	MarkOneSetting    SettingName = "mark-one"    // "on" or "off": whether the mark 1 is given
	ThresholdsSetting SettingName = "thresholds"  // "450 350 250": see Thresholds
	HalvesFromSetting SettingName = "halves-from" // the lowest year group that lives by halves
)

// Settings are the decisions that hold on one day.
type Settings struct {
	Weights    bool // off unless the school decides: parents must be able to follow a mean
	MarkOne    bool
	Thresholds Thresholds
	HalvesFrom int
	Sources    map[SettingName]string // the local act behind each that was decided
}

// Thresholds are the least means, in hundredths, for which a term mark of 5, 4
// and 3 is proposed.
type Thresholds struct{ Five, Four, Three int64 }

// Usual is what holds where a school has decided nothing: rounding half up.
var Usual = Settings{Thresholds: Thresholds{450, 350, 250}, HalvesFrom: 10}

// settle gives what holds on a day after the decisions made, in any order.
func settle(decided []Setting, day when.Day) (Settings, error) {
	s := Usual
	s.Sources = map[SettingName]string{}
	decided = slices.Clone(decided)
	slices.SortFunc(decided, func(a, b Setting) int { return cmp.Compare(a.From, b.From) })
	for _, d := range decided {
		if d.From > day {
			continue
		}
		if err := s.take(d); err != nil {
			return s, err
		}
		s.Sources[d.Name] = d.Source
	}
	return s, nil
}

func (s *Settings) take(d Setting) (err error) {
	switch d.Name {
	case WeightsSetting:
		s.Weights, err = onOff(d.Value)
	case MarkOneSetting:
		s.MarkOne, err = onOff(d.Value)
	case ThresholdsSetting:
		s.Thresholds, err = ParseThresholds(d.Value)
	case HalvesFromSetting:
		s.HalvesFrom, err = strconv.Atoi(d.Value)
	default:
		err = fmt.Errorf("no such setting")
	}
	if err != nil {
		return fmt.Errorf("setting %s of %s: %w", d.Name, d.From, err)
	}
	return nil
}

func onOff(text string) (bool, error) {
	switch text {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither on nor off", text)
}

// ParseThresholds reads three numbers of hundredths, falling, each within 1 to 5.
func ParseThresholds(text string) (t Thresholds, err error) {
	parts := strings.Fields(text)
	if len(parts) != 3 {
		return t, fmt.Errorf("thresholds %q: want three numbers", text)
	}
	for i, into := range []*int64{&t.Five, &t.Four, &t.Three} {
		if *into, err = strconv.ParseInt(parts[i], 10, 64); err != nil {
			return t, fmt.Errorf("thresholds %q: %w", text, err)
		}
	}
	if t.Five > 500 || t.Five <= t.Four || t.Four <= t.Three || t.Three < 100 {
		return t, fmt.Errorf("thresholds %q: must fall and lie within 100 and 500", text)
	}
	return t, nil
}

// String is the form ParseThresholds reads.
func (t Thresholds) String() string { return fmt.Sprintf("%d %d %d", t.Five, t.Four, t.Three) }

// SettingsOn reads what holds on a day.
func SettingsOn(tx *storage.Tx, day when.Day) (Settings, error) {
	decided, err := decisions(tx)
	if err != nil {
		return Settings{}, err
	}
	return settle(decided, day)
}
