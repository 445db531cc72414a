package orgs_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

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
