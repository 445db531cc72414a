package orgs_test

import (
	"errors"
	"testing"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/orgs"
)

func TestSessionOpensAndEnds(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		account := k.account("ivanova", "")
		token, err := k.orgs.OpenSession(k.ctx, account, orgs.Visit{Device: "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"})
		if err != nil {
			t.Fatal(err)
		}
		s, err := k.orgs.SessionOf(k.ctx, token)
		if err != nil || s.Account != account || s.Device != "Firefox, Windows" || s.Locked {
			t.Fatalf("SessionOf = %+v, %v", s, err)
		}
		if err := k.orgs.SignOut(k.ctx, token); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{token, "", "x"} {
			if _, err := k.orgs.SessionOf(k.ctx, token); !errors.Is(err, orgs.ErrNoSession) {
				t.Errorf("SessionOf(%q) = %v, want ErrNoSession", token, err)
			}
		}
	})
}

func TestSessionEndsWhenIdleAndAtLast(t *testing.T) {
	for _, tt := range []struct {
		name   string
		shared bool
		step   time.Duration
		steps  int
		want   bool
	}{
		{"own, used daily for two months", false, 24 * time.Hour, 60, true},
		{"own, used daily for longer than a session lasts", false, 24 * time.Hour, 91, false},
		{"own, left for two weeks", false, 14 * 24 * time.Hour, 1, false},
		{"shared, used through a lesson", true, 50 * time.Minute, 1, true},
		{"shared, left for an hour", true, time.Hour, 1, false},
		{"shared, used all day", true, 50 * time.Minute, 15, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
				token, err := k.orgs.OpenSession(k.ctx, k.account("ivanova", ""), orgs.Visit{Shared: tt.shared})
				if err != nil {
					t.Fatal(err)
				}
				for range tt.steps {
					k.later(tt.step)
					_, err = k.orgs.SessionOf(k.ctx, token)
				}
				if (err == nil) != tt.want {
					t.Errorf("SessionOf = %v, want alive %t", err, tt.want)
				}
			})
		})
	}
}

func TestReadingWritesLastSeenEveryFiveMinutesAtMost(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		account := k.account("ivanova", "")
		token, err := k.orgs.OpenSession(k.ctx, account, orgs.Visit{})
		if err != nil {
			t.Fatal(err)
		}
		seen := func() time.Duration {
			if _, err := k.orgs.SessionOf(k.ctx, token); err != nil {
				t.Fatal(err)
			}
			list, err := k.orgs.Sessions(k.ctx, account)
			if err != nil || len(list) != 1 {
				t.Fatalf("Sessions = %v, %v", list, err)
			}
			return list[0].Seen.Time().Sub(testkit.Start)
		}
		k.later(4 * time.Minute)
		if got := seen(); got != 0 {
			t.Errorf("after 4 minutes seen at +%v, want the beginning", got)
		}
		k.later(2 * time.Minute)
		if got := seen(); got != 6*time.Minute {
			t.Errorf("after 6 minutes seen at +%v, want +6m", got)
		}
	})
}

func TestNobodyEndsAnothersSession(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		ivanova, volkova := k.account("ivanova", ""), k.account("volkova", "")
		token, err := k.orgs.OpenSession(k.ctx, ivanova, orgs.Visit{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := k.orgs.SessionOf(k.ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.orgs.EndSession(k.ctx, volkova, s.ID); err != nil {
			t.Fatal(err)
		}
		if err := k.orgs.EndOtherSessions(k.ctx, volkova, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := k.orgs.SessionOf(k.ctx, token); err != nil {
			t.Errorf("ivanova's session after volkova's attempts: %v", err)
		}
		if err := k.orgs.EndSession(k.ctx, ivanova, s.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.orgs.SessionOf(k.ctx, token); !errors.Is(err, orgs.ErrNoSession) {
			t.Errorf("her own end = %v, want ErrNoSession", err)
		}
	})
}

func TestSeatIsOnePersonsAndOneAccounts(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		petrova, volkova := k.account("petrova", ""), k.account("volkova", "")
		const mother, teacher = id.Person(101), id.Person(102)
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, petrova, k.org1, mother) })
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, petrova, k.org2, mother) })
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, petrova, k.org1, teacher) })
		for name, account := range map[string]id.Account{"again": petrova, "by another account": volkova} {
			err := k.DB.Control(k.ctx, func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, k.org1, mother) })
			if problem.KindOf(err) != problem.Conflict {
				t.Errorf("%s: AddSeat = %v, want Conflict", name, err)
			}
		}
		err := k.DB.ReadControl(k.ctx, func(tx *storage.Tx) error {
			all, err := orgs.Seats(tx, petrova)
			if err != nil || len(all) != 3 {
				t.Errorf("Seats = %v, %v, want 3", all, err)
			}
			here, err := orgs.SeatsIn(tx, petrova, k.org1)
			if err != nil || len(here) != 2 {
				t.Errorf("SeatsIn = %v, %v, want 2", here, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
