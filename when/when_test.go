package when_test

import (
	"testing"
	"time"

	"parta/when"
)

func TestInstantTextSortsAsTime(t *testing.T) {
	tomsk := time.FixedZone("+07", 7*3600)
	early := when.At(time.Date(2026, 9, 1, 8, 0, 0, 999_999_999, tomsk))
	late := when.At(time.Date(2026, 9, 1, 1, 0, 1, 0, time.UTC))
	if got, want := early.String(), "2026-09-01T01:00:00.999Z"; got != want {
		t.Errorf("String = %s, want %s", got, want)
	}
	if !early.Before(late) || early.String() >= late.String() {
		t.Errorf("%s should come before %s", early, late)
	}
}

func TestDayOfAnInstantFollowsTheZone(t *testing.T) {
	i := when.At(time.Date(2026, 8, 31, 20, 0, 0, 0, time.UTC))
	if got := i.Day(time.FixedZone("+07", 7*3600)); got != when.Date(2026, 9, 1) {
		t.Errorf("Day = %s, want 2026-09-01", got)
	}
}

func TestMondayOpensTheWeek(t *testing.T) {
	for d := when.Date(2026, 9, 14); d <= when.Date(2026, 9, 20); d++ {
		if got := d.Monday(); got != when.Date(2026, 9, 14) {
			t.Errorf("Monday of %s = %s", d, got)
		}
	}
}

func TestDayScansBothEngines(t *testing.T) {
	for _, from := range []any{"2026-09-14", time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC)} {
		var got when.Day
		if err := got.Scan(from); err != nil || got.String() != "2026-09-14" {
			t.Errorf("Scan(%v) = %s, %v", from, got, err)
		}
	}
}
