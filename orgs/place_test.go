package orgs_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"parta/internal/problem"
	"parta/orgs"
)

// tryFrom tries a password from a place and gives the key of the answer.
func (k *kit) tryFrom(name, password string, from orgs.Visit) string {
	k.Helper()
	_, err := k.orgs.SignIn(k.ctx, orgs.Credentials{Name: name, Password: password}, from)
	if err != nil && problem.KeyOf(err) == "" {
		k.Fatal(err)
	}
	return problem.KeyOf(err)
}

// Whoever has very many addresses is slowed, for names that exist and names
// that do not alike; the owner is not, where she was signed in before.
func TestGuessingFromManyAddressesIsSlowedAndLocksNobodyOut(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		k.account("sidorov", good)
		home, phone := orgs.Visit{Address: "192.0.2.7"}, orgs.Visit{Address: "198.51.100.1", Browser: "her telephone"}
		library := orgs.Visit{Address: "198.51.100.9", Browser: "of the library", Shared: true}
		for _, from := range []orgs.Visit{home, phone, library} {
			if got := k.tryFrom("ivanova", good, from); got != "" {
				t.Fatalf("before it begins = %q", got)
			}
		}
		for n, name := range []string{"ivanova", "nobody"} {
			judged := 0
			for i := range 60 {
				switch got := k.tryFrom(name, "wrong guess", orgs.Visit{Address: fmt.Sprintf("203.0.%d.%d", 100+n, i)}); got {
				case "orgs.signin.wrong":
					judged++
				case "orgs.signin.wait":
				default:
					t.Fatalf("a guess = %q", got)
				}
			}
			if judged != 20 {
				t.Errorf("%s: %d guesses from 60 addresses were judged, want 20", name, judged)
			}
		}
		phone.Address = "198.51.100.77" // another cell of the network
		for _, tt := range []struct {
			name string
			from orgs.Visit
			want string
		}{
			{"at home", home, ""},
			{"by her telephone, elsewhere", phone, ""},
			{"at a new place", orgs.Visit{Address: "198.51.100.2"}, "orgs.signin.wait"},
			{"by the library's browser, elsewhere", orgs.Visit{Address: "198.51.100.3", Browser: "of the library"}, "orgs.signin.wait"},
		} {
			if got := k.tryFrom("ivanova", good, tt.from); got != tt.want {
				t.Errorf("the owner %s = %q, want %q", tt.name, got, tt.want)
			}
		}
		if got := k.tryFrom("sidorov", good, orgs.Visit{Address: "203.0.100.1"}); got != "" {
			t.Errorf("somebody else from one of those addresses = %q, want in", got)
		}
		k.later(time.Minute)
		if got := k.tryFrom("ivanova", good, orgs.Visit{Address: "198.51.100.2"}); got != "" {
			t.Errorf("the owner at a new place, a minute later = %q, want in", got)
		}
		judged := 0
		for i := range 10 {
			if k.tryFrom("ivanova", "wrong guess", orgs.Visit{Address: fmt.Sprintf("203.0.113.%d", i)}) == "orgs.signin.wrong" {
				judged++
			}
		}
		if judged != 1 {
			t.Errorf("then %d guesses were judged, want one: a right password gives its try back", judged)
		}
	})
}

// A pupil has the same address as the teacher in whose name he guesses.
func TestGuessingAtTheSchoolsAddressLocksNoKnownBrowserOut(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		hers := orgs.Visit{Address: "192.0.2.7", Browser: "of her laptop"}
		k.tryFrom("ivanova", good, hers)
		for n := range 12 {
			k.tryFrom("ivanova", "wrong guess", orgs.Visit{Address: "192.0.2.7", Browser: fmt.Sprint("invented ", n)})
		}
		if got := k.tryFrom("ivanova", good, orgs.Visit{Address: "192.0.2.7", Browser: "a new one"}); got != "orgs.signin.wait" {
			t.Errorf("a browser nobody knows = %q, want to wait", got)
		}
		if got := k.tryFrom("ivanova", good, hers); got != "" {
			t.Errorf("her own browser = %q, want in", got)
		}
		if _, err := k.orgs.Recover(k.ctx, orgs.Credentials{Name: "ivanova", Password: anew}, "ABCDE-12345", hers); problem.KeyOf(err) != "orgs.recover.wrong" {
			t.Errorf("a spare code in her own browser = %v, want judged", err)
		}
		for n := range 5 {
			hers.Address = fmt.Sprintf("198.51.100.%d", n)
			k.tryFrom("ivanova", "wrong guess", hers)
		}
		if got := k.tryFrom("ivanova", good, hers); got != "orgs.signin.wait" {
			t.Errorf("her own browser after five wrong ones = %q, want to wait wherever it is", got)
		}
	})
}

func TestABrowserIsKnownAgainUnlessOthersUseIt(t *testing.T) {
	inBrowser(t, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		given := func(answer *http.Response) (value string) {
			for _, c := range answer.Cookies() {
				if c.Name == "parta_browser" {
					if !c.HttpOnly || c.MaxAge < 30*24*3600 {
						t.Errorf("the cookie %+v is to be secret and to last", c)
					}
					value = c.Value
				}
			}
			return value
		}
		form := url.Values{"signin": {"ivanova"}, "password": {good}}
		if got := given(k.browse().post("/sign-in", form).Result()); got == "" {
			t.Error("the browser is not known again")
		}
		form.Set("shared", "yes")
		if got := given(k.browse().post("/sign-in", form).Result()); got != "" {
			t.Error("a browser that others use is known again")
		}
	})
}
