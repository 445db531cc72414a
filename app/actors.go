package app

import (
	"slices"
	"sync"

	"parta/access"
	"parta/id"
	"parta/internal/web"
	"parta/when"
)

// actors remembers who the accounts seen lately are in an organisation. What
// makes an actor, roles, load, wards, changes by lines that end an era of the
// ledger, so none is a request late.
type actors struct {
	mu   sync.Mutex
	seen map[actorKey]actorSeen
}

type actorKey struct {
	account id.Account
	org     id.Org
}

type actorSeen struct {
	actor access.Actor
	era   access.Era
	seats []web.Seat
}

// actorsKept bounds the memory: the staff and families of some schools, a few
// megabytes.
const actorsKept = 5000

// find gives an actor of the era, day and seats; nil when none is remembered.
// Nobody changes it: many requests share it.
func (a *actors) find(account id.Account, era access.Era, today when.Day, seats []web.Seat) *access.Actor {
	a.mu.Lock()
	defer a.mu.Unlock()
	known, found := a.seen[actorKey{account, seats[0].Org}]
	if !found || era == 0 || known.era != era || known.actor.On != today || !slices.Equal(known.seats, seats) {
		return nil
	}
	return &known.actor
}

func (a *actors) keep(actor access.Actor, era access.Era, seats []web.Seat) {
	if era == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seen == nil || len(a.seen) >= actorsKept {
		a.seen = map[actorKey]actorSeen{}
	}
	a.seen[actorKey{actor.Account, actor.Org}] = actorSeen{actor, era, seats}
}
