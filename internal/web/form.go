package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"parta/internal/i18n"
	"parta/internal/plain"
	"parta/internal/problem"
	"parta/internal/web/ui"
)

// takeForm reads a form before its handler does: one that is too large or cannot
// be read is answered for all alike, and what people typed comes in plain. A form
// with files has no other fields: its handler reads the files as they come.
func takeForm(r *http.Request) error {
	switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind {
	case "application/x-www-form-urlencoded":
	case "multipart/form-data":
		r.Form, r.PostForm = r.URL.Query(), url.Values{} // no second way in for texts
		return nil
	default:
		return nil
	}
	var tooLarge *http.MaxBytesError
	if err := r.ParseForm(); errors.As(err, &tooLarge) {
		return err
	} else if err != nil {
		return problem.New(problem.Invalid, "web.problem.invalid").Because(err)
	}
	for _, form := range []url.Values{r.Form, r.PostForm} {
		for name, values := range form {
			if secrets[name] {
				continue
			}
			for i := range values {
				values[i] = plain.Text(values[i])
			}
		}
	}
	return nil
}

// secrets are the fields that are compared with what was typed once, sign by sign.
var secrets = map[string]bool{"password": true, "current": true, "pin": true}

// Key is the idempotency key of a form: its hidden input (ui.KeyInput) or the
// header of its call, and all else it holds. So whoever goes back, changes a
// field and sends the form again does another thing, which is not taken for done.
// A form that carries no key is repeated when it is sent again.
func Key(r *http.Request) string {
	key := cmp.Or(r.FormValue("key"), r.Header.Get("Idempotency-Key"), RequestID(r))
	sum := sha256.Sum256([]byte(r.URL.Path + "\x00" + r.Form.Encode()))
	return ClientKey(r, key+"-"+hex.EncodeToString(sum[:8]))
}

// ClientKey is a key that came from outside, among those of the account that
// sent it: it is never taken for another account's, nor for one of the system's
// own, none of which begins so.
func ClientKey(r *http.Request, key string) string {
	if len(key) > 64 {
		sum := sha256.Sum256([]byte(key))
		key = hex.EncodeToString(sum[:])
	}
	return "web/" + AccountOf(r).String() + "/" + key
}

// See sends the reader on to another page after a change.
func See(w http.ResponseWriter, r *http.Request, url string) error {
	redirect(w, r, url)
	return nil
}

func redirect(w http.ResponseWriter, r *http.Request, url string) {
	w.Header().Set("Cache-Control", "private, no-store")
	http.Redirect(w, r, url, http.StatusSeeOther)
}

type problemKey struct{}

// withProblem lets the form know what is wrong with it, and says first what is
// wrong with the whole.
func withProblem(p *problem.Error, form templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = context.WithValue(ctx, problemKey{}, p)
		told := i18n.From(ctx).T(p.Key, p.Args...)
		if err := ui.Notice("bad", told).Render(ctx, w); err != nil {
			return err
		}
		return form.Render(ctx, w)
	})
}

// FieldError is the line that says what is wrong with an input; nothing when
// nothing is. Its id is the input's name with "-error", for aria-describedby.
func FieldError(name string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		p, _ := ctx.Value(problemKey{}).(*problem.Error)
		if p == nil {
			return nil
		}
		for _, f := range p.Fields {
			if f.Name == name {
				return ui.FieldError(name, i18n.From(ctx).T(f.Key, f.Args...)).Render(ctx, w)
			}
		}
		return nil
	})
}

// Wrong tells whether the form being shown again has a fault in this input, for aria-invalid.
func Wrong(ctx context.Context, name string) bool {
	p, _ := ctx.Value(problemKey{}).(*problem.Error)
	if p == nil {
		return false
	}
	for _, f := range p.Fields {
		if f.Name == name {
			return true
		}
	}
	return false
}
