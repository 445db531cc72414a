// Package config is what an administrator sets: by flags, or by variables whose
// names begin with PARTA_. Everything works when nothing is set.
package config

import (
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strings"
)

// Data says where an installation keeps its data; every command takes it.
type Data struct {
	Dir      string `name:"data" help:"Folder that holds everything (./data)." default:"./data" env:"PARTA_DATA" type:"path" placeholder:"DIR"`
	Database string `name:"database" help:"PostgreSQL to use instead of the file in the folder: postgres://user@host/name." env:"PARTA_DATABASE" placeholder:"URL"`
}

// Server says how a server is reached.
type Server struct {
	Listen  string   `help:"Address to listen on (127.0.0.1:8080)." default:"127.0.0.1:8080" env:"PARTA_LISTEN" placeholder:"ADDR"`
	URL     string   `name:"url" help:"Address people type, when it differs: https://school.example. Decides secure cookies." env:"PARTA_URL" placeholder:"URL"`
	Proxies []string `help:"Addresses or networks of proxies whose X-Forwarded-For is believed." env:"PARTA_PROXIES" placeholder:"CIDR"`
	TLSCert string   `name:"tls-cert" help:"Certificate file, PEM." env:"PARTA_TLS_CERT" type:"path" placeholder:"FILE"`
	TLSKey  string   `name:"tls-key" help:"Key file, PEM." env:"PARTA_TLS_KEY" type:"path" placeholder:"FILE"`
	Debug   string   `help:"Second address, of this machine alone, for profiles (pprof): 127.0.0.1:6060." env:"PARTA_DEBUG" placeholder:"ADDR"`
	ACME    string   `name:"acme" help:"Get a certificate for this host name by itself; needs ports 80 and 443." env:"PARTA_ACME" placeholder:"HOST"`
}

// Check finds what cannot be.
func (s Server) Check() error {
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return fmt.Errorf("--tls-cert and --tls-key go together")
	}
	if s.ACME != "" && s.TLSCert != "" {
		return fmt.Errorf("--acme and --tls-cert exclude each other")
	}
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("--url %q: want http://host or https://host", s.URL)
		}
	}
	if s.Debug != "" {
		at, err := netip.ParseAddrPort(s.Debug)
		if err != nil || !at.Addr().IsLoopback() {
			return fmt.Errorf("--debug %q: want an address of this machine alone, such as 127.0.0.1:6060", s.Debug)
		}
	}
	_, err := s.Trusted()
	return err
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
			return nil, fmt.Errorf("--proxies %q: want an address or a network such as 10.0.0.0/8", text)
		}
		networks = append(networks, network)
	}
	return networks, nil
}

// Print writes the effective configuration, one setting a line, by the names of
// the variables, with passwords masked.
func Print(to io.Writer, d Data, s Server) error {
	for _, setting := range [][2]string{
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
