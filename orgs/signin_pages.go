package orgs

import (
	"net/http"

	"parta/internal/storage"
	"parta/internal/web"
)

// signInForm is what was typed at the door, without the password.
type signInForm struct{ Name, Next string }

func (o *Orgs) showSignIn(w http.ResponseWriter, r *http.Request) error {
	next := web.Next(r, "/")
	if s := web.SessionOf(r); s.Account != 0 && !s.Locked {
		return web.See(w, r, next)
	}
	unopened := false
	err := o.db.ReadControl(r.Context(), func(tx *storage.Tx) (err error) {
		unopened, err = Unopened(tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case unopened:
		return web.Page(w, r, bare(r, "orgs.signin.unopened.title"), unopenedPage())
	}
	return web.Page(w, r, bare(r, "orgs.signin.title"), signInPage(signInForm{Next: next}))
}

func (o *Orgs) postSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := signInForm{Name: r.PostForm.Get("signin"), Next: web.Next(r, "/")}
	from, err := o.arrival(r)
	if err != nil {
		return err
	}
	token, err := o.SignIn(r.Context(), Credentials{form.Name, r.PostForm.Get("password")}, from)
	if err != nil {
		return web.Again(err, bare(r, "orgs.signin.title"), signInPage(form))
	}
	if err := o.enter(w, r, token, from); err != nil {
		return err
	}
	return web.See(w, r, form.Next)
}

func (o *Orgs) postSignOut(w http.ResponseWriter, r *http.Request) error {
	if token := web.Token(r); token != "" {
		if err := o.SignOut(r.Context(), token); err != nil {
			return err
		}
	}
	web.Leave(w, r)
	return web.See(w, r, "/sign-in")
}

func (o *Orgs) showRecover(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, bare(r, "orgs.recover.title"), recoverPage(""))
}

func (o *Orgs) postRecover(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	from, err := o.arrival(r)
	if err != nil {
		return err
	}
	c := Credentials{r.PostForm.Get("signin"), r.PostForm.Get("password")}
	token, err := o.Recover(r.Context(), c, r.PostForm.Get("spare"), from)
	if err != nil {
		return web.Again(err, bare(r, "orgs.recover.title"), recoverPage(c.Name))
	}
	if err := o.enter(w, r, token, from); err != nil {
		return err
	}
	return web.See(w, r, "/account?done=recover")
}
