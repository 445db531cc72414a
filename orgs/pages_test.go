package orgs_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/orgs"
)

func TestSignInLeadsBackAndNowhereElse(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		for next, want := range map[string]string{
			"/o/0RDFM4G01V9AT/journal?week=2": "/o/0RDFM4G01V9AT/journal?week=2",
			"":                                "/",
			"//evil.example/":                 "/",
			`/\evil.example`:                  "/",
			"https://evil.example/":           "/",
			"javascript:alert(1)":             "/",
			"/%0d%0aSet-Cookie:x\r\nA: b":     "/",
		} {
			w := k.browse().post("/sign-in", url.Values{"signin": {"ivanova"}, "password": {good}, "next": {next}})
			if got := w.Header().Get("Location"); w.Code != 303 || got != want {
				t.Errorf("next=%q: %d to %q, want 303 to %q", next, w.Code, got, want)
			}
		}
	})
}

// A token planted in the browser before opens nothing after the victim signs in.
func TestSignInLeavesNoSessionThatWasThereBefore(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		b := k.browse().as("mallory", k.org1, petrov)
		planted := b.cookie
		b.post("/sign-in", url.Values{"signin": {"ivanova"}, "password": {good}})
		if b.cookie == planted || !k.alive(b.cookie) || k.alive(planted) {
			t.Errorf("token changed %t, new alive %t, planted alive %t", b.cookie != planted, k.alive(b.cookie), k.alive(planted))
		}
	})
}

func TestSignInTellsNobodyWhichNamesExist(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		told := func(name string) string {
			w := k.browse().post("/sign-in", url.Values{"signin": {name}, "password": {"wrong guess"}})
			return w.Result().Status + page(t, w).Find("main").Find("input[name=signin]").Remove().End().Text()
		}
		if known, unknown := told("ivanova"), told("nobody"); known != unknown || !strings.Contains(known, "не подходят") {
			t.Errorf("a known name: %s\nan unknown one: %s", known, unknown)
		}
	})
}

func TestSignOutClearsTheBrowser(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		b := k.browse().as("ivanova", k.org1, ivanova)
		token := b.cookie
		w := b.post("/sign-out", nil)
		if k.alive(token) || b.cookie != "" || !strings.Contains(w.Header().Get("Clear-Site-Data"), "storage") {
			t.Errorf("alive %t, cookie %q, Clear-Site-Data %q", k.alive(token), b.cookie, w.Header().Get("Clear-Site-Data"))
		}
		if w := b.get("/account"); w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
			t.Errorf("afterwards GET /account = %d", w.Code)
		}
	})
}

func TestSignOutLeavesWhatSomebodyElseHasNotSent(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		b := k.browse().as("ivanova", k.org1, ivanova)
		w := b.post("/sign-out", url.Values{"keep": {"yes"}})
		if got := w.Header().Get("Clear-Site-Data"); b.cookie != "" || got != `"cache"` {
			t.Errorf("cookie %q, Clear-Site-Data %s", b.cookie, got)
		}
	})
}

func TestGuessingThePINLosesNoEntriesOfItsOwner(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		b := k.browse()
		b.post("/sign-in", url.Values{"signin": {"ivanova"}, "password": {good}})
		b.post("/lock", nil)
		var w *httptest.ResponseRecorder
		for range 12 {
			if w = b.post("/lock/open", url.Values{"pin": {"wrong"}}); b.cookie == "" {
				break
			}
			k.later(5 * time.Second)
		}
		if got := w.Header().Get("Clear-Site-Data"); b.cookie != "" || got != `"cache"` {
			t.Errorf("cookie %q, Clear-Site-Data %s", b.cookie, got)
		}
	})
}

func TestPostFromAnotherSiteIsRefused(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		b := k.browse().as("ivanova", k.org1, ivanova)
		token := b.cookie
		b.headers.Set("Sec-Fetch-Site", "cross-site")
		for _, path := range []string{"/sign-out", "/sign-in", "/lock", "/account/sessions", "/join/accept", "/first"} {
			if w := b.post(path, url.Values{"all": {"1"}}); w.Code != 403 {
				t.Errorf("POST %s = %d, want 403", path, w.Code)
			}
		}
		if !k.alive(token) || k.session(token).Locked {
			t.Error("the session was touched")
		}
	})
}

