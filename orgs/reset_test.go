package orgs_test

import (
	"errors"
	"sync"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/orgs"
)

const anew = "рябина под окном"

func (k *kit) resetCode(by access.Actor, class id.Class, person id.Person) orgs.Slip {
	k.Helper()
	slip, err := k.orgs.ResetCode(k.ctx, k.act(by), class, person)
	if err != nil {
		k.Fatal(err)
	}
	return slip
}

func (k *kit) reset(proofs ...orgs.Proof) (string, string) {
	token, err := k.orgs.Reset(k.ctx, proofs, anew, here)
	if err != nil && problem.KeyOf(err) == "" {
		k.Fatal(err)
	}
	return token, problem.KeyOf(err)
}

func TestResetEndsSessionsAndSetsANewPassword(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		stolen, _ := k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		slip := k.resetCode(k.tutor(k.org1, class7B), class7B, petrova)
		if k.alive(stolen) || slip.Others {
			t.Errorf("after the code: session alive %t, others %t; want neither", k.alive(stolen), slip.Others)
		}
		if _, key := k.reset(orgs.Proof{Code: slip.Code, Born: mashaBorn}); key != "orgs.join.born" {
			t.Errorf("a wrong date = %q", key)
		}
		token, key := k.reset(orgs.Proof{Code: slip.Code, Born: petrovBorn})
		if key != "" || !k.alive(token) {
			t.Fatalf("reset = %q", key)
		}
		if _, got := k.signIn("petrova", good, "a"); got != "orgs.signin.wrong" {
			t.Errorf("the old password = %q, want refused", got)
		}
		if _, got := k.signIn("petrova", anew, "b"); got != "" {
			t.Errorf("the new password = %q, want in", got)
		}
		if _, key := k.reset(orgs.Proof{Code: slip.Code, Born: petrovBorn}); key != "orgs.join.none" {
			t.Errorf("the code again = %q, want orgs.join.none", key)
		}
		if n := k.lines(k.org1, "account.reset"); n != 1 {
			t.Errorf("%d lines account.reset, want 1", n)
		}
	})
}

// Nobody in one organisation can reset an account that also has a seat in
// another: not with one code, not with two of the same organisation, not with a
// code of the other organisation that is for somebody else.
func TestNobodyResetsAnAccountWithASeatElsewhere(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		proof := orgs.Proof{Code: k.code(k.tutor(k.org2, class3A), class3A, petrova2), Born: mashaBorn}
		token, _, err := k.orgs.AcceptWith(k.ctx, proof, orgs.Credentials{Name: "petrova", Password: good}, here)
		if err != nil {
			t.Fatal(err)
		}
		k.join(k.code(k.tutor(k.org2, class3A), class3A, masha), mashaBorn, "masha")

		slip := k.resetCode(k.administrator(k.org1), class7B, petrova)
		if !slip.Others || !k.alive(token) {
			t.Errorf("after the code: others %t, session alive %t; want both", slip.Others, k.alive(token))
		}
		one := orgs.Proof{Code: slip.Code, Born: petrovBorn}
		somebody := orgs.Proof{Code: k.resetCode(k.administrator(k.org2), class3A, masha).Code, Born: mashaBorn}
		invented := orgs.Proof{Code: "ABCDE-12345", Born: mashaBorn}
		for _, tt := range []struct {
			name   string
			proofs []orgs.Proof
			want   string
		}{
			{"one code", []orgs.Proof{one}, "orgs.reset.elsewhere"},
			{"the same code twice", []orgs.Proof{one, one}, "orgs.reset.elsewhere"},
			{"with somebody else's code of the other", []orgs.Proof{one, somebody}, "orgs.join.none"},
			{"with an invented one", []orgs.Proof{one, invented}, "orgs.join.none"},
			{"no code", nil, "orgs.join.none"},
		} {
			if _, key := k.reset(tt.proofs...); key != tt.want {
				t.Errorf("%s: Reset = %q, want %q", tt.name, key, tt.want)
			}
		}
		if !k.alive(token) {
			t.Error("her session has ended")
		}
		if _, got := k.signIn("petrova", good, "home"); got != "" {
			t.Errorf("her password = %q, want as before", got)
		}
		other := orgs.Proof{Code: k.resetCode(k.administrator(k.org2), class3A, petrova2).Code, Born: mashaBorn}
		if _, key := k.reset(one, other); key != "" || k.alive(token) {
			t.Errorf("both organisations' codes = %q, old session alive %t; want reset", key, k.alive(token))
		}
	})
}

