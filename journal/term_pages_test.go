package journal_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"parta/id"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

func TestTermIsClosedOnThePageThatSaysWhatThatDoes(t *testing.T) {
	each(t, func(k *kit) {
		asks := home + "/terms/" + term1.String()
		list := func() *goquery.Selection { return k.doc(k.get("smirnov", home)).Find("main .closing li").First() }
		if link := list().Find("a").AttrOr("href", ""); link != asks || !strings.Contains(list().Text(), "открыта") {
			t.Fatalf("the list says %q and leads to %q, want %q", list().Text(), link, asks)
		}
		if code := k.get("ivanova", asks).Code; code != 403 {
			t.Errorf("a teacher is answered %d, want 403", code)
		}
		for _, want := range []struct{ button, after string }{{"yes", "закрыта 19.10.2026"}, {"no", "открыта"}} {
			page := k.doc(k.get("smirnov", asks))
			button := page.Find("main form button[name=closed]")
			if button.AttrOr("value", "") != want.button {
				t.Fatalf("the page offers closed=%q, want %q", button.AttrOr("value", ""), want.button)
			}
			if facts := strings.Join(strings.Fields(page.Find("main dl").Text()), " "); !strings.Contains(facts, "Дни01.09.2026–25.10.2026Проведено уроков34 из 39") {
				t.Errorf("the facts are %q", facts)
			}
			k.post("smirnov", page.Find("main form").AttrOr("action", ""), url.Values{"key": {want.button}, "closed": {want.button}})
			if said := list().Text(); !strings.Contains(said, want.after) {
				t.Errorf("after %s the list says %q, want %q", want.button, said, want.after)
			}
		}
	})
}

// A school of fourths says the fourth once, over the list; whoever is in a half
// says so.
func TestTermOfAListIsSaidOnce(t *testing.T) {
	each(t, func(k *kit) {
		page := k.doc(k.get("ivanova", home))
		if said := page.Find("main h2 small").Text(); said != "1-я четверть" {
			t.Errorf("over the list stands %q", said)
		}
		if rows := page.Find(".book dt small").Length(); rows != 0 {
			t.Errorf("the term is said again in %d rows", rows)
		}
	})
}

// term2 begins after the day of the tests.
const term2 id.Term = 17

// addTerm2 adds it, closed where an earlier version let it be.
func (k *kit) addTerm2(closed bool) (asks string, link func() *goquery.Selection) {
	k.Helper()
	k.must(k.db.Write(k.Context(), storage.Act{Org: org1, Key: "next term"}, func(tx *storage.Tx) error {
		days := when.Span{From: when.Date(2026, time.November, 5), To: when.Date(2026, time.December, 30)}
		err := school.Fill(tx, school.Rows{Terms: []school.Term{{ID: term2, Year: 10, Name: "2-я четверть", Kind: school.Fourth, Number: 2, Days: days}}})
		if err == nil && closed {
			_, err = tx.Exec("INSERT INTO journal_term (org_id, term_id, closed, changed_on, version) VALUES ($1, $2, TRUE, $3, 1)", org1, term2, today)
		}
		return err
	}))
	asks = home + "/terms/" + term2.String()
	return asks, func() *goquery.Selection {
		return k.doc(k.get("smirnov", home)).Find("main .closing a[href='" + asks + "']")
	}
}

func TestTermThatHasNotBegunIsNotClosed(t *testing.T) {
	each(t, func(k *kit) {
		asks, link := k.addTerm2(false)
		got := k.post("smirnov", asks, url.Values{"key": {"early"}, "closed": {"yes"}})
		if said := k.doc(got).Find("main").Text(); got.Code != 422 || !strings.Contains(said, "Первый день — 05.11.2026") {
			k.Errorf("closing it is answered %d, %q", got.Code, said)
		}
		page := k.doc(k.get("smirnov", asks)).Find("main")
		if page.Find("button[name=closed]").Length() != 0 || !strings.Contains(page.Find(".notice").Text(), "05.11.2026") {
			k.Errorf("its page offers to close it: %q", page.Text())
		}
		if link().Length() != 0 {
			k.Error("the list offers to close it")
		}
	})
}

func TestClosedTermThatHasNotBegunIsOpenedFromTheList(t *testing.T) {
	each(t, func(k *kit) {
		asks, link := k.addTerm2(true)
		if said := link().Text(); !strings.Contains(said, "Открыть…") {
			k.Fatalf("the list offers %q", said)
		}
		if value := k.doc(k.get("smirnov", asks)).Find("main button[name=closed]").AttrOr("value", ""); value != "no" {
			k.Errorf("its page offers closed=%q, want no", value)
		}
		if got := k.post("smirnov", asks, url.Values{"key": {"open"}, "closed": {"no"}}); got.Code != 303 || link().Length() != 0 {
			k.Errorf("opening it is answered %d\n%s", got.Code, got.Body)
		}
	})
}

func TestTermsOfEarlierYearsAreListedByYear(t *testing.T) {
	each(t, func(k *kit) {
		days := when.Span{From: when.Date(2025, time.September, 1), To: when.Date(2025, time.October, 26)}
		k.must(k.db.Write(k.Context(), storage.Act{Org: org1, Key: "last year"}, func(tx *storage.Tx) error {
			err := school.Fill(tx, school.Rows{
				Years: []school.Year{{ID: 9, Name: "2025/26", Days: when.Span{From: days.From, To: when.Date(2026, time.August, 31)}}},
				Terms: []school.Term{
					{ID: 91, Year: 9, Name: "1-я четверть", Kind: school.Fourth, Number: 1, Days: days},
					{ID: 92, Year: 9, Name: "1-е полугодие", Kind: school.Half, Number: 1, Days: days},
				},
			})
			if err == nil {
				_, err = tx.Exec("INSERT INTO journal_term (org_id, term_id, closed, changed_on, version) VALUES ($1, 91, TRUE, $2, 1)", org1, days.To)
			}
			return err
		}))
		section := k.doc(k.get("smirnov", home)).Find("main section:has(.closing)")
		said := strings.Join(strings.Fields(section.Find("details").Text()), " ")
		if want := "Прошлые годы 2025/261-я четверть закрыта 26.10.2025 Открыть… 1-я четверть1-е полугодие открыто Закрыть… 1-е полугодие"; said != want {
			k.Errorf("the earlier years say %q, want %q", said, want)
		}
		if section.ChildrenFiltered(".closing").Find("a[href$='"+id.Term(91).String()+"']").Length() != 0 {
			k.Error("a term of last year stands among those of this year")
		}
		asks := section.Find("details a").First().AttrOr("href", "")
		if value := k.doc(k.get("smirnov", asks)).Find("main button[name=closed]").AttrOr("value", ""); value != "no" {
			k.Errorf("its page offers closed=%q, want no", value)
		}
	})
}
