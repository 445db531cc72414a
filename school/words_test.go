package school_test

import (
	"testing"

	"parta/internal/i18n"
	"parta/school"
)

// count gives identifiers one after another.
type count int64

func (c *count) NextID() int64 {
	*c++
	return int64(*c)
}

func TestTermsAreCalledInTheReadersLanguageUnlessTheSchoolNamedThem(t *testing.T) {
	texts, err := i18n.New(school.Texts)
	if err != nil {
		t.Fatal(err)
	}
	_, usual := school.UsualYear(new(count), 2026)
	for _, term := range usual {
		if got := school.TermName(texts.Printer("ru"), term.Name); got != term.Name {
			t.Errorf("in Russian %q is called %q", term.Name, got)
		}
	}
	for name, want := range map[string]string{
		"2-я четверть": "Term 2", "3-й триместр": "Term 3", "1-е полугодие": "Half-year 1", "Осенний модуль": "Осенний модуль", "": "",
	} {
		if got := school.TermName(texts.Printer("en"), name); got != want {
			t.Errorf("in English %q is called %q, want %q", name, got, want)
		}
	}
}
