package orgs_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parta/access"
	"parta/id"
	"parta/orgs"
)

// The whole way: the tutor makes the sheet, a mother comes in with her slip, and
// forgets.
func TestFromSheetToSeat(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		tutor := k.browse().as("sidorov", k.org1, sidorov)
		guests := "/o/" + k.org1.String() + "/invitations/" + class7B.String()
		if w := tutor.get("/o/" + k.org1.String() + "/invitations"); w.Header().Get("Location") != guests {
			t.Errorf("the tutor of one class is led to %q", w.Header().Get("Location"))
		}
		list := page(t, tutor.get(guests))
		if got := list.Find("input[name=person]").Length(); got != 3 {
			t.Errorf("%d may be ticked, want 3: the parent who works here may not", got)
		}
		key, _ := list.Find("input[name=key]").Attr("value")
		form := url.Values{"key": {key}, "person": {petrov.String(), petrova.String()}}
		w := tutor.post(guests, form)
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("the sheet's Cache-Control = %q", got)
		}
		sheet := page(t, w)
		if got := sheet.Find(".slip svg.qr path").Length(); got != 2 {
			t.Fatalf("%d slips with a QR, want 2", got)
		}
		code := sheet.Find(".slip .code").Eq(1).Text()
		if again := tutor.post(guests, form); again.Code != 409 || strings.Contains(again.Body.String(), code) {
			t.Errorf("the same form again = %d, want 409 and no codes", again.Code)
		}

		mother := k.browse()
		if got, _ := page(t, mother.get("/join?code="+code)).Find("input[name=code]").Attr("value"); got != code {
			t.Errorf("the QR's page has the code %q filled in, want %q", got, code)
		}
		offer := page(t, mother.post("/join", url.Values{"code": {code}}))
		if offer.Find("input[name=born]").Length() != 1 || strings.Contains(offer.Text(), "Петров") {
			t.Errorf("the offer must ask the birth date and name nobody: %s", offer.Find("main").Text())
		}
		in := url.Values{"code": {code}, "born": {"5.4.2013"}, "signin": {"petrova"}, "password": {good}, "way": {"new"}}
		joined := mother.post("/join/accept", in).Header().Get("Location")
		if joined != "/o/"+k.org1.String()+"/joined" {
			t.Fatalf("accept leads to %q", joined)
		}
		done := page(t, mother.get(joined))
		if got := strings.TrimSpace(done.Find(".notice.good").Text()); got != "Вход добавлен: Школа № 1. Дневник: Илья." || done.Find("main a.main[href='/o/"+k.org1.String()+"']").Length() != 1 {
			t.Errorf("after the code it says %q, want whose diary was added and a way there", got)
		}

		reset := page(t, tutor.post(guests+"/reset", url.Values{"guest": {petrova.String()}, "key": {"reset-1"}, "sure": {"yes"}}))
		if k.alive(mother.cookie) {
			t.Error("her session lives on after the new code")
		}
		code = reset.Find(".slip .code").Text()
		if got := page(t, mother.post("/join", url.Values{"code": {code}})).Find(`form[action="/join/reset"] input[name=born]`).Length(); got != 1 {
			t.Fatal("the code for a new password does not ask for one")
		}
		w = mother.post("/join/reset", url.Values{"code": {code}, "born": {"05.04.2013"}, "password": {anew}})
		if w.Header().Get("Location") != "/account?done=reset" || !strings.Contains(page(t, mother.get("/account?done=reset")).Text(), "petrova") {
			t.Errorf("reset = %d to %q; want the account's page with her name", w.Code, w.Header().Get("Location"))
		}
	})
}

func TestNobodyIsSignedOutOrDetachedWithoutAQuestion(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		admin := k.browse().as("orlova", k.org1, orlova)
		k.browse().as("petrova", k.org1, petrova)
		k.code(k.administrator(k.org1), class7B, petrov)
		guests := "/o/" + k.org1.String() + "/invitations/" + class7B.String()
		for _, act := range []string{"/reset", "/detach"} {
			before := k.everything()
			w := admin.post(guests+act, url.Values{"guest": {petrova.String()}, "key": {"asked" + act}})
			if after := k.everything(); w.Code != 200 || after != before {
				t.Errorf("POST %s asked first = %d, before: %s after: %s", act, w.Code, before, after)
			}
			question := page(t, w)
			if !strings.Contains(question.Find("main").Text(), "Петрова Ольга Викторовна") {
				t.Errorf("the question before %s does not say who: %s", act, question.Find("main").Text())
			}
			form := url.Values{}
			question.Find("main form input").Each(func(_ int, input *goquery.Selection) {
				form.Set(input.AttrOr("name", ""), input.AttrOr("value", ""))
			})
			admin.post(question.Find("main form").AttrOr("action", ""), form)
			if after := k.everything(); after == before {
				t.Errorf("nothing happens when the question before %s is answered", act)
			}
		}
	})
}

func TestWhoNeedsACodeForOneselfIsLedToTheAccount(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.hired = append(k.hired, orlova)
		admin := k.browse().as("orlova", k.org1, orlova)
		staff := "/o/" + k.org1.String() + "/invitations/staff"
		if got := page(t, admin.get(staff)).Find("button[formaction$='/detach']").Length(); got != 0 {
			t.Errorf("%d ways to detach oneself, want none", got)
		}
		own := page(t, admin.post(staff+"/reset", url.Values{"guest": {orlova.String()}}))
		if own.Find("main a[href='/account']").Length() != 1 {
			t.Errorf("the question about oneself does not lead to the account: %s", own.Find("main").Text())
		}
		if w := admin.post(staff+"/detach", url.Values{"guest": {orlova.String()}, "key": {"own"}, "sure": {"yes"}}); w.Code != 409 || admin.get(staff).Code != 200 {
			t.Errorf("detaching oneself = %d, want 409 and the page as before", w.Code)
		}
	})
}

