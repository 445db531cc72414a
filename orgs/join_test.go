package orgs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/orgs"
	"parta/when"
)

func (k *kit) join(code string, born when.Day, name string) (string, string) {
	token, _, err := k.orgs.AcceptNew(k.ctx, orgs.Proof{Code: code, Born: born}, orgs.Credentials{Name: name, Password: good}, here)
	if err != nil && problem.KeyOf(err) == "" {
		k.Fatal(err)
	}
	return token, problem.KeyOf(err)
}

func TestInvitationIsAcceptedOnce(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		code := k.code(k.tutor(k.org1, class7B), class7B, petrova)
		typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
		token, key := k.join(typed, petrovBorn, "petrova")
		if key != "" || !k.alive(token) {
			t.Fatalf("accept = %q", key)
		}
		if made, taken := k.lines(k.org1, "invite.create"), k.lines(k.org1, "seat.accept"); made != 1 || taken != 1 {
			t.Errorf("ledger has %d invite.create and %d seat.accept, want 1 and 1", made, taken)
		}
		if _, key := k.join(code, petrovBorn, "another"); key != "orgs.join.none" {
			t.Errorf("the code again = %q, want orgs.join.none", key)
		}
		if _, err := k.orgs.Invite(k.ctx, k.act(k.administrator(k.org1)), class7B, []id.Person{petrova}); problem.KeyOf(err) != "orgs.invite.seated" {
			t.Errorf("inviting one who is in = %v, want orgs.invite.seated", err)
		}
	})
}

func TestInvitationNeedsTheBirthDateAndBearsFiveTries(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		code := k.code(k.tutor(k.org1, class7B), class7B, petrov)
		var got []string
		for range 6 {
			_, key := k.join(code, petrovBorn+1, "petrov")
			got = append(got, strings.TrimPrefix(key, "orgs.join."))
		}
		if strings.Join(got, " ") != "born born born born burnt none" {
			t.Errorf("six wrong dates answered %v", got)
		}
		if _, key := k.join(code, petrovBorn, "petrov"); key != "orgs.join.none" {
			t.Errorf("the right date after five wrong = %q, want orgs.join.none", key)
		}
		code = k.code(k.tutor(k.org1, class7B), class7B, petrov)
		if _, key := k.join(code, petrovBorn, "petrov"); key != "" {
			t.Errorf("a new code with the right date = %q, want in", key)
		}
	})
}

func TestCodesThatAreWorthNothing(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		tutor := k.tutor(k.org1, class7B)
		replaced := k.code(tutor, class7B, petrov)
		expired := k.code(tutor, class7B, petrov)
		k.later(30 * 24 * time.Hour)
		for name, code := range map[string]string{"replaced": replaced, "expired": expired, "invented": "ABCDE-12345", "empty": "", "long": strings.Repeat("A", 5000)} {
			if _, err := k.orgs.OfferOf(k.ctx, code, here); problem.KeyOf(err) != "orgs.join.none" {
				t.Errorf("%s: OfferOf = %v, want orgs.join.none", name, err)
			}
			if _, key := k.join(code, petrovBorn, "petrov"); key != "orgs.join.none" {
				t.Errorf("%s: accept = %q, want orgs.join.none", name, key)
			}
		}
	})
}

func TestUnboundCodeLivesAWeek(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		code := k.code(k.tutor(k.org1, class7B), class7B, zaytseva)
		offer, err := k.orgs.OfferOf(k.ctx, code, here)
		if err != nil || offer.AsksBirth || offer.Org.ID != k.org1 {
			t.Fatalf("OfferOf = %+v, %v", offer, err)
		}
		k.later(7 * 24 * time.Hour)
		if _, err := k.orgs.OfferOf(k.ctx, code, here); problem.KeyOf(err) != "orgs.join.none" {
			t.Errorf("after a week = %v, want orgs.join.none", err)
		}
	})
}

