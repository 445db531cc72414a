package orgs

import (
	"net/http"

	"parta/internal/problem"
	"parta/internal/web"
)

// lockForm is what the locked screen must know to ask the right question.
type lockForm struct {
	Next   string
	HasPIN bool
	Name   string // whose screen it is: of the person, for the sign-in name is half of a way in; "" when nobody is known
}

func (o *Orgs) lockForm(r *http.Request) (lockForm, error) {
	account, err := o.Account(r.Context(), web.AccountOf(r))
	return lockForm{Next: web.Next(r, "/"), HasPIN: account.HasPIN, Name: web.NameOf(r)}, err
}

func (o *Orgs) showLock(w http.ResponseWriter, r *http.Request) error {
	if !web.SessionOf(r).Locked {
		return web.See(w, r, web.Next(r, "/"))
	}
	form, err := o.lockForm(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, bare(r, "orgs.lock.title"), lockPage(form))
}

func (o *Orgs) postLock(w http.ResponseWriter, r *http.Request) error {
	if err := o.Lock(r.Context(), web.SessionOf(r).ID); err != nil {
		return err
	}
	form, err := o.lockForm(r)
	if err != nil {
		return err
	}
	web.LockSession(w, r)
	return web.Page(w, r, bare(r, "orgs.lock.title"), lockPage(form))
}

func (o *Orgs) postUnlock(w http.ResponseWriter, r *http.Request) error {
	form, err := o.lockForm(r)
	if err != nil {
		return err
	}
	session, err := o.SessionOf(r.Context(), web.Token(r))
	if err != nil {
		return err
	}
	if !session.Locked {
		return web.See(w, r, form.Next)
	}
	token, err := o.Unlock(r.Context(), session, r.PostFormValue("pin"))
	if problem.KeyOf(err) == "orgs.lock.ended" {
		web.EndSession(w, r)
		return web.Again(err, bare(r, "orgs.signin.title"), signInPage(signInForm{Next: form.Next}))
	}
	if err != nil {
		return web.Again(err, bare(r, "orgs.lock.title"), lockPage(form))
	}
	web.StartSession(w, r, token, Visit{Shared: session.Shared}.CookieLasts())
	return web.See(w, r, form.Next)
}
