package journal_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
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