func TestWhoMayInviteWhom(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		for _, tt := range []struct {
			name   string
			act    storage.Act
			class  id.Class
			person id.Person
			want   string
		}{
			{"the tutor, a parent", k.act(k.tutor(k.org1, class7B)), class7B, petrova, ""},
			{"the tutor, a parent who works here", k.act(k.tutor(k.org1, class7B)), class7B, ivanova, "orgs.invite.staff"},
			{"the administrator, the same", k.act(k.administrator(k.org1)), class7B, ivanova, ""},
			{"the administrator, staff", k.act(k.administrator(k.org1)), 0, sidorov, ""},
			{"the tutor, staff", k.act(k.tutor(k.org1, class7B)), 0, sidorov, "orgs.invite.forbidden"},
			{"another class's tutor", k.act(k.tutor(k.org1, 99)), class7B, petrova, "orgs.invite.forbidden"},
			{"one who is not of the class", k.act(k.administrator(k.org1)), class7B, sidorov, "orgs.invite.stranger"},
			{"another organisation's tutor, same class number", k.act(k.tutor(k.org2, class7B)), class7B, petrova, "school.class.none"},
			{"another organisation's administrator", k.act(k.administrator(k.org2)), class7B, petrova, "school.class.none"},
		} {
			_, err := k.orgs.Invite(k.ctx, tt.act, tt.class, []id.Person{tt.person})
			if got := problem.KeyOf(err); got != tt.want || tt.want == "" && err != nil {
				t.Errorf("%s: Invite = %v, want %q", tt.name, err, tt.want)
			}
		}
	})
}

func TestRepeatedInviteShowsNoCodes(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		act := k.act(k.administrator(k.org1))
		slips, err := k.orgs.Invite(k.ctx, act, class7B, []id.Person{petrov, petrova})
		if err != nil || len(slips) != 2 {
			t.Fatal(slips, err)
		}
		if _, err := k.orgs.Invite(k.ctx, act, class7B, []id.Person{petrov, petrova}); problem.KeyOf(err) != "orgs.invite.again" {
			t.Errorf("the same request = %v, want orgs.invite.again", err)
		}
		if _, key := k.join(slips[1].Code, petrovBorn, "petrova"); key != "" {
			t.Errorf("the first codes = %q, want good", key)
		}
	})
}

// A mother of two in two schools has one account and a seat in each.
func TestSecondSeatOfOneAccount(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		proof := orgs.Proof{Code: k.code(k.tutor(k.org2, class3A), class3A, petrova2), Born: mashaBorn}
		if _, _, err := k.orgs.AcceptWith(k.ctx, proof, orgs.Credentials{Name: "petrova", Password: "wrong"}, here); problem.KeyOf(err) != "orgs.signin.wrong" {
			t.Fatalf("with a wrong password = %v", err)
		}
		token, org, err := k.orgs.AcceptWith(k.ctx, proof, orgs.Credentials{Name: "petrova", Password: good}, here)
		if err != nil || org != k.org2 {
			t.Fatal(org, err)
		}
		var seats []orgs.Seat
		err = k.DB.ReadControl(k.ctx, func(tx *storage.Tx) (err error) {
			seats, err = orgs.Seats(tx, k.session(token).Account)
			return err
		})
		if err != nil || len(seats) != 2 {
			t.Errorf("Seats = %v, %v, want two", seats, err)
		}
	})
}

func TestTakenNameLeavesTheCodeGood(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		k.account("petrova", good)
		code := k.code(k.tutor(k.org1, class7B), class7B, petrova)
		if _, key := k.join(code, petrovBorn, "Petrova"); key != "orgs.name.taken" {
			t.Errorf("a taken name = %q", key)
		}
		if _, key := k.join(code, petrovBorn, "olga.petrova"); key != "" {
			t.Errorf("another name = %q, want in", key)
		}
	})
}

