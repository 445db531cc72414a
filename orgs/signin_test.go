package orgs_test

import (
	"testing"
	"time"

	"parta/internal/problem"
	"parta/orgs"
)

const good = "сирень у крыльца"

func (k *kit) signIn(name, password, address string) (string, string) {
	token, err := k.orgs.SignIn(k.ctx, orgs.Credentials{Name: name, Password: password}, orgs.Visit{Address: address})
	if err != nil && problem.KeyOf(err) == "" {
		k.Fatal(err)
	}
	return token, problem.KeyOf(err)
}

func TestSignIn(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("Семёнова", good)
		k.account("petrova", "")
		for _, tt := range []struct{ name, who, password, want string }{
			{"as it was chosen", "Семёнова", good, ""},
			{"as people type it", " СЕМЕНОВА ", good, ""},
			{"a wrong password", "Семёнова", good + ".", "orgs.signin.wrong"},
			{"no password", "Семёнова", "", "orgs.signin.wrong"},
			{"nobody's name", "сёмина", good, "orgs.signin.wrong"},
			{"an account without a password", "petrova", "!", "orgs.signin.wrong"},
			{"an account without a password, empty", "petrova", "", "orgs.signin.wrong"},
		} {
			token, got := k.signIn(tt.who, tt.password, tt.name)
			if got != tt.want || (token != "") != (tt.want == "") {
				t.Errorf("%s: SignIn = %q, want %q", tt.name, got, tt.want)
			}
		}
	})
}

func TestSignInMakesANewTokenEachTime(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		first, _ := k.signIn("ivanova", good, "")
		second, _ := k.signIn("ivanova", good, "")
		if first == second || !k.alive(first) || !k.alive(second) {
			t.Errorf("two sign-ins gave %q and %q, want two living sessions", first, second)
		}
	})
}

// Delays grow for whoever guesses, for names that exist and names that do not
// alike, and for nobody else: neither the owner at home nor the school's
// address is locked.
func TestGuessingIsSlowedPerNameAndAddress(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		k.account("sidorov", good)
		for _, name := range []string{"nobody", "ivanova"} {
			waits := 0
			for range 12 {
				if _, got := k.signIn(name, "wrong guess", "10.0.0.1"); got == "orgs.signin.wait" {
					waits++
				}
				k.later(time.Second)
			}
			if waits < 5 {
				t.Errorf("%s: 12 guesses a second apart waited %d times, want 5 or more", name, waits)
			}
		}
		if _, got := k.signIn("ivanova", good, "10.0.0.1"); got != "orgs.signin.wait" {
			t.Errorf("the right password from the guesser's address = %q, want to wait", got)
		}
		if _, got := k.signIn("ivanova", good, "192.0.2.7"); got != "" {
			t.Errorf("ivanova at home = %q, want in", got)
		}
		if _, got := k.signIn("sidorov", good, "10.0.0.1"); got != "" {
			t.Errorf("sidorov from the same address = %q, want in", got)
		}
		k.later(15 * time.Minute)
		if _, got := k.signIn("ivanova", good, "10.0.0.1"); got != "" {
			t.Errorf("after a quarter of an hour = %q, want in", got)
		}
		if _, got := k.signIn("ivanova", "wrong guess", "10.0.0.1"); got != "orgs.signin.wrong" {
			t.Errorf("the first mistake after that = %q, want no wait", got)
		}
	})
}

func TestManyGuessesAtOnceCountAsMany(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		answers := make(chan string)
		for range 20 {
			go func() {
				_, err := k.orgs.SignIn(k.ctx, orgs.Credentials{Name: "ivanova", Password: "wrong guess"}, orgs.Visit{Address: "10.0.0.1"})
				answers <- problem.KeyOf(err)
			}()
		}
		judged := 0
		for range 20 {
			if <-answers == "orgs.signin.wrong" {
				judged++
			}
		}
		if judged > 5 {
			t.Errorf("%d of 20 guesses at once were judged, want 5 at most", judged)
		}
	})
}

// A right password takes away the row that the next try is being counted in.
func TestTriesAreCountedWhileOthersAreForgiven(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		answers := make(chan error)
		for range 8 {
			go func() {
				for range 50 {
					if err := k.orgs.ChargeAndForgive(k.ctx, "name:ivanova", "10.0.0.1"); err != nil {
						answers <- err
						return
					}
				}
				answers <- nil
			}()
		}
		for range 8 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
	})
}
