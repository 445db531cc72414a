package orgs_test

import (
	"strings"
	"testing"
	"time"

	"parta/internal/problem"
	"parta/orgs"
)

var here = orgs.Visit{Address: "192.0.2.7"}

func (k *kit) session(token string) orgs.Session {
	k.Helper()
	s, err := k.orgs.SessionOf(k.ctx, token)
	if err != nil {
		k.Fatal(err)
	}
	return s
}

func TestChangedPasswordEndsOtherSessions(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		old, _ := k.signIn("ivanova", good, "")
		other, _ := k.signIn("ivanova", good, "")
		if _, err := k.orgs.ChangePassword(k.ctx, k.session(old), "not hers", "новый пароль", here); problem.KeyOf(err) != "orgs.password.wrong" {
			t.Fatalf("ChangePassword with a wrong one = %v", err)
		}
		token, err := k.orgs.ChangePassword(k.ctx, k.session(old), good, "новый пароль", here)
		if err != nil {
			t.Fatal(err)
		}
		if k.alive(old) || k.alive(other) || !k.alive(token) {
			t.Errorf("old %t, other %t, new %t; want only the new token", k.alive(old), k.alive(other), k.alive(token))
		}
		if _, got := k.signIn("ivanova", good, ""); got != "orgs.signin.wrong" {
			t.Errorf("the old password = %q, want refused", got)
		}
	})
}

func TestPasswordRefused(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("ivanova", good)
		token, _ := k.signIn("ivanova", good, "")
		for password, want := range map[string]string{
			"короткий"[:14]:           "orgs.password.short", // seven letters
			strings.Repeat("аб", 101): "orgs.password.long",
			"Ivanova2026":             "orgs.password.name",
			"12345678":                "orgs.password.common",
			"ЙЦУКЕНГШ":                "orgs.password.common",
			"яяяяяяяяяя":              "orgs.password.common",
		} {
			if _, err := k.orgs.ChangePassword(k.ctx, k.session(token), good, password, here); problem.KeyOf(err) != want {
				t.Errorf("ChangePassword(%q) = %v, want %s", password, err, want)
			}
		}
	})
}

func TestRename(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		account := k.account("petrova", good)
		k.account("Семёнова", good)
		for name, want := range map[string]string{"семенова": "orgs.name.taken", "x": "orgs.name.length"} {
			if err := k.orgs.Rename(k.ctx, account, good, name, here); problem.KeyOf(err) != want {
				t.Errorf("Rename(%q) = %v, want %s", name, err, want)
			}
		}
		for _, name := range []string{"Petrova", "olga.petrova"} {
			if err := k.orgs.Rename(k.ctx, account, good, name, here); err != nil {
				t.Errorf("Rename(%q) = %v", name, err)
			}
		}
		if _, got := k.signIn("petrova", good, ""); got != "orgs.signin.wrong" {
			t.Errorf("the old name = %q, want refused", got)
		}
		if _, got := k.signIn("OLGA.PETROVA", good, ""); got != "" {
			t.Errorf("the new name = %q, want in", got)
		}
	})
}

func TestSpareCodeOpensOnceAndEndsSessions(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		account := k.account("petrova", good)
		stolen, _ := k.signIn("petrova", good, "")
		code, err := k.orgs.NewSpareCode(k.ctx, account, good, here)
		if err != nil {
			t.Fatal(err)
		}
		next := orgs.Credentials{Name: "petrova", Password: "другой пароль"}
		for _, wrong := range []string{"", "00000-00000"} {
			if _, err := k.orgs.Recover(k.ctx, next, wrong, here); problem.KeyOf(err) != "orgs.recover.wrong" {
				t.Errorf("Recover(%q) = %v, want wrong", wrong, err)
			}
		}
		if _, err := k.orgs.Recover(k.ctx, orgs.Credentials{Name: "nobody", Password: "другой пароль"}, code, here); problem.KeyOf(err) != "orgs.recover.wrong" {
			t.Errorf("Recover of nobody = %v, want the same answer", err)
		}
		token, err := k.orgs.Recover(k.ctx, next, strings.ToLower(code), here)
		if err != nil {
			t.Fatal(err)
		}
		if k.alive(stolen) || !k.alive(token) {
			t.Error("want earlier sessions ended and one opened")
		}
		k.later(time.Hour)
		if _, err := k.orgs.Recover(k.ctx, next, code, here); problem.KeyOf(err) != "orgs.recover.wrong" {
			t.Errorf("the code again = %v, want wrong", err)
		}
	})
}

func TestLockedSessionOpensByPINAndEndsAfterFiveWrong(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		account := k.account("ivanova", good)
		token, _ := k.signIn("ivanova", good, "")
		other, _ := k.signIn("ivanova", good, "")
		for _, weak := range []string{"123", "1111", "0000", "1234", "876543", "12345678", "7890", "3210", "12a4", "123456789"} {
			if err := k.orgs.SetPIN(k.ctx, account, good, weak, here); problem.KeyOf(err) != "orgs.lock.pin" {
				t.Errorf("SetPIN(%q) = %v, want refused", weak, err)
			}
		}
		if err := k.orgs.SetPIN(k.ctx, account, good, "4071", here); err != nil {
			t.Fatal(err)
		}
		lock := func() orgs.Session {
			if err := k.orgs.Lock(k.ctx, k.session(token).ID); err != nil {
				t.Fatal(err)
			}
			return k.session(token)
		}
		locked := lock()
		if !locked.Locked || k.session(other).Locked {
			t.Errorf("locked here %t, elsewhere %t; want here alone", locked.Locked, k.session(other).Locked)
		}
		if _, err := k.orgs.Unlock(k.ctx, locked, "4072"); problem.KeyOf(err) != "orgs.lock.wrong" {
			t.Errorf("a wrong PIN = %v", err)
		}
		before := token
		var err error
		if token, err = k.orgs.Unlock(k.ctx, locked, "4071"); err != nil || k.alive(before) || k.session(token).Locked {
			t.Fatalf("Unlock = %v; want open, with a new token", err)
		}
		locked = lock()
		var keys []string
		for range 8 {
			_, err := k.orgs.Unlock(k.ctx, locked, "0000")
			keys = append(keys, problem.KeyOf(err))
			if problem.KeyOf(err) == "orgs.lock.ended" {
				break
			}
			k.later(5 * time.Second)
		}
		if got := strings.Join(keys, " "); !strings.HasSuffix(got, "orgs.lock.ended") || !strings.Contains(got, "orgs.signin.wait") {
			t.Errorf("guessing the PIN answered %s; want growing waits, then the end", got)
		}
		if k.alive(token) || !k.alive(other) {
			t.Errorf("locked session alive %t, other alive %t; want only the other", k.alive(token), k.alive(other))
		}
	})
}