// The process dies between the seat and its line: the next sign-in writes it, once.
func TestNextSignInRepairsTheLedger(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		k.join(k.code(k.tutor(k.org1, class7B), class7B, petrova), petrovBorn, "petrova")
		k.control(func(tx *storage.Tx) error {
			_, err := tx.Exec(`UPDATE orgs_seat SET recorded = FALSE WHERE org_id = $1`, k.org1)
			return err
		})
		k.signIn("petrova", good, "")
		k.signIn("petrova", good, "")
		if n := k.lines(k.org1, "seat.accept"); n != 1 {
			t.Errorf("%d lines seat.accept, want the one", n)
		}
		k.control(func(tx *storage.Tx) error { // as if the line had never been written
			_, err := tx.Exec(`UPDATE orgs_seat SET recorded = FALSE, invitation_id = 4711 WHERE org_id = $1`, k.org1)
			return err
		})
		k.signIn("petrova", good, "")
		k.signIn("petrova", good, "")
		if n := k.lines(k.org1, "seat.accept"); n != 2 {
			t.Errorf("%d lines seat.accept, want one more", n)
		}
	})
}

// A mother who writes «12 марта» has made a slip of the pen, not a guess.
func TestTextThatIsNoDateCostsNoTry(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		code := k.code(k.administrator(k.org1), class7B, petrova)
		for range 7 {
			if _, key := k.join(code, 0, "petrova"); key != "orgs.join.unread" {
				t.Fatalf("no date = %q, want orgs.join.unread", key)
			}
		}
		if _, key := k.join(code, petrovBorn, "petrova"); key != "" {
			t.Errorf("then the right date = %q", key)
		}
	})
}

// The seat is taken by then, and the next sign-in writes the line.
func TestLedgerThatFailsKeepsNobodyOut(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		code := k.code(k.tutor(k.org1, class7B), class7B, petrova)
		breakLedger(k.DB)
		if token, key := k.join(code, petrovBorn, "petrova"); key != "" || !k.alive(token) {
			t.Errorf("accept = %q, want in", key)
		}
		if token, key := k.signIn("petrova", good, ""); key != "" || !k.alive(token) {
			t.Errorf("sign in = %q, want in", key)
		}
		ledger.Install(k.DB)
		k.signIn("petrova", good, "")
		if n := k.lines(k.org1, "seat.accept"); n != 1 {
			t.Errorf("%d lines seat.accept once the ledger works again, want 1", n)
		}
	})
}

// breakLedger makes every Write fail.
func breakLedger(db *storage.DB) {
	broken := errors.New("the disk is full")
	db.SetLedger(storage.Ledger{
		Seen:   func(*storage.Tx, string) (int64, bool, error) { return 0, false, broken },
		Append: func(*storage.Tx, []*storage.Entry) error { return broken },
	})
}

// A household has all addresses of its line to guess codes from.
func TestCodesAreGuessedSlowlyFromOneLine(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		judged := 0
		for n := range 100 {
			from := orgs.Visit{Address: fmt.Sprintf("2001:db8:1:2::%x", n+1)}
			if _, err := k.orgs.OfferOf(k.ctx, "ABCDE-12345", from); problem.KeyOf(err) == "orgs.join.none" {
				judged++
			}
		}
		if judged != 60 {
			t.Errorf("%d of 100 guesses at once were judged, want 60", judged)
		}
	})
}

func TestTwoUseOneCodeAtOnce(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		code := k.code(k.administrator(k.org1), class7B, petrova)
		answers := make(chan string)
		for _, name := range []string{"petrova", "mallory", "trudy.one", "trudy.two"} {
			go func() {
				_, _, err := k.orgs.AcceptNew(k.ctx, orgs.Proof{Code: code, Born: petrovBorn}, orgs.Credentials{Name: name, Password: good}, here)
				answers <- problem.KeyOf(err)
			}()
		}
		in := 0
		for range 4 {
			if <-answers == "" {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d came in by one code, want 1", in)
		}
	})
}