func TestBirthDateMayHaveAYearOfTwoDigits(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		admin := k.administrator(k.org1)
		for i, tt := range []struct {
			code, born string
			want       int
		}{
			{k.code(admin, class7B, petrov), "05.04.13", 303},
			{k.code(admin, 0, sidorov), "29/2/80", 303},
			{k.code(admin, class7B, petrova), "05.04.3", 422},
		} {
			form := url.Values{"code": {tt.code}, "born": {tt.born}, "signin": {"guest" + strconv.Itoa(i)}, "password": {good}, "way": {"new"}}
			if w := k.browse().post("/join/accept", form); w.Code != tt.want {
				t.Errorf("born %s = %d, want %d: %s", tt.born, w.Code, tt.want, page(t, w).Find(".wrong").Text())
			}
		}
	})
}

func TestSlipNamesAllChildrenWhoseBirthDateItAsks(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.siblings = []orgs.Invitee{
			{Person: petrova, Name: "Петрова Ольга Викторовна", Role: access.Guardian, Pupil: id.Person(1007), Of: []string{"Петрова Вера"}, Born: petrovBorn},
			{Person: petrova, Name: "Петрова Ольга Викторовна", Role: access.Guardian, Pupil: id.Person(1008), Of: []string{"Петров Пётр"}, Born: daughter},
		}
		tutor := k.browse().as("sidorov", k.org1, sidorov)
		guests := "/o/" + k.org1.String() + "/invitations/" + class7B.String()
		sheet := page(t, tutor.post(guests, url.Values{"key": {"twins"}, "person": {petrova.String(), petrova.String()}}))
		if got := strings.TrimSpace(sheet.Find(".slip .whose").Text()); got != "для родителя, дети — Петров Илья, Петрова Вера" {
			t.Errorf("the slip is %q, want both twins and nobody born on another day", got)
		}
	})
}

func TestSheetPrintsTheAddressTheBrowserReachedUsBy(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		tutor := k.browse().as("sidorov", k.org1, sidorov)
		guests := "/o/" + k.org1.String() + "/invitations/" + class7B.String()
		for _, tt := range []struct {
			name, host, origin, want string
			lonely                   bool
		}{
			{"the school's network", "192.168.1.5:8080", "http://192.168.1.5:8080", "192.168.1.5:8080/join", false},
			{"a proxy that speaks TLS", "127.0.0.1:8080", "https://school.example", "school.example/join", false},
			{"a browser that names no origin", "parta.local", "", "parta.local/join", false},
			{"an origin that is not told", "parta.local", "null", "parta.local/join", false},
			{"this machine by number", "127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080/join", true},
			{"this machine by the newer number", "[::1]:8080", "http://[::1]:8080", "[::1]:8080/join", true},
			{"this machine by name", "localhost:8080", "http://localhost:8080", "localhost:8080/join", true},
		} {
			tutor.host = tt.host
			tutor.headers = http.Header{"Sec-Fetch-Site": {"same-origin"}}
			if tt.origin != "" {
				tutor.headers.Set("Origin", tt.origin)
			}
			sheet := page(t, tutor.post(guests, url.Values{"key": {tt.name}, "person": {petrov.String()}}))
			if got := sheet.Find(".slip .steps b").Text(); got != tt.want {
				t.Errorf("%s: the slip says %q, want %q", tt.name, got, tt.want)
			}
			if got := sheet.Find(".no-print .notice.bad").Length() == 1; got != tt.lonely {
				t.Errorf("%s: warned %t, want %t", tt.name, got, tt.lonely)
			}
			if sheet.Find(".no-print [data-print]").Length() != 1 {
				t.Errorf("%s: nothing to print it by", tt.name)
			}
		}
	})
}

func TestWhoSeesTheInvitations(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		guests := "/o/" + k.org1.String() + "/invitations/" + class7B.String()
		staff := "/o/" + k.org1.String() + "/invitations/staff"
		for _, tt := range []struct {
			name          string
			b             *browser
			guests, staff int
		}{
			{"nobody", k.browse(), 303, 303},
			{"the administrator", k.browse().as("orlova", k.org1, orlova), 200, 200},
			{"the tutor", k.browse().as("sidorov", k.org1, sidorov), 200, 403},
			{"another teacher", k.browse().as("ivanova", k.org1, ivanova), 403, 403},
			{"a parent", k.browse().as("petrova", k.org1, petrova), 403, 403},
			{"a teacher of another school", k.browse().as("volkova", k.org2, volkova2), 404, 404},
		} {
			if got := tt.b.get(guests).Code; got != tt.guests {
				t.Errorf("%s: GET the class = %d, want %d", tt.name, got, tt.guests)
			}
			if got := tt.b.get(staff).Code; got != tt.staff {
				t.Errorf("%s: GET the staff = %d, want %d", tt.name, got, tt.staff)
			}
			for _, path := range []string{guests, guests + "/reset", guests + "/detach"} {
				want := tt.guests
				if want == 200 {
					continue // what they may do is tried elsewhere
				}
				if got := tt.b.post(path, url.Values{"person": {petrov.String()}, "guest": {petrov.String()}}).Code; got != want {
					t.Errorf("%s: POST %s = %d, want %d", tt.name, path, got, want)
				}
			}
		}
		if n := k.lines(k.org1, "invite.create"); n != 0 {
			t.Errorf("%d invitations were made by those who may not", n)
		}
	})
}
