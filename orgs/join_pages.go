package orgs

import (
	"net/http"
	"strings"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/when"
)

// joinForm is what was typed about a code so far, without passwords.
type joinForm struct {
	Code  string
	Born  string
	Name  string
	With  bool     // an account that exists, not a new one
	As    string   // the sign-in name of whoever is signed in here; "" for nobody
	Had   []string // codes of other organisations already given, "CODE date"
	Offer Offer
}

func joinFormOf(r *http.Request) joinForm {
	_ = r.ParseForm() // an unreadable body is an empty form, which the rules refuse
	form := joinForm{
		Code: r.Form.Get("code"), Born: r.PostForm.Get("born"), Name: r.PostForm.Get("signin"),
		With: r.PostForm.Get("way") == "with", Had: r.PostForm["had"],
	}
	return form
}

// born reads the birth date; people do not think of zones when they type it.
func (f joinForm) born(r *http.Request) when.Day { return readBirth(f.Born, web.Now(r).Day(time.UTC)) }

// offered adds to a form what its code is good for, and who could take it here.
func (o *Orgs) offered(r *http.Request, form joinForm, offer Offer) (joinForm, error) {
	form.Offer = offer
	s := web.SessionOf(r)
	if s.Account == 0 || s.Locked {
		return form, nil
	}
	account, err := o.Account(r.Context(), s.Account)
	form.As = account.Name
	return form, err
}

// showJoin is where the code on paper leads. A code in the address came from a
// QR: it is filled in, and nothing is decided before it is sent.
func (o *Orgs) showJoin(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, bare(r, "orgs.join.title"), joinPage(joinFormOf(r)))
}

// postJoin tells what the code is good for and asks the rest.
func (o *Orgs) postJoin(w http.ResponseWriter, r *http.Request) error {
	form := joinFormOf(r)
	offer, err := o.OfferOf(r.Context(), form.Code, visitOf(r))
	if err != nil {
		return web.Again(err, bare(r, "orgs.join.title"), joinPage(form))
	}
	if form, err = o.offered(r, form, offer); err != nil {
		return err
	}
	if offer.Purpose == ForReset {
		return web.Page(w, r, bare(r, "orgs.reset.title"), resetPage(form))
	}
	return web.Page(w, r, offerHead(r, offer), offerPage(form))
}

func offerHead(r *http.Request, offer Offer) ui.Page {
	page := bare(r, "orgs.join.title")
	page.Title = offer.Org.ShortName
	return page
}

func (o *Orgs) postAccept(w http.ResponseWriter, r *http.Request) error {
	form := joinFormOf(r)
	from, err := o.arrival(r)
	if err != nil {
		return err
	}
	offer, err := o.OfferOf(r.Context(), form.Code, from)
	if err != nil {
		return web.Again(err, bare(r, "orgs.join.title"), joinPage(form))
	}
	if form, err = o.offered(r, form, offer); err != nil {
		return err
	}
	proof := Proof{form.Code, form.born(r)}
	c := Credentials{form.Name, r.PostForm.Get("password")}
	s := web.SessionOf(r)
	var token string
	var org id.Org
	switch {
	case form.As != "" && r.PostForm.Get("way") == "as":
		token, org, err = o.AcceptAs(r.Context(), proof, s.Account, s.ID, from)
	case form.With:
		token, org, err = o.AcceptWith(r.Context(), proof, c, from)
	default:
		token, org, err = o.AcceptNew(r.Context(), proof, c, from)
	}
	if gone := problem.KeyOf(err); gone == "orgs.join.none" || gone == "orgs.join.burnt" {
		return web.Again(err, bare(r, "orgs.join.title"), joinPage(joinForm{}))
	}
	if err != nil {
		return web.Again(err, offerHead(r, offer), offerPage(form))
	}
	if err := o.enter(w, r, token, from); err != nil {
		return err
	}
	return web.See(w, r, ui.OrgPath(org)+"/joined")
}

// showJoined says that the code was taken, and what it opened, before the first
// page of one's day says something else.
func (o *Orgs) showJoined(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	var org Org
	err := o.db.ReadControl(r.Context(), func(tx *storage.Tx) (err error) {
		org, err = OrgOf(tx, who.Org)
		return err
	})
	if err != nil {
		return err
	}
	return web.Page(w, r, ui.Page{Title: web.Text(r).T("orgs.joined.title"), Bundle: "orgs"}, joinedPage(who, org))
}

// postReset takes one more code, and sets the password when they suffice.
func (o *Orgs) postReset(w http.ResponseWriter, r *http.Request) error {
	form := joinFormOf(r)
	from, err := o.arrival(r)
	if err != nil {
		return err
	}
	var proofs []Proof
	for _, had := range form.Had {
		code, born, _ := strings.Cut(had, " ")
		proofs = append(proofs, Proof{code, readDay(born)})
	}
	if form.Code != "" {
		proofs = append(proofs, Proof{form.Code, form.born(r)})
	}
	token, err := o.Reset(r.Context(), proofs, r.PostForm.Get("password"), from)
	if problem.KeyOf(err) == "orgs.reset.elsewhere" {
		form.Had = nil
		for _, p := range proofs {
			form.Had = append(form.Had, readCode(p.Code)+" "+p.Born.String())
		}
		form.Code, form.Born = "", ""
		return web.Again(err, bare(r, "orgs.reset.title"), resetPage(form))
	}
	if err != nil {
		return web.Again(err, bare(r, "orgs.reset.title"), resetPage(o.withOffer(r, form, from)))
	}
	if err := o.enter(w, r, token, from); err != nil {
		return err
	}
	return web.See(w, r, "/account?done=reset")
}

// withOffer recalls whether the code asks for a birth date; a code that is gone
// asks for nothing.
func (o *Orgs) withOffer(r *http.Request, form joinForm, from Visit) joinForm {
	if offer, err := o.OfferOf(r.Context(), form.Code, from); err == nil {
		form.Offer = offer
	}
	return form
}
