// Package when holds the two kinds of time a school lives by.
//
// An Instant is a moment, kept in UTC and cut to milliseconds: when a mark was
// written down. A Day is a date on the wall calendar of the organisation's time
// zone: when a lesson takes place. time.Time is neither and is never given to
// the database: the two engines would store it differently.
package when

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Instant is a moment in UTC, whole milliseconds. The zero Instant means "not yet".
type Instant struct{ at time.Time }

const instantForm = "2006-01-02T15:04:05.000Z"

// At cuts a time to an Instant.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Millisecond)} }

func (i Instant) Time() time.Time             { return i.at }
func (i Instant) IsZero() bool                { return i.at.IsZero() }
func (i Instant) Before(j Instant) bool       { return i.at.Before(j.at) }
func (i Instant) Add(d time.Duration) Instant { return Instant{i.at.Add(d)} }
func (i Instant) Sub(j Instant) time.Duration { return i.at.Sub(j.at) }

// Day is the date of the moment in a zone.
func (i Instant) Day(zone *time.Location) Day { return DayOf(i.at.In(zone)) }

// String is fixed-width RFC 3339, so text order is time order; "" when zero.
func (i Instant) String() string {
	if i.at.IsZero() {
		return ""
	}
	return i.at.Format(instantForm)
}

// ParseInstant reads RFC 3339 with any offset.
func ParseInstant(text string) (Instant, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Instant{}, fmt.Errorf("instant %q: want RFC 3339", text)
	}
	return At(t), nil
}

func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

func (i *Instant) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*i = Instant{}
		return nil
	}
	*i, err = ParseInstant(string(text))
	return err
}

// Value is NULL for the zero Instant.
func (i Instant) Value() (driver.Value, error) {
	if i.at.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}

// Scan reads what either engine returns.
func (i *Instant) Scan(from any) (err error) {
	switch v := from.(type) {
	case nil:
		*i = Instant{}
	case time.Time:
		*i = At(v)
	case string:
		*i, err = ParseInstant(v)
	default:
		err = fmt.Errorf("instant: cannot read %T", from)
	}
	return err
}

// Day is a civil date without a zone, as days since 1 January 1970. The zero
// Day means "none": no lesson of ours is that old.
type Day int32

// DayOf takes the date that t shows in its own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Date(y, m, d)
}

// Date makes a Day; months and days beyond their range carry over as in time.Date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads 2026-09-14.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("day %q: want yyyy-mm-dd", text)
	}
	return DayOf(t), nil
}

// Time is midnight UTC of the day, for its parts and for formatting.
func (d Day) Time() time.Time       { return time.Unix(int64(d)*86400, 0).UTC() }
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// Monday is the first day of the week the day is in.
func (d Day) Monday() Day { return d - Day((int(d.Weekday())+6)%7) }

// String is 2026-09-14; "" when zero.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d *Day) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDay(string(text))
	return err
}

// Value is NULL for the zero Day.
func (d Day) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what either engine returns.
func (d *Day) Scan(from any) (err error) {
	switch v := from.(type) {
	case nil:
		*d = 0
	case time.Time:
		*d = DayOf(v)
	case string:
		*d, err = ParseDay(v)
	default:
		err = fmt.Errorf("day: cannot read %T", from)
	}
	return err
}

// Forever is the end of a span that has none yet. Spans are kept with both ends
// included, and never with a NULL: a unique key must not hold one.
var Forever = Date(9999, time.December, 31)

// Span is the days from From to To, both included.
type Span struct {
	From Day `json:"from"`
	To   Day `json:"to"`
}

// Holds tells whether the day is inside.
func (s Span) Holds(d Day) bool { return s.From <= d && d <= s.To }
