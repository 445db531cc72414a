package orgs_test

import (
	"context"
	"testing"
	"time"

	"parta/internal/problem"
	"parta/internal/storage"
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

// giveUp waits in a full queue until the try is charged, and goes away.
func (k *kit) giveUp(try func(context.Context) error) string {
	k.Helper()
	free := k.orgs.FillQueue()
	defer free()
	ctx, goAway := context.WithCancel(k.ctx)
	defer goAway()
	before, answer := k.tries(), make(chan error, 1)
	go func() { answer <- try(ctx) }()
	for {
		select {
		case err := <-answer:
			return problem.KeyOf(err)
		default:
			if k.tries() > before {
				goAway()
				return problem.KeyOf(<-answer)
			}
		}
	}
}

// tries is how many tries stand in the database as wrong.
func (k *kit) tries() (tries int64) {
	k.Helper()
	err := k.DB.ReadControl(k.ctx, func(tx *storage.Tx) (err error) {
		tries, err = storage.Value[int64](tx, `SELECT CAST(COALESCE(SUM(tries), 0) AS BIGINT) FROM orgs_failure`)
		return err
	})
	if err != nil {
		k.Fatal(err)
	}
	return tries
}

func TestTryThatWasNotJudgedIsGivenBack(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		signInFrom := func(address string) func(context.Context) error {
			return func(ctx context.Context) error {
				_, err := k.orgs.SignIn(ctx, orgs.Credentials{Name: "ivanova", Password: good}, orgs.Visit{Address: address})
				return err
			}
		}
		for n := range 21 { // one more than a new place has at once
			if got := k.giveUp(signInFrom("10.0.0.1")); got != "orgs.signin.busy" {
				t.Fatalf("try %d in a full queue = %q, want orgs.signin.busy", n+1, got)
			}
			k.later(time.Second)
		}
		if _, got := k.signIn("ivanova", good, "10.0.0.1"); got != "" {
			t.Errorf("then the right password = %q, want in", got)
		}
		for range 5 {
			k.signIn("ivanova", "wrong guess", "10.0.0.2")
		}
		k.later(2 * time.Second)
		k.giveUp(signInFrom("10.0.0.2"))
		k.signIn("ivanova", "wrong guess", "10.0.0.2")
		if _, got := k.signIn("ivanova", good, "10.0.0.2"); got != "orgs.signin.wait" {
			t.Errorf("after six wrong ones and one not judged = %q, want to wait", got)
		}
	})
}

// A crowd of invented names in a full queue would fill the table otherwise.
func TestTryThatWasRightOrNotJudgedLeavesNothingBehind(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		k.signIn("ivanova", good, "10.0.0.1")
		k.giveUp(func(ctx context.Context) error {
			_, err := k.orgs.SignIn(ctx, orgs.Credentials{Name: "invented", Password: good}, orgs.Visit{Address: "10.0.0.1"})
			return err
		})
		err := k.DB.ReadControl(k.ctx, func(tx *storage.Tx) error {
			rows, err := storage.Value[int](tx, `SELECT COUNT(*) FROM orgs_failure`)
			if err == nil && rows != 0 {
				t.Errorf("%d rows are left, want none", rows)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestPINThatWasNotJudgedIsGivenBack(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		token, _ := k.signIn("ivanova", good, "")
		locked := k.session(token)
		for n := range orgs.PINTries {
			if got := k.giveUp(func(ctx context.Context) error { _, err := k.orgs.Unlock(ctx, locked, good); return err }); got != "orgs.signin.busy" {
				t.Fatalf("try %d in a full queue = %q, want orgs.signin.busy", n+1, got)
			}
		}
		if _, err := k.orgs.Unlock(k.ctx, locked, good); err != nil {
			t.Errorf("then the right one = %v, want open", err)
		}
	})
}

// The clock was a year ahead while people signed in, and was set right.
func TestClockThatRanAheadLocksNobodyOut(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		const year = 365 * 24 * time.Hour
		k.later(year)
		k.signIn("ivanova", good, "10.0.0.1")
		for range 5 {
			k.signIn("ivanova", "wrong guess", "10.0.0.2")
		}
		k.later(-year)
		for _, wait := range []time.Duration{time.Minute, 15 * time.Minute} { // as after so many tries of today
			k.signIn("ivanova", good, "10.0.0.2")
			k.later(wait)
		}
		for _, address := range []string{"10.0.0.2", "10.0.0.3"} {
			if _, got := k.signIn("ivanova", good, address); got != "" {
				t.Errorf("from %s a quarter of an hour later = %q, want in", address, got)
			}
		}
	})
}

func TestTriesOfAClockThatRanAheadAreSwept(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.signIn("of today", "wrong guess", "10.0.0.1")
		k.later(365 * 24 * time.Hour)
		k.signIn("of next year", "wrong guess", "10.0.0.1")
		k.later(-365 * 24 * time.Hour)
		if err := k.orgs.Sweep(k.ctx); err != nil {
			t.Fatal(err)
		}
		if got := k.tries(); got != 1 {
			t.Errorf("%d tries are left, want the one of today", got)
		}
	})
}
