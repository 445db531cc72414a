package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// policy lets a page run and style itself by our own files alone.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (rt *Router) setHeaders(h http.Header, request string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Request-Id", request)
	if rt.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// Names of cookies. Those that are secrets carry the prefix that binds them to the
// host when browsers reach us by https.
const (
	cookieSession = "parta"
	cookieBrowser = "parta_browser"
	cookieLang    = "parta_lang"
	cookieTheme   = "parta_theme"
	cookieBoard   = "parta_board"
)

func cookie(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}

func (rt *Router) sessionCookie() string { return rt.bound(cookieSession) }

func (rt *Router) bound(name string) string {
	if rt.secure {
		return "__Host-" + name
	}
	return name
}

func (rt *Router) token(r *http.Request) string { return cookie(r, rt.sessionCookie()) }

// Token is the session's secret as the browser sent it; "" for a visitor.
func Token(r *http.Request) string { return visitOf(r).router.token(r) }

// StartSession gives the browser a session's token, for as long as it lasts.
func StartSession(w http.ResponseWriter, r *http.Request, token string, lasts time.Duration) {
	rt := visitOf(r).router
	http.SetCookie(w, rt.cookie(rt.sessionCookie(), token, lasts, true))
}

// EndSession takes the token away, with the pages the browser kept. What waits
// there to be sent stays: it is shown to its owner alone, who may come again.
func EndSession(w http.ResponseWriter, r *http.Request) {
	rt := visitOf(r).router
	http.SetCookie(w, rt.cookie(rt.sessionCookie(), "", -time.Second, true))
	forgetPages(w)
}

// Leave is EndSession for one who leaves of his own will, and has been shown
// what waits: the browser keeps nothing of us, unless its script says that
// entries of somebody else wait there too.
func Leave(w http.ResponseWriter, r *http.Request) {
	EndSession(w, r)
	if r.PostFormValue("keep") == "" {
		w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	}
}

// forgetPages lets the browser forget the pages it keeps, so that Back shows none.
func forgetPages(w http.ResponseWriter) { w.Header().Set("Clear-Site-Data", `"cache"`) }

// LockSession makes this answer, to the one who has just locked it, that of a
// locked screen, and lets the browser forget the pages it keeps.
func LockSession(w http.ResponseWriter, r *http.Request) {
	forgetPages(w)
	if s := visitOf(r).session; s != nil {
		s.Locked = true
	}
}

// Browser is the secret by which a browser is known again after signing out; ""
// for one that has none.
func Browser(r *http.Request) string { return cookie(r, visitOf(r).router.bound(cookieBrowser)) }

// KeepBrowser gives the browser that secret, for so long.
func KeepBrowser(w http.ResponseWriter, r *http.Request, secret string, lasts time.Duration) {
	rt := visitOf(r).router
	http.SetCookie(w, rt.cookie(rt.bound(cookieBrowser), secret, lasts, true))
}

func (rt *Router) cookie(name, value string, lasts time.Duration, secret bool) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(lasts / time.Second),
		Secure: rt.secure, HttpOnly: secret, SameSite: http.SameSiteLaxMode,
	}
}

// Address is where a request came from, for limits on attempts: the connection's
// other end, or what a trusted proxy says is behind it.
func Address(r *http.Request) netip.Addr {
	at := hostOf(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for n := len(hops) - 1; n >= 0 && visitOf(r).router.trusts(at); n-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[n]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at
}

func hostOf(remote string) netip.Addr {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	at, _ := netip.ParseAddr(host)
	return at.Unmap()
}

func (rt *Router) trusts(at netip.Addr) bool {
	for _, proxy := range rt.Proxies {
		if proxy.Contains(at) {
			return true
		}
	}
	return false
}
