// Package config is what an administrator sets: by flags, or by variables whose
// names begin with PARTA_. Everything works when nothing is set.
package config

import (
	"context"
	"embed"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"parta/internal/problem"
)

// Texts are the sentences of settings that cannot be, and what each is for.
//
//go:embed text.*.json
var Texts embed.FS

// Data says where an installation keeps its data; every command takes it.
type Data struct {
	Dir      string `name:"data" default:"./data" env:"PARTA_DATA" type:"path" placeholder:"DIR"`
	Database string `name:"database" env:"PARTA_DATABASE" placeholder:"URL"` // a PostgreSQL instead of the file in the folder
}

// Server says how a server is reached. What each flag is for stands in the texts,
// under config.help.
type Server struct {
	Listen  string   `default:"127.0.0.1:8080" env:"PARTA_LISTEN" placeholder:"ADDR"`
	URL     string   `name:"url" env:"PARTA_URL" placeholder:"URL"`
	Proxies []string `env:"PARTA_PROXIES" placeholder:"CIDR"`
	TLSCert string   `name:"tls-cert" env:"PARTA_TLS_CERT" type:"path" placeholder:"FILE"`
	TLSKey  string   `name:"tls-key" env:"PARTA_TLS_KEY" type:"path" placeholder:"FILE"`
	Debug   string   `env:"PARTA_DEBUG" placeholder:"ADDR"`
	ACME    string   `name:"acme" env:"PARTA_ACME" placeholder:"HOST"`
}

// Check finds what cannot be.
func (s Server) Check() error {
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return problem.New(problem.Invalid, "config.tls.half")
	}
	if s.ACME != "" && s.TLSCert != "" {
		return problem.New(problem.Invalid, "config.tls.twice")
	}
	if _, port, err := net.SplitHostPort(s.Listen); err != nil || !isPort(port) {
		return problem.New(problem.Invalid, "config.listen", s.Listen)
	}
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return problem.New(problem.Invalid, "config.url", s.URL)
		}
	}
	if s.Debug != "" {
		at, err := netip.ParseAddrPort(s.Debug)
		if err != nil || !at.Addr().IsLoopback() {
			return problem.New(problem.Invalid, "config.debug", s.Debug)
		}
	}
	_, err := s.Trusted()
	return err
}

// isPort tells a number, or a name that this machine knows: "https".
func isPort(text string) bool {
	_, err := new(net.Resolver).LookupPort(context.Background(), "tcp", text)
	return err == nil && text != ""
}

// Secure tells whether browsers reach the server over TLS.
func (s Server) Secure() bool {
	return s.TLSCert != "" || s.ACME != "" || strings.HasPrefix(s.URL, "https://")
}

// Trusted are the proxies as networks.
func (s Server) Trusted() ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for _, text := range s.Proxies {
		if address, err := netip.ParseAddr(text); err == nil {
			networks = append(networks, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, problem.New(problem.Invalid, "config.proxies", text)
		}
		networks = append(networks, network)
	}
	return networks, nil
}

// Print writes the effective configuration, one setting a line, by the names of
// the variables, with passwords masked.
func Print(to io.Writer, lang string, d Data, s Server) error {
	for _, setting := range [][2]string{
		{"PARTA_LANG", lang},
		{"PARTA_DATA", d.Dir},
		{"PARTA_DATABASE", masked(d.Database)},
		{"PARTA_LISTEN", s.Listen},
		{"PARTA_URL", s.URL},
		{"PARTA_PROXIES", strings.Join(s.Proxies, ",")},
		{"PARTA_TLS_CERT", s.TLSCert},
		{"PARTA_TLS_KEY", s.TLSKey},
		{"PARTA_ACME", s.ACME},
		{"PARTA_DEBUG", s.Debug},
	} {
		if _, err := fmt.Fprintf(to, "%s=%s\n", setting[0], setting[1]); err != nil {
			return err
		}
	}
	return nil
}

// masked hides the password of a connection string, and all of one that cannot
// be read.
func masked(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		return "(set)"
	}
	query := u.Query()
	if query.Has("password") {
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}
