package orgs

import (
	"context"
	"slices"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Invitation is a code on paper, as it is kept: the code itself is not.
type Invitation struct {
	ID        id.Invitation
	Purpose   Purpose
	Org       id.Org
	Person    id.Person
	Role      access.Role
	Account   id.Account // whose password it resets; zero otherwise
	TriesLeft int64      // at the birth date
	Expires   when.Instant
	Ended     when.Instant // used, replaced, or out of tries; zero while open

	codeHash  string
	birthHash string // "" when no birth date is asked
	madeBy    id.Account
	whole     bool // by one whose right reaches everybody here, not families alone
}

// Purpose is what a code is good for.
type Purpose string

const (
	ForSeat  Purpose = "seat"  // a first way in
	ForReset Purpose = "reset" // a new password
	ForFirst Purpose = "first" // the first organisation of an empty database
)

const (
	birthTries      = 5
	expiresBound    = 30 * 24 * time.Hour // with a birth date
	expiresUnbound  = 7 * 24 * time.Hour  // whoever finds the paper may use it
	expiresReset    = 3 * 24 * time.Hour
	expiresFirst    = 24 * time.Hour
	mostInvitations = 500 // at once: a large school's staff
)

// Slip is one code to hand over: the only time it is seen.
type Slip struct {
	Invitee Invitee
	Code    string // K7M29-QX4PD
	Expires when.Instant
	Reset   bool
	Others  bool // a reset that also needs a code of another organisation
}

// Guest is somebody of a class or of the staff, and how far the way in is.
type Guest struct {
	Invitee
	Seated bool         // has an account
	Own    bool         // … and it is the reader's
	Until  when.Instant // a code was given that is good until then; zero when none is
	Beyond bool         // only the administrator may give this one a code
}

// Guests lists who may be invited of a class, or of the staff when class is zero.
func (o *Orgs) Guests(ctx context.Context, who access.Actor, class id.Class) (of access.Class, guests []Guest, err error) {
	err = o.db.Read(ctx, who.Org, func(tx *storage.Tx) error {
		rule, found, people, err := o.inviteesFor(tx, who, access.Invite, class)
		if err != nil {
			return err
		}
		of = found
		guests, err = o.guests(tx, who, rule, people)
		return err
	})
	return of, guests, err
}

func (o *Orgs) guests(tx *storage.Tx, who access.Actor, rule access.Rule, people []Invitee) ([]Guest, error) {
	persons := personsOf(people)
	seats, err := SeatsOf(tx, who.Org, persons)
	if err != nil {
		return nil, err
	}
	open, err := openInvitations(tx, who.Org, persons)
	if err != nil {
		return nil, err
	}
	guests := make([]Guest, len(people))
	for i, p := range people {
		account, seated := seats[p.Person]
		guests[i] = Guest{Invitee: p, Seated: seated, Own: seated && account == who.Account, Until: open[p.Person], Beyond: beyond(rule, p)}
	}
	return guests, nil
}

// inviteesFor finds those of a class, or of the staff when class is zero, and
// the rule by which the actor may do this to them.
func (o *Orgs) inviteesFor(tx *storage.Tx, who access.Actor, action access.Action, class id.Class) (access.Rule, access.Class, []Invitee, error) {
	thing := access.Thing{}
	var of access.Class
	var people []Invitee
	var err error
	if class != 0 {
		thing.Classes = []id.Class{class}
		of, people, err = o.asks.ClassPeople(tx, class)
	} else {
		people, err = o.asks.Staff(tx)
	}
	if err != nil {
		return access.Rule{}, of, nil, err
	}
	rule, may := who.Decide(action, thing)
	if !may {
		return access.Rule{}, of, nil, problem.New(problem.Forbidden, "orgs.invite.forbidden")
	}
	return rule, of, people, nil
}

// beyond tells that a rule does not reach a person. A form tutor gives codes to
// the families of a class, but not to a parent who also works at the school:
// with the child's birth date the tutor could come in as the deputy head.
func beyond(rule access.Rule, p Invitee) bool { return p.Staff && rule.Reach != access.Whole }

func personsOf(people []Invitee) []id.Person {
	persons := make([]id.Person, len(people))
	for i, p := range people {
		persons[i] = p.Person
	}
	return persons
}

// Invite makes a code for each of the chosen persons of a class, or of the staff
// when class is zero. Earlier codes of theirs are worth nothing from then on. A
// person who has an account already is Conflict "orgs.invite.seated".
func (o *Orgs) Invite(ctx context.Context, act storage.Act, class id.Class, chosen []id.Person) ([]Slip, error) {
	chosen = once(chosen)
	if len(chosen) == 0 || len(chosen) > mostInvitations {
		return nil, problem.New(problem.Invalid, "orgs.invite.nobody")
	}
	codes := make([]string, len(chosen))
	for i := range codes {
		var err error
		if codes[i], err = newCode(o.random); err != nil {
			return nil, err
		}
	}
	var slips []Slip
	var made []Invitation
	err := o.db.Write(ctx, act, func(tx *storage.Tx) error {
		slips, made = nil, nil
		rule, _, people, err := o.inviteesFor(tx, act.By, access.Invite, class)
		if err != nil {
			return err
		}
		seats, err := SeatsOf(tx, tx.Org(), chosen)
		if err != nil {
			return err
		}
		for i, person := range chosen {
			p, err := inviteeAmong(people, person, rule)
			if err != nil {
				return err
			}
			if _, seated := seats[person]; seated {
				return problem.New(problem.Conflict, "orgs.invite.seated", p.Name)
			}
			inv := newInvitation(tx, ForSeat, rule, p, codes[i])
			made = append(made, inv)
			slips = append(slips, Slip{Invitee: p, Code: showCode(codes[i]), Expires: inv.Expires})
			tx.Record(invitationMade("invite.create", rule, p, inv))
		}
		return nil
	})
	if err != nil {
		return nil, codesAreGone(err)
	}
	return slips, o.db.Control(ctx, func(tx *storage.Tx) error { return replaceInvitations(tx, made) })
}

// once drops whom the list names again: a mother of twins.
func once(chosen []id.Person) (kept []id.Person) {
	for _, person := range chosen {
		if !slices.Contains(kept, person) {
			kept = append(kept, person)
		}
	}
	return kept
}

func inviteeAmong(people []Invitee, person id.Person, rule access.Rule) (Invitee, error) {
	for i, p := range people {
		if p.Person != person {
			continue
		}
		if beyond(rule, p) {
			return Invitee{}, problem.New(problem.Forbidden, "orgs.invite.staff", p.Name)
		}
		p.Of = childrenOf(p, people[i:])
		return p, nil
	}
	return Invitee{}, problem.New(problem.NotFound, "orgs.invite.stranger")
}

// childrenOf names every child of a guardian whose birth date opens the code:
// that of twins is the same, a sister a year older in the class has another.
func childrenOf(guardian Invitee, people []Invitee) (names []string) {
	for _, p := range people {
		if p.Person == guardian.Person && p.Born == guardian.Born {
			names = append(names, p.Of...)
		}
	}
	return names
}

func newInvitation(tx *storage.Tx, purpose Purpose, rule access.Rule, p Invitee, code string) Invitation {
	lasts := expiresBound
	switch {
	case purpose == ForReset:
		lasts = expiresReset
	case p.Born == 0:
		lasts = expiresUnbound
	}
	return Invitation{
		ID: id.New[id.Invitation](tx), Purpose: purpose, Org: tx.Org(), Person: p.Person, Role: p.Role,
		TriesLeft: birthTries, Expires: tx.Now().Add(lasts),
		codeHash: hashSecret(code), birthHash: hashBirth(code, p.Born), madeBy: tx.By().Account, whole: rule.Reach == access.Whole,
	}
}

func invitationMade(act string, rule access.Rule, p Invitee, inv Invitation) storage.Line {
	return storage.Line{
		Act: act, Thing: "person", ThingID: p.Person.Thing(), Rule: rule, Pupil: p.Pupil,
		New: map[string]string{"invitation": inv.ID.String(), "role": string(p.Role), "expires": inv.Expires.String()},
	}
}

// replaceInvitations ends the open codes of these persons and keeps the new ones.
func replaceInvitations(tx *storage.Tx, made []Invitation) error {
	for _, inv := range made {
		if err := endOpenInvitations(tx, inv.Org, inv.Person); err != nil {
			return err
		}
		if err := insertInvitation(tx, inv); err != nil {
			return err
		}
	}
	return nil
}

// codesAreGone explains a repeated request: its codes were shown then and are
// kept nowhere.
func codesAreGone(err error) error {
	if storage.Again(err) {
		return problem.New(problem.Conflict, "orgs.invite.again")
	}
	return err
}
