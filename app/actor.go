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
	"parta/orgs"
	"parta/people"
)

// authenticate finds who a token stands for, and where that account has seats.
func (a *App) authenticate(ctx context.Context, token string) (web.Session, error) {
	var found web.Session
	var session orgs.Session
	err := a.DB.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		if session, err = orgs.SessionIn(tx, token); err != nil {
			return err
		}
		found = web.Session{ID: session.ID, Account: session.Account, Name: session.Name, Lang: session.Language, Theme: session.Theme, Locked: session.Locked}
		found.Orgs, err = places(tx, session.Account)
		return err
	})
	if errors.Is(err, orgs.ErrNoSession) {
		return web.Session{}, problem.New(problem.NotFound, "web.problem.signin")
	}
	if err != nil {
		return web.Session{}, err
	}
	return found, a.Orgs.Touch(ctx, session)
}

// places lists the organisations where an account has a seat.
func places(tx *storage.Tx, account id.Account) ([]ui.Org, error) {
	found, err := orgs.OrgsOf(tx, account)
	list := make([]ui.Org, len(found))
	for i, o := range found {
		list[i] = ui.Org{ID: o.ID, Name: o.Name, ShortName: o.ShortName}
	}
	return list, err
}

// actorOf gathers what an account is in one organisation. Several seats there
// (a teacher who is also a mother) are one actor with the facts of all.
func (a *App) actorOf(ctx context.Context, session web.Session, org id.Org) (access.Actor, error) {
	var actor access.Actor
	err := a.DB.Read(ctx, org, func(tx *storage.Tx) error {
		seats, err := orgs.SeatsIn(tx, session.Account, org)
		if err != nil {
			return err
		}
		if len(seats) == 0 {
			return problem.New(problem.NotFound, "web.problem.notfound")
		}
		today, err := orgs.Today(tx, org)
		if err != nil {
			return err
		}
		for i, seat := range seats {
			facts, err := people.FactsOf(tx, seat.Person, today)
			if err != nil {
				return err
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
		actor.Account = session.Account
		return nil
	})
	return actor, err
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
