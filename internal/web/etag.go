package web

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

// NotModified answers 304 when the reader already has the page made of these
// parts: a version, a day, whatever else it shows. The program's build, the
// reader, what the reader may see, the language and the look are always counted
// in. False sets the ETag; the handler then answers as ever.
func NotModified(w http.ResponseWriter, r *http.Request, parts ...any) bool {
	v := visitOf(r)
	h := fnv.New128a()
	_, _ = fmt.Fprintln(h, v.router.Build, v.text.Lang(), themeOf(r), cookie(r, cookieBoard), wantsJSON(r), v.router.Demo)
	_, _ = fmt.Fprintln(h, AccountOf(r), v.org, v.actor.Name, v.actor.On, v.actor.Roles, v.actor.Tutored, v.actor.Wards, v.actor.Load)
	if v.session != nil {
		_, _ = fmt.Fprintln(h, v.session.Orgs)
	}
	_, _ = fmt.Fprintln(h, parts...)
	tag := fmt.Sprintf(`W/"%x"`, h.Sum(nil))
	w.Header().Set("ETag", tag)
	for given := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimSpace(given) == tag {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}
