package i18n

import (
	"testing"
	"testing/fstest"
	"time"

	"parta/when"
)

func TestRussianCountsInThreeForms(t *testing.T) {
	c := catalogue(t)
	for n, want := range map[int]string{
		0: "0 учеников", 1: "1 ученик", 2: "2 ученика", 5: "5 учеников", 11: "11 учеников",
		14: "14 учеников", 21: "21 ученик", 22: "22 ученика", 111: "111 учеников", 1001: "1001 ученик",
	} {
		if got := c.Printer("ru").T("x.pupils", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got := c.Printer("en").T("x.pupils", 1); got != "1 pupil" {
		t.Errorf("en 1: %q", got)
	}
}

func TestDatesAndNumbersAreWrittenAsInTheLanguage(t *testing.T) {
	p, d := catalogue(t).Printer("ru"), when.Date(2026, time.September, 14)
	for got, want := range map[string]string{
		p.Day(d):           "14.09.2026",
		p.DayShort(d):      "14.09",
		p.DayLong(d):       "14\u00a0сентября",
		p.Weekday(d):       "понедельник",
		p.WeekdayShort(d):  "пн",
		p.Month(d):         "сентябрь",
		p.Days(d, d+5):     "14–19\u00a0сентября",
		p.Days(d, d+21):    "14\u00a0сентября – 5\u00a0октября",
		p.Decimal(407, 2):  "4,07",
		p.Decimal(4647, 3): "4,647",
		p.Decimal(5, 2):    "0,05",
		p.Decimal(-5, 1):   "−0,5",
		p.T("x.closed", d): "Закрыта 14.09.2026",
		p.T("x.closed", when.At(d.Time().Add(time.Hour))): "Закрыта 14.09.2026 01:00:00 UTC",
		catalogue(t).Printer("en").DayLong(d):             "14\u00a0September",
		catalogue(t).Printer("tt").T("x.only"):            "только",
		p.T("x.absent"):                                   "x.absent",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestChoosesTheReadersLanguage(t *testing.T) {
	c := catalogue(t)
	for _, tt := range []struct {
		name, accept string
		chosen       []string
		want         string
	}{
		{"nothing said", "", nil, "ru"},
		{"browser in English", "en-GB,en;q=0.9,ru;q=0.8", nil, "en"},
		{"browser in Tatar, then Russian", "tt,ru;q=0.9,en;q=0.8", nil, "ru"},
		{"a language we do not speak", "fr", nil, "ru"},
		{"chosen before the browser's", "en", []string{"", "ru"}, "ru"},
	} {
		if got := c.Choose(tt.accept, tt.chosen...).Lang(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestFaultsNamesWhatALanguageLacks(t *testing.T) {
	c, err := New(fstest.MapFS{
		"text.ru.json": {Data: []byte(`{"x.a": "%s и %d", "x.b": "б", "x.n": {"one": "%d", "many": "%d"}}`)},
		"text.en.json": {Data: []byte(`{"x.a": "%[2]d and %[1]s", "x.n": {"one": "%d", "other": "%s"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	faults := c.Faults()
	if len(faults) != 4 { // x.b missing, a form missing, other verbs seen from both sides
		t.Errorf("%d faults, want 4: %q", len(faults), faults)
	}
}

func TestOwnTextsHaveNoFaults(t *testing.T) {
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range c.Faults() {
		t.Error(fault)
	}
}

func TestAKeyGivenTwiceIsRefused(t *testing.T) {
	one := fstest.MapFS{"text.ru.json": {Data: []byte(`{"x.a": "а"}`)}}
	if _, err := New(one, one); err == nil {
		t.Error("New accepted a key given twice")
	}
}

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := New(fstest.MapFS{
		"text.ru.json": {Data: []byte(`{"x.pupils": {"one": "%d ученик", "few": "%d ученика", "many": "%d учеников"}, "x.closed": "Закрыта %s", "x.only": "только"}`)},
		"text.en.json": {Data: []byte(`{"x.pupils": {"one": "%d pupil", "other": "%d pupils"}, "x.closed": "Closed %s", "x.only": "only"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
