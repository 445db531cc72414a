package main

import (
	"strings"
	"testing"
)

func TestVariableSetToNothingIsNotSet(t *testing.T) {
	t.Setenv("PARTA_LANG", "")
	_, want, _ := command(t, "config")
	for _, name := range []string{"LANG", "DATA", "DATABASE", "LISTEN", "URL", "PROXIES", "TLS_CERT", "TLS_KEY", "ACME", "DEBUG"} {
		t.Setenv("PARTA_"+name, "")
		if code, got, errs := command(t, "config"); code != exitDone || got != want {
			t.Errorf("PARTA_%s=: exit %d\n%s%s, want\n%s", name, code, got, errs, want)
		}
	}
	if _, out, _ := command(t, "config", "--help"); !strings.Contains(out, "PARTA_LISTEN") || !strings.Contains(out, "PARTA_LANG") {
		t.Errorf("the help does not name a variable\n%s", out)
	}
}

func TestLanguageIsUnderstoodAsSystemsWriteIt(t *testing.T) {
	for value, want := range map[string]string{"EN": "en", "en_US.UTF-8": "en", "en-GB": "en", "ru_RU": "ru", "Ru": "ru"} {
		t.Setenv("PARTA_LANG", value)
		if code, out, errs := command(t, "config"); code != exitDone || !strings.Contains(out, "PARTA_LANG="+want+"\n") {
			t.Errorf("PARTA_LANG=%s: exit %d\n%s%s", value, code, out, errs)
		}
		t.Setenv("PARTA_LANG", "")
		if code, out, errs := command(t, "config", "--lang", value); code != exitDone || !strings.Contains(out, "PARTA_LANG="+want+"\n") {
			t.Errorf("--lang %s: exit %d\n%s%s", value, code, out, errs)
		}
	}
}

func TestRefusalNamesWhereTheValueCameFrom(t *testing.T) {
	for _, tt := range []struct{ name, variable, value, flag string }{
		{"a language", "PARTA_LANG", "fr", "--lang"},
		{"an address", "PARTA_LISTEN", "8080", "--listen"},
		{"a proxy", "PARTA_PROXIES", "proxy", "--proxies"},
		{"a certificate without its key", "PARTA_TLS_CERT", "cert.pem", "--tls-cert"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if code, _, errs := command(t, "config", tt.flag, tt.value); code != exitUsage || !strings.Contains(errs, tt.flag) {
				t.Errorf("by the flag: exit %d\n%s", code, errs)
			}
			t.Setenv(tt.variable, tt.value)
			if code, _, errs := command(t, "config"); code != exitUsage || !strings.Contains(errs, tt.variable) || strings.Contains(errs, tt.flag) {
				t.Errorf("by the variable: exit %d\n%s", code, errs)
			}
			if code, _, errs := command(t, "config", tt.flag+"="+tt.value); code != exitUsage || strings.Contains(errs, tt.variable) {
				t.Errorf("by both: exit %d\n%s", code, errs)
			}
		})
	}
}
