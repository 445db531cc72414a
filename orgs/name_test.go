package orgs_test

import (
	"testing"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/orgs"
)

func TestSignInNameIsUniqueAsPeopleReadIt(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		k.account("Семёнова", "")
		k.account("Strasse", "")
		for _, name := range []string{"семенова", "СЕМЁНОВА", " Семёнова ", "Се\u043cе\u0308нова", "STRASSE", "straße"} {
			err := k.DB.Control(k.ctx, func(tx *storage.Tx) error {
				return orgs.AddAccount(tx, id.New[id.Account](tx), name, orgs.NoPassword)
			})
			if problem.KeyOf(err) != "orgs.name.taken" {
				t.Errorf("AddAccount(%q) = %v, want orgs.name.taken", name, err)
			}
		}
	})
}

func TestSignInNameRefusesOddSigns(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		for name, want := range map[string]string{
			"iv":            "orgs.name.length",
			"":              "orgs.name.length",
			"ivаnova":       "orgs.name.mixed", // the third letter is Cyrillic
			"иванова е":     "orgs.name.signs",
			"ива\u200bнова": "orgs.name.signs",
			"<b>ivanova":    "orgs.name.signs",
			"ivanova@1.ru":  "",
			"иванова.е-п_7": "",
		} {
			err := k.DB.Control(k.ctx, func(tx *storage.Tx) error {
				return orgs.AddAccount(tx, id.New[id.Account](tx), name, orgs.NoPassword)
			})
			if got := problem.KeyOf(err); got != want || (want == "" && err != nil) {
				t.Errorf("AddAccount(%q) = %v, want %q", name, err, want)
			}
		}
	})
}

func TestDirectoryRefuses(t *testing.T) {
	each(t, orgs.Asks{}, func(t *testing.T, k *kit) {
		for name, o := range map[string]orgs.Org{
			"no name":          {Kind: orgs.School, Zone: "Asia/Tomsk"},
			"no zone":          {Kind: orgs.School, Name: "Школа"},
			"unknown zone":     {Kind: orgs.School, Name: "Школа", Zone: "Asia/Nowhere"},
			"the server's own": {Kind: orgs.School, Name: "Школа", Zone: "Local"},
			"unknown kind":     {Kind: "shop", Name: "Школа", Zone: "Asia/Tomsk"},
			"the same twice":   {Kind: orgs.School, Name: "МБОУ СОШ № 1", Zone: "Asia/Tomsk"},
		} {
			err := k.DB.Control(k.ctx, func(tx *storage.Tx) error { _, err := orgs.AddOrg(tx, o); return err })
			if kind := problem.KindOf(err); kind != problem.Invalid && kind != problem.Conflict {
				t.Errorf("%s: AddOrg = %v, want a problem", name, err)
			}
		}
	})
}
