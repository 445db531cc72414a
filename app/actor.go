package app

import (
	"context"
	"errors"
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/when"
)

// authenticate finds who a token stands for, where that account has seats, and
// who it is in the organisation that is visited.
func (a *App) authenticate(ctx context.Context, token string, org id.Org) (web.Session, *access.Actor, error) {
	var found web.Session
	var here *access.Actor
	var session orgs.Session
	err := a.DB.Read(ctx, org, func(tx *storage.Tx) (err error) {
		if session, err = orgs.SessionIn(tx, token); err != nil {
			return err
		}
		found = web.Session{ID: session.ID, Account: session.Account, Lang: session.Language, Theme: session.Theme, Locked: session.Locked}
		places, err := orgs.PlacesOf(tx, session.Account)
		if err != nil {
			return err
		}
		if len(places) == 0 {
			account, err := orgs.AccountOf(tx, session.Account)
			found.Name = account.Name
			return err
		}
		for _, p := range places {
			found.Seats = append(found.Seats, web.Seat{Org: p.Org.ID, Person: p.Person, Zone: p.Org.Zone})
			if last := len(found.Orgs) - 1; last < 0 || found.Orgs[last].ID != p.Org.ID {
				found.Orgs = append(found.Orgs, ui.Org{ID: p.Org.ID, Name: p.Org.Name, ShortName: p.Org.ShortName})
			}
		}
		here, err = a.actorIn(tx, found)
		return err
	})
	if errors.Is(err, orgs.ErrNoSession) {
		return web.Session{}, nil, problem.New(problem.NotFound, "web.problem.signin")
	}
	if err != nil {
		return web.Session{}, nil, err
	}
	// Where nothing can be saved there is still all to read.
	if err := a.Orgs.Touch(ctx, session); err != nil && ctx.Err() == nil {
		a.Router.Log.Error("last seen not noted", "error", err)
	}
	return found, here, nil
}

// actorIn gathers what an account is in the organisation; nil without a seat
// there. Several seats (a teacher who is also a mother) are one actor with the
// facts of all.
func (a *App) actorIn(tx *storage.Tx, session web.Session) (*access.Actor, error) {
	seats := slices.DeleteFunc(slices.Clone(session.Seats), func(s web.Seat) bool { return s.Org != tx.Org() })
	if len(seats) == 0 {
		return nil, nil
	}
	zone, err := orgs.Org{Zone: seats[0].Zone}.Location()
	if err != nil {
		return nil, err
	}
	standing, err := ledger.StandingOf(tx)
	if err != nil {
		return nil, err
	}
	today := tx.Now().Day(zone)
	known := a.actors.find(session.Account, standing.Era, today, seats)
	if known == nil {
		if known, err = factsOf(tx, seats, today); err != nil {
			return nil, err
		}
		known.Account = session.Account
		a.actors.keep(*known, standing.Era, seats)
	}
	actor := *known
	actor.Standing = standing
	return &actor, nil
}

func factsOf(tx *storage.Tx, seats []web.Seat, today when.Day) (*access.Actor, error) {
	var actor access.Actor
	for i, seat := range seats {
		facts, err := people.FactsOf(tx, seat.Person, today)
		if err != nil {
			return nil, err
		}
		switch {
		case i == 0:
			actor = facts
		case works(facts) && !works(actor):
			actor = joined(facts, actor)
		default:
			actor = joined(actor, facts)
		}
	}
	return &actor, nil
}

// works tells a member of staff. What somebody with two seats does is recorded
// under the person who works there, not under the mother of a pupil.
func works(a access.Actor) bool {
	return slices.ContainsFunc(a.Roles, func(r access.Role) bool { return r != access.Pupil && r != access.Guardian })
}

// joined adds the facts of a second seat to the first, whose person and name stay.
func joined(first, second access.Actor) access.Actor {
	for _, role := range second.Roles {
		if !slices.Contains(first.Roles, role) {
			first.Roles = append(first.Roles, role)
		}
	}
	first.Load = append(first.Load, second.Load...)
	first.Tutored = append(first.Tutored, second.Tutored...)
	first.Wards = append(first.Wards, second.Wards...)
	return first
}
