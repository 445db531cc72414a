package orgs

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// address is how people reach us: as configured, or as this browser did. What it
// names as the origin of a form is what stands in its address line, also behind a
// proxy that speaks TLS for us; a form from another site has been refused before.
func (o *Orgs) address(r *http.Request) string {
	if o.url != "" {
		return strings.TrimRight(o.url, "/")
	}
	if from, err := url.Parse(r.Header.Get("Origin")); err == nil && from.Host != "" && (from.Scheme == "http" || from.Scheme == "https") {
		return from.Scheme + "://" + from.Host
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// onlyHere is the part of an address that this machine alone can open; "" when
// others can.
func onlyHere(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.ToLower(at.Hostname())
	ip, err := netip.ParseAddr(host)
	named := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if named || err == nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		return at.Host
	}
	return ""
}