// The second seat may come between the code and its use.
func TestSeatGainedAfterTheCodeProtectsToo(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		token, _ := k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		account := k.session(token).Account
		slip := k.resetCode(k.tutor(k.org1, class7B), class7B, petrova)
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, k.org2, petrova2) })
		if _, key := k.reset(orgs.Proof{Code: slip.Code, Born: petrovBorn}); key != "orgs.reset.elsewhere" {
			t.Errorf("Reset = %q, want orgs.reset.elsewhere", key)
		}
	})
}

func TestCodesOfOneKindDoNotServeAsTheOther(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		invited := k.code(k.tutor(k.org1, class7B), class7B, petrov)
		if _, key := k.reset(orgs.Proof{Code: invited, Born: petrovBorn}); key != "orgs.join.none" {
			t.Errorf("an invitation used to reset = %q, want orgs.join.none", key)
		}
		k.join(invited, petrovBorn, "petrov")
		reset := k.resetCode(k.tutor(k.org1, class7B), class7B, petrov)
		if _, key := k.join(reset.Code, petrovBorn, "mallory"); key != "orgs.join.none" {
			t.Errorf("a reset used to join = %q, want orgs.join.none", key)
		}
	})
}

// With the code and the child's birth date the tutor could come in as the deputy
// head whom the parent has become since.
func TestTutorsCodeDiesWhenItsPersonComesToWorkHere(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		tutor, admin := k.tutor(k.org1, class7B), k.administrator(k.org1)
		invited := k.code(tutor, class7B, petrov)
		k.join(k.code(tutor, class7B, petrova), petrovBorn, "petrova")
		reset := k.resetCode(tutor, class7B, petrova)
		k.hired = []id.Person{petrov, petrova}
		if _, key := k.reset(orgs.Proof{Code: reset.Code, Born: petrovBorn}); key != "orgs.join.none" {
			t.Errorf("the tutor's code for a new password = %q, want orgs.join.none", key)
		}
		if _, key := k.join(invited, petrovBorn, "mallory"); key != "orgs.join.none" {
			t.Errorf("the tutor's invitation = %q, want orgs.join.none", key)
		}
		reset = k.resetCode(admin, class7B, petrova)
		if _, key := k.reset(orgs.Proof{Code: reset.Code, Born: petrovBorn}); key != "" {
			t.Errorf("the administrator's code = %q", key)
		}
		if _, key := k.join(k.code(admin, class7B, petrov), petrovBorn, "petrov"); key != "" {
			t.Errorf("the administrator's invitation = %q", key)
		}
	})
}

func TestTutorsCodeDiesWhenItsAccountGetsAnotherSeatHere(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		tutor := k.tutor(k.org1, class7B)
		token, _ := k.join(k.code(tutor, class7B, petrova), petrovBorn, "petrova")
		account := k.session(token).Account
		reset := k.resetCode(tutor, class7B, petrova)
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, k.org1, sidorov) })
		if _, key := k.reset(orgs.Proof{Code: reset.Code, Born: petrovBorn}); key != "orgs.join.none" {
			t.Errorf("Reset = %q, want orgs.join.none", key)
		}
	})
}

func TestWhoMayReset(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		admin := k.administrator(k.org1)
		k.join(k.code(admin, class7B, ivanova), daughter, "ivanova")
		k.join(k.code(admin, class7B, petrova), petrovBorn, "petrova")
		deputy := access.Actor{Account: 7, Org: k.org1, Person: orlova, Roles: []access.Role{access.Deputy}}
		for _, tt := range []struct {
			name   string
			by     access.Actor
			class  id.Class
			person id.Person
			want   string
		}{
			{"the tutor, a parent who works here", k.tutor(k.org1, class7B), class7B, ivanova, "orgs.invite.staff"},
			{"the tutor, staff", k.tutor(k.org1, class7B), 0, ivanova, "orgs.invite.forbidden"},
			{"another class's tutor", k.tutor(k.org1, 99), class7B, petrova, "orgs.invite.forbidden"},
			{"another organisation's administrator", k.administrator(k.org2), class7B, petrova, "school.class.none"},
			{"the deputy", deputy, class7B, petrova, "orgs.invite.forbidden"},
			{"one who has no account", admin, class7B, petrov, "orgs.reset.noseat"},
			{"the administrator, staff", admin, 0, ivanova, ""},
			{"the administrator, a parent", admin, class7B, petrova, ""},
		} {
			_, err := k.orgs.ResetCode(k.ctx, k.act(tt.by), tt.class, tt.person)
			if got := problem.KeyOf(err); got != tt.want || tt.want == "" && err != nil {
				t.Errorf("%s: ResetCode = %v, want %q", tt.name, err, tt.want)
			}
		}
	})
}

