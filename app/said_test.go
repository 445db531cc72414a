package app_test

import (
	"context"
	"testing"

	"parta/app"
	"parta/internal/i18n"
)

// english is what the command line says where it speaks English.
func english(t *testing.T) *i18n.Printer {
	t.Helper()
	catalogue, err := app.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Printer(i18n.English)
}

// inEnglish is the context of a command that tells things in English.
func inEnglish(t *testing.T) context.Context {
	t.Helper()
	return i18n.With(t.Context(), english(t))
}

// said is an error as it is told; "" for none.
func said(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	return english(t).Problem(err)
}
