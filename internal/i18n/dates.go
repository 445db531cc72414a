package i18n

import (
	"embed"
	"strconv"
	"strings"
	"time"

	"parta/when"
)

//go:embed text.*.json
var own embed.FS

// Day is 14.09.2026; empty for no day.
func (p *Printer) Day(d when.Day) string { return dated(d, "02.01.2006") }

// DayShort is 14.09.
func (p *Printer) DayShort(d when.Day) string { return dated(d, "02.01") }

func dated(d when.Day, form string) string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(form)
}

// DayLong is «14 сентября», in English "14 September".
func (p *Printer) DayLong(d when.Day) string {
	if d == 0 {
		return ""
	}
	return strconv.Itoa(d.Time().Day()) + "\u00a0" + p.monthOf(d)
}

// DayYear is «14 сентября 2026».
func (p *Printer) DayYear(d when.Day) string {
	if d == 0 {
		return ""
	}
	return p.DayLong(d) + " " + strconv.Itoa(d.Time().Year())
}

// Days is «19–24 октября», or «28 сентября – 3 октября» across a month's end.
func (p *Printer) Days(from, to when.Day) string {
	if from == to {
		return p.DayLong(from)
	}
	if from.Time().Month() == to.Time().Month() && from.Time().Year() == to.Time().Year() {
		return strconv.Itoa(from.Time().Day()) + "–" + p.DayLong(to)
	}
	return p.DayLong(from) + " – " + p.DayLong(to)
}

func (p *Printer) monthOf(d when.Day) string { return p.T("i18n.month.of." + number(d.Time().Month())) }

// Month is «сентябрь».
func (p *Printer) Month(d when.Day) string { return p.T("i18n.month." + number(d.Time().Month())) }

// Weekday is «понедельник».
func (p *Printer) Weekday(d when.Day) string {
	return p.T("i18n.weekday." + strconv.Itoa(int(d.Weekday())))
}

// WeekdayShort is «пн».
func (p *Printer) WeekdayShort(d when.Day) string {
	return p.T("i18n.weekday.short." + strconv.Itoa(int(d.Weekday())))
}

func number(m time.Month) string { return strconv.Itoa(int(m)) }

// Clock is 10:42 in a zone.
func (p *Printer) Clock(at when.Instant, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return at.Time().In(zone).Format("15:04")
}

// Moment is «14 сентября, 10:42» in a zone.
func (p *Printer) Moment(at when.Instant, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return p.DayLong(at.Day(zone)) + ", " + p.Clock(at, zone)
}

// Stamp is 14.09.2026 10:42:07 UTC, for those who look after machines.
func (p *Printer) Stamp(at when.Instant) string {
	if at.IsZero() {
		return ""
	}
	return at.Time().Format("02.01.2006 15:04:05 UTC")
}

// Decimal writes a number kept as a whole count of its last digit: 407 with two
// digits is «4,07», in English "4.07".
func (p *Printer) Decimal(value int64, digits int) string {
	text := strconv.FormatInt(value, 10)
	sign := ""
	if value < 0 {
		sign, text = "−", text[1:]
	}
	if digits == 0 {
		return sign + text
	}
	if len(text) <= digits {
		text = strings.Repeat("0", digits-len(text)+1) + text
	}
	at := len(text) - digits
	return sign + text[:at] + p.T("i18n.point") + text[at:]
}