func TestLockedScreenShowsNothing(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		b := k.browse()
		b.post("/sign-in", url.Values{"signin": {"ivanova"}, "password": {good}})
		if got := page(t, b.post("/lock", url.Values{"next": {"/account"}})).Find("input[name=pin]").Length(); got != 1 {
			t.Fatalf("the locked screen has %d inputs for the PIN, want 1", got)
		}
		for _, w := range []*httptest.ResponseRecorder{
			b.get("/account"),
			b.post("/account/pin", url.Values{"current": {good}, "pin": {"4071"}}),
			b.get("/o/" + k.org1.String() + "/invitations"),
		} {
			if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/lock") {
				t.Errorf("locked: %d to %q, want to /lock", w.Code, w.Header().Get("Location"))
			}
		}
		if w := b.post("/lock/open", url.Values{"pin": {"wrong"}, "next": {"/account"}}); w.Code != 422 {
			t.Errorf("a wrong one = %d, want 422", w.Code)
		}
		if w := b.post("/lock/open", url.Values{"pin": {good}, "next": {"/account"}}); w.Header().Get("Location") != "/account" {
			t.Errorf("the right one = %d to %q", w.Code, w.Header().Get("Location"))
		}
		if w := b.get("/account"); w.Code != 200 {
			t.Errorf("afterwards GET /account = %d", w.Code)
		}
	})
}

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

// A code is on paper and nowhere else.
func TestCodesAndTokensAreKeptAsHashes(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		b := k.browse().as("orlova", k.org1, orlova)
		code := k.code(k.administrator(k.org1), class7B, petrov)
		bare := strings.ReplaceAll(code, "-", "")
		err := k.DB.Read(k.ctx, k.org1, func(tx *storage.Tx) error {
			for _, query := range []string{
				`SELECT code_hash || born_hash || role FROM orgs_invitation`,
				`SELECT token_hash || address || device FROM orgs_session`,
				`SELECT act || thing || request FROM ledger_line WHERE org_id = $1`,
				`SELECT body FROM ledger_line WHERE org_id = $1`,
			} {
				var args []any
				if strings.Contains(query, "$1") {
					args = append(args, k.org1)
				}
				kept, err := storage.All(tx, func(r storage.Row) (s string, err error) { return s, r.Scan(&s) }, query, args...)
				if err != nil {
					return err
				}
				for _, text := range kept {
					if strings.Contains(text, code) || strings.Contains(text, bare) || strings.Contains(text, b.cookie) || strings.Contains(text, petrovBorn.String()) {
						t.Errorf("%s keeps %q", query, text)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestForeignSessionCannotBeEnded(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		victim := k.browse().as("ivanova", k.org1, ivanova)
		mallory := k.browse().as("mallory", k.org1, petrov)
		mallory.post("/account/sessions", url.Values{"session": {k.session(victim.cookie).ID.String()}})
		if !k.alive(victim.cookie) {
			t.Error("a stranger ended the session")
		}
		if w := mallory.post("/account/sessions", url.Values{"session": {"x"}}); w.Code != 404 {
			t.Errorf("a session that cannot be = %d, want 404", w.Code)
		}
	})
}

func TestDoorOfANewInstallationLeadsToTheFirstPage(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		b := k.browse()
		door := page(t, b.get("/sign-in"))
		if door.Find("main a[href='/first']").Length() != 1 || door.Find("input[name=password]").Length() != 0 {
			t.Errorf("while nobody can sign in the door says: %s", door.Find("main").Text())
		}
		k.browse().as("orlova", k.org1, orlova)
		door = page(t, b.get("/sign-in"))
		if door.Find("a[href='/first']").Length() != 0 || door.Find("input[name=password]").Length() != 1 {
			t.Errorf("once somebody can, the door says: %s", door.Find("main").Text())
		}
	})
}

func TestFirstPageIsGoneOnceSomebodyHasAnAccount(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.browse().as("orlova", k.org1, orlova)
		b := k.browse()
		if w := b.get("/first"); w.Code != 404 {
			t.Errorf("GET /first = %d, want 404", w.Code)
		}
		if w := b.post("/first", url.Values{"code": {"ABCDE-12345"}}); w.Code != 404 {
			t.Errorf("POST /first = %d, want 404", w.Code)
		}
	})
}