// A parent who stands in the school as a second person, a teacher, is beyond
// the tutor as well.
func TestTutorDoesNotResetWhoeverHasASecondSeatHere(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		token, _ := k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		account := k.session(token).Account
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, k.org1, orlova) })
		_, err := k.orgs.ResetCode(k.ctx, k.act(k.tutor(k.org1, class7B)), class7B, petrova)
		if problem.KeyOf(err) != "orgs.invite.staff" || !k.alive(token) {
			t.Errorf("ResetCode = %v, session alive %t; want refused", err, k.alive(token))
		}
		if _, err := k.orgs.ResetCode(k.ctx, k.act(k.administrator(k.org1)), class7B, petrova); err != nil {
			t.Errorf("the administrator = %v", err)
		}
	})
}

func TestDetachedPersonMayBeInvitedAnew(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		token, _ := k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		account := k.session(token).Account
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, k.org2, petrova2) })
		if err := k.orgs.Detach(k.ctx, k.act(k.administrator(k.org1)), class7B, petrova); err != nil {
			t.Fatal(err)
		}
		if !k.alive(token) {
			t.Error("the account's session has ended, though it has another seat")
		}
		if _, key := k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova.new"); key != "" {
			t.Errorf("a new account = %q, want in", key)
		}
		err := k.DB.ReadControl(k.ctx, func(tx *storage.Tx) error {
			seats, err := orgs.Seats(tx, account)
			if err == nil && (len(seats) != 1 || seats[0].Org != k.org2) {
				t.Errorf("the old account's seats = %v, want the one elsewhere", seats)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestNobodyDetachesOneself(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		admin := k.administrator(k.org1)
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, admin.Account, k.org1, sidorov) })
		admin.Person = sidorov
		if err := k.orgs.Detach(k.ctx, k.act(admin), 0, sidorov); problem.KeyOf(err) != "orgs.detach.own" {
			t.Errorf("Detach = %v, want orgs.detach.own", err)
		}
		if n := k.lines(k.org1, "seat.end"); n != 0 {
			t.Errorf("%d lines of a seat's end, want none", n)
		}
	})
}

func TestTwoAdministratorsWhoDetachEachOtherLeaveOne(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		both := []access.Actor{
			{Account: k.account("ivanova", ""), Org: k.org1, Person: ivanova, Roles: []access.Role{access.Administrator}},
			{Account: k.account("sidorov", ""), Org: k.org1, Person: sidorov, Roles: []access.Role{access.Administrator}},
		}
		for range 10 {
			for _, a := range both {
				k.control(func(tx *storage.Tx) error {
					seats, err := orgs.SeatsIn(tx, a.Account, k.org1)
					if err == nil && len(seats) == 0 {
						err = orgs.AddSeat(tx, a.Account, k.org1, a.Person)
					}
					return err
				})
			}
			var done sync.WaitGroup
			errs := make([]error, len(both))
			for i, a := range both {
				act := k.act(a)
				done.Go(func() { errs[i] = k.orgs.Detach(k.ctx, act, 0, both[1-i].Person) })
			}
			done.Wait()
			left := 0
			err := k.DB.ReadControl(k.ctx, func(tx *storage.Tx) error {
				for _, a := range both {
					seats, err := orgs.SeatsIn(tx, a.Account, k.org1)
					if err != nil {
						return err
					}
					left += len(seats)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if left != 1 {
				t.Fatalf("%d administrators are left, want 1: %v", left, errors.Join(errs...))
			}
		}
	})
}

// The form is sent twice, or again after the process died between the line and
// the seat.
func TestRepeatedDetachEndsTheSeatThatItsLineNames(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		token, _ := k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		account := k.session(token).Account
		act := k.act(k.administrator(k.org1))
		detach := func(when string) {
			t.Helper()
			if err := k.orgs.Detach(k.ctx, act, class7B, petrova); err != nil {
				t.Fatalf("Detach %s = %v", when, err)
			}
		}
		detach("at first")
		detach("again")
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, k.org1, petrova) }) // as if it had not come to that
		detach("after a crash")
		if n := k.seated(petrova); n != 0 {
			t.Errorf("she has %d seats, want none", n)
		}
		k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova.new")
		detach("when she has another account")
		if n := k.seated(petrova); n != 1 {
			t.Errorf("she has %d seats, want the new one", n)
		}
		if n := k.lines(k.org1, "seat.end"); n != 1 {
			t.Errorf("%d lines seat.end, want 1", n)
		}
	})
}

// seated counts the seats of a person of the first school.
func (k *kit) seated(person id.Person) (n int) {
	k.Helper()
	err := k.DB.ReadControl(k.ctx, func(tx *storage.Tx) error {
		seats, err := orgs.SeatsOf(tx, k.org1, []id.Person{person})
		n = len(seats)
		return err
	})
	if err != nil {
		k.Fatal(err)
	}
	return n
}
