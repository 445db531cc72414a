package config_test

import (
	"strings"
	"testing"

	"parta/internal/config"
)

func TestPrintMasksPasswords(t *testing.T) {
	for _, database := range []string{"postgres://parta:geheim@db/parta", "postgres://parta@db/parta?password=geheim", "host=db password=geheim"} {
		var out strings.Builder
		if err := config.Print(&out, "en", config.Data{Dir: "data", Database: database}, config.Server{}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "geheim") || !strings.Contains(out.String(), "PARTA_DATA=data\n") {
			t.Errorf("printed %s", out.String())
		}
	}
}

func TestCheckFindsWhatCannotBe(t *testing.T) {
	for name, s := range map[string]config.Server{
		"certificate without key":      {TLSCert: "a"},
		"two sources of a certificate": {TLSCert: "a", TLSKey: "b", ACME: "c"},
		"address without a scheme":     {URL: "school.example"},
		"profiles for everybody":       {Debug: "0.0.0.0:6060"},
		"proxy that is a name":         {Proxies: []string{"proxy"}},
		"nowhere to listen":            {Listen: "school.example"},
		"a port that cannot be":        {Listen: "127.0.0.1:80800"},
	} {
		if s.Listen == "" {
			s.Listen = "127.0.0.1:8080"
		}
		if s.Check() == nil {
			t.Errorf("%s was let through", name)
		}
	}
	for _, listen := range []string{"127.0.0.1:8080", ":0", "[::1]:https"} {
		if err := (config.Server{Listen: listen, URL: "https://school.example", Proxies: []string{"10.0.0.0/8", "::1"}}).Check(); err != nil {
			t.Error(err)
		}
	}
}