func TestFirstPageAsksTheZoneOfAnImportedSchool(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		if got := page(t, k.browse().get("/first")).Find("select[name=zone] option[selected]").AttrOr("value", "none"); got != "Asia/Tomsk" {
			t.Errorf("where all are in one zone, %q is chosen, want Asia/Tomsk", got)
		}
		k.control(func(tx *storage.Tx) error {
			_, err := orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "Русская школа", Zone: "Europe/Paris"})
			return err
		})
		first := page(t, k.browse().get("/first"))
		if got := first.Find("select[name=zone] option[selected]").AttrOr("value", "none"); got != "" {
			t.Errorf("where zones differ, %q is chosen, want the one that each has", got)
		}
		if got := first.Find("select[name=org]").Text(); !strings.Contains(got, "Томск") || !strings.Contains(got, "Europe/Paris") {
			t.Errorf("the zones are not beside the names: %s", got)
		}
		wrong := page(t, k.browse().post("/first", url.Values{"org": {k.org2.String()}, "zone": {"Луна"}, "code": {k.firstCode()}}))
		if wrong.Find("select[name=zone][aria-invalid=true]").Length() != 1 {
			t.Errorf("a zone that is none is not marked: %s", wrong.Find("form.door").Text())
		}
		if got := wrong.Find("select[name=org] option[selected]").AttrOr("value", ""); got != k.org2.String() {
			t.Errorf("the form comes back with organisation %q, want the chosen %s", got, k.org2)
		}
	})
}

func (k *kit) firstCode() string {
	k.Helper()
	code, err := k.orgs.FirstCode(k.ctx)
	if err != nil {
		k.Fatal(err)
	}
	return code
}

func TestGetChangesNothing(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		b := k.browse().as("orlova", k.org1, orlova)
		code := k.code(k.administrator(k.org1), class7B, petrov)
		before := k.everything()
		for _, path := range []string{
			"/sign-in", "/recover", "/lock", "/first", "/join", "/join?code=" + code, "/account", "/account?done=name",
			"/o/" + k.org1.String() + "/invitations", "/o/" + k.org1.String() + "/invitations/staff",
			"/o/" + k.org1.String() + "/invitations/" + class7B.String(),
		} {
			b.get(path)
		}
		if after := k.everything(); after != before {
			t.Errorf("before: %s\nafter: %s", before, after)
		}
	})
}

// everything is what the slice's tables and the ledger hold, as text.
func (k *kit) everything() string {
	k.Helper()
	var b strings.Builder
	err := k.DB.Read(k.ctx, k.org1, func(tx *storage.Tx) error {
		for _, query := range []string{
			`SELECT CAST(COUNT(*) AS TEXT) || ' sessions ' || CAST(SUM(session_id % 1000) AS TEXT) FROM orgs_session`,
			`SELECT CAST(COUNT(*) AS TEXT) || ' tries' FROM orgs_failure`,
			`SELECT CAST(SUM(tries_left) AS TEXT) || ' tries left of ' || CAST(COUNT(ended_at) AS TEXT) FROM orgs_invitation`,
			`SELECT CAST(COUNT(*) AS TEXT) || ' seats' FROM orgs_seat`,
		} {
			text, err := storage.Value[string](tx, query)
			if err != nil {
				return err
			}
			b.WriteString(text + "; ")
		}
		return nil
	})
	if err != nil {
		k.Fatal(err)
	}
	return b.String()
}
