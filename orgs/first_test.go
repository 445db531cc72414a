package orgs_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/orgs"
	"parta/when"
)

// onEmpty runs on a database without any organisation.
func onEmpty(t *testing.T, test func(t *testing.T, o *orgs.Orgs, k *testkit.Kit)) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		test(t, orgs.New(k.DB, orgs.Config{Asks: firstAsks, Random: rand.Reader}), k)
	})
}

var firstAsks = orgs.Asks{Found: func(tx *storage.Tx, f orgs.Founding) error {
	if f.LastName == "Отказ" {
		return problem.New(problem.Invalid, "people.person.wrong")
	}
	tx.Record(storage.Line{Act: "person.add", Thing: "person", ThingID: f.Person.Thing()})
	return nil
}}

// atToken reads what is random, and stops where the secret of a session is made:
// between an organisation's own rows and the directory.
type atToken func() error

func (at atToken) Read(b []byte) (int, error) {
	if len(b) == 32 {
		if err := at(); err != nil {
			return 0, err
		}
	}
	return rand.Read(b)
}

func founding() orgs.Founding {
	return orgs.Founding{
		Org:      orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 1 г. Томска", ShortName: "Школа № 1", Zone: "Asia/Tomsk"},
		YearFrom: when.Date(2026, 9, 1), YearTo: when.Date(2027, 5, 26), LastName: "Орлова", FirstName: "Мария",
	}
}

func TestFirstOrganisationComesFromACode(t *testing.T) {
	onEmpty(t, func(t *testing.T, o *orgs.Orgs, k *testkit.Kit) {
		ctx := context.Background()
		code, err := o.FirstCode(ctx)
		if err != nil {
			t.Fatal(err)
		}
		orlova := orgs.Credentials{Name: "orlova", Password: good}
		for name, wrong := range map[string]string{"invented": "00000-00000", "empty": ""} {
			if _, _, err := o.Found(ctx, wrong, founding(), orlova, here); problem.KeyOf(err) != "orgs.first.code" {
				t.Errorf("%s code: Found = %v, want orgs.first.code", name, err)
			}
		}
		bad := founding()
		bad.YearTo, bad.Org.Zone = bad.YearFrom, ""
		if _, _, err := o.Found(ctx, code, bad, orgs.Credentials{Name: "o", Password: "1"}, here); problem.KeyOf(err) != "orgs.form.wrong" {
			t.Errorf("a bad form: Found = %v, want orgs.form.wrong", err)
		}
		refused := founding()
		refused.LastName = "Отказ"
		if _, _, err := o.Found(ctx, code, refused, orlova, here); problem.KeyOf(err) != "people.person.wrong" {
			t.Errorf("refused below: Found = %v", err)
		}
		token, org, err := o.Found(ctx, code, founding(), orlova, here)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := o.SessionOf(ctx, token); err != nil || s.Account == 0 {
			t.Errorf("SessionOf = %v, %v", s, err)
		}
		err = k.DB.ReadControl(ctx, func(tx *storage.Tx) error {
			got, err := orgs.OrgOf(tx, org)
			if err == nil && got.ShortName != "Школа № 1" {
				t.Errorf("OrgOf = %+v", got)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if _, _, err := o.Found(ctx, code, founding(), orgs.Credentials{Name: "mallory", Password: good}, here); problem.KeyOf(err) != "orgs.first.done" {
			t.Errorf("a second time: Found = %v, want orgs.first.done", err)
		}
		if code, err := o.FirstCode(ctx); code != "" || err != nil {
			t.Errorf("FirstCode afterwards = %q, %v, want none", code, err)
		}
	})
}

// TestImportedOrganisationIsOpenedByTheCode is about lists that were brought in
// before anybody could sign in.
func TestImportedOrganisationIsOpenedByTheCode(t *testing.T) {
	onEmpty(t, func(t *testing.T, o *orgs.Orgs, k *testkit.Kit) {
		ctx := context.Background()
		var imported id.Org
		if err := k.DB.Control(ctx, func(tx *storage.Tx) (err error) {
			imported, err = orgs.AddOrg(tx, founding().Org)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		code, err := o.FirstCode(ctx)
		if err != nil || code == "" {
			t.Fatalf("FirstCode = %q, %v, want one while nobody has an account", code, err)
		}
		chosen := orgs.Founding{Org: orgs.Org{ID: imported}, LastName: "Орлова", FirstName: "Мария"}
		orlova := orgs.Credentials{Name: "orlova", Password: good}
		strange := chosen
		strange.Org.ID = 1
		if _, _, err := o.Found(ctx, code, strange, orlova, here); problem.KindOf(err) != problem.NotFound {
			t.Errorf("an organisation that is not there: Found = %v, want NotFound", err)
		}
		_, org, err := o.Found(ctx, code, chosen, orlova, here)
		if err != nil || org != imported {
			t.Fatalf("Found = %s, %v, want the imported %s", org, err, imported)
		}
		if got := zoneOf(t, k, imported); got != "Asia/Tomsk" {
			t.Errorf("the zone is %s, want the one it came with", got)
		}
		if again, err := o.FirstCode(ctx); again != "" || err != nil {
			t.Errorf("FirstCode afterwards = %q, %v, want none", again, err)
		}
	})
}

// An account without a seat opens nothing, and nobody is left to invite it.
func TestFirstCodeComesBackWhenNobodyHasASeatAnyMore(t *testing.T) {
	onEmpty(t, func(t *testing.T, o *orgs.Orgs, k *testkit.Kit) {
		school, code := imported(t, o, k)
		chosen := orgs.Founding{Org: orgs.Org{ID: school}, LastName: "Орлова", FirstName: "Мария"}
		token, _, err := o.Found(t.Context(), code, chosen, orgs.Credentials{Name: "orlova", Password: good}, here)
		if err != nil {
			t.Fatal(err)
		}
		err = k.DB.Control(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.Exec("DELETE FROM orgs_seat WHERE org_id = $1", school)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if code, err = o.FirstCode(t.Context()); err != nil || code == "" {
			t.Fatalf("FirstCode = %q, %v, want one", code, err)
		}
		again, org, err := o.Found(t.Context(), code, chosen, orgs.Credentials{Name: "orlova.m", Password: good}, here)
		if err != nil || org != school || again == token {
			t.Errorf("Found = %s, %v, want the school %s", org, err, school)
		}
	})
}

// imported is a school that came with an import in Moscow's zone, and a code.
func imported(t *testing.T, o *orgs.Orgs, k *testkit.Kit) (school id.Org, code string) {
	t.Helper()
	org := founding().Org
	org.Zone = "Europe/Moscow"
	err := k.DB.Control(t.Context(), func(tx *storage.Tx) (err error) {
		school, err = orgs.AddOrg(tx, org)
		return err
	})
	if err == nil {
		code, err = o.FirstCode(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return school, code
}

func zoneOf(t *testing.T, k *testkit.Kit, org id.Org) (zone string) {
	t.Helper()
	if err := k.DB.ReadControl(t.Context(), func(tx *storage.Tx) error {
		found, err := orgs.OrgOf(tx, org)
		zone = found.Zone
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestZoneOfAnImportedSchoolIsMendedAtItsOpening(t *testing.T) {
	onEmpty(t, func(t *testing.T, o *orgs.Orgs, k *testkit.Kit) {
		school, code := imported(t, o, k)
		chosen := orgs.Founding{Org: orgs.Org{ID: school, Zone: "Asia/Tomsk"}, LastName: "Орлова", FirstName: "Мария"}
		orlova := orgs.Credentials{Name: "orlova", Password: good}
		for _, nonsense := range []string{"Луна", "Local", "../../etc/passwd"} {
			wrong := chosen
			wrong.Org.Zone = nonsense
			var told *problem.Error
			if _, _, err := o.Found(t.Context(), code, wrong, orlova, here); !errors.As(err, &told) || !slices.ContainsFunc(told.Fields, func(f problem.Field) bool { return f.Key == "orgs.org.zone" }) {
				t.Errorf("in the zone %q: Found = %v, want a word at the zone", nonsense, err)
			}
		}
		if got := zoneOf(t, k, school); got != "Europe/Moscow" {
			t.Fatalf("what was refused has changed the zone to %s", got)
		}
		if _, _, err := o.Found(t.Context(), code, chosen, orlova, here); err != nil {
			t.Fatal(err)
		}
		if got := zoneOf(t, k, school); got != "Asia/Tomsk" {
			t.Errorf("the zone is %s, want Asia/Tomsk", got)
		}
		err := k.DB.Read(t.Context(), school, func(tx *storage.Tx) error {
			lines, err := ledger.History(tx, []id.Thing{school.Thing()}, 10)
			if err == nil && (len(lines) != 1 || lines[0].Act != "org.zone" || string(lines[0].Old) != `"Europe/Moscow"` || string(lines[0].New) != `"Asia/Tomsk"`) {
				t.Errorf("the ledger says %+v of the organisation, want one line of its zone", lines)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestFirstCodeLivesADay(t *testing.T) {
	onEmpty(t, func(t *testing.T, o *orgs.Orgs, k *testkit.Kit) {
		code, err := o.FirstCode(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		k.Clock.Advance(24 * time.Hour)
		if _, _, err := o.Found(context.Background(), code, founding(), orgs.Credentials{Name: "orlova", Password: good}, here); problem.KeyOf(err) != "orgs.first.code" {
			t.Errorf("after a day: Found = %v, want orgs.first.code", err)
		}
	})
}

func TestOpeningThatBrokeOffGoesOn(t *testing.T) {
	onEmpty(t, func(t *testing.T, _ *orgs.Orgs, k *testkit.Kit) {
		broken := errors.New("the line was cut")
		o := orgs.New(k.DB, orgs.Config{Asks: firstAsks, Random: atToken(func() error { return broken })})
		school, code := imported(t, o, k)
		chosen := orgs.Founding{Org: orgs.Org{ID: school, Zone: "Asia/Tomsk"}, LastName: "Орлова", FirstName: "Мария"}
		orlova := orgs.Credentials{Name: "orlova", Password: good}
		if _, _, err := o.Found(t.Context(), code, chosen, orlova, here); !errors.Is(err, broken) {
			t.Fatalf("Found = %v, want cut short", err)
		}
		broken = nil
		chosen.Org.Zone = "Asia/Omsk"
		token, _, err := o.Found(t.Context(), code, chosen, orlova, here)
		if err != nil {
			t.Fatalf("the same form again: Found = %v", err)
		}
		if got := zoneOf(t, k, school); got != "Asia/Tomsk" {
			t.Errorf("the zone is %s, want the recorded Asia/Tomsk", got)
		}
		s, err := o.SessionOf(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		err = k.DB.Read(t.Context(), school, func(tx *storage.Tx) error {
			seats, err := orgs.SeatsIn(tx, s.Account, school)
			if err != nil || len(seats) != 1 {
				t.Fatalf("SeatsIn = %v, %v, want one", seats, err)
			}
			lines, err := ledger.History(tx, []id.Thing{seats[0].Person.Thing()}, 10)
			if err == nil && (len(lines) != 2 || lines[1].Act != "person.add" || lines[1].Account != s.Account) {
				t.Errorf("of her person the ledger says %+v, want that her account added it and took the seat", lines)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestFirstAdministratorComesInThoughTheLedgerFails(t *testing.T) {
	onEmpty(t, func(t *testing.T, _ *orgs.Orgs, k *testkit.Kit) {
		o := orgs.New(k.DB, orgs.Config{Asks: firstAsks, Random: atToken(func() error { breakLedger(k.DB); return nil })})
		code, err := o.FirstCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := o.Found(t.Context(), code, founding(), orgs.Credentials{Name: "orlova", Password: good}, here)
		if err != nil || token == "" {
			t.Errorf("Found = %q, %v, want in", token, err)
		}
	})
}

// Several servers begin on one empty database, and each prints a code.
func TestEveryCodeOnAConsoleOpensTheDoorAndOneOfThemOnce(t *testing.T) {
	onEmpty(t, func(t *testing.T, o *orgs.Orgs, k *testkit.Kit) {
		answers := make(chan error)
		servers := []*orgs.Orgs{o, orgs.New(template.Again(t, k), orgs.Config{Asks: firstAsks, Random: rand.Reader})}
		var codes []string
		for _, server := range servers {
			code, err := server.FirstCode(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		for n, server := range servers {
			if _, _, err := server.Found(t.Context(), codes[n], orgs.Founding{}, orgs.Credentials{}, here); problem.KeyOf(err) != "orgs.form.wrong" {
				t.Errorf("the code of server %d with an empty form: Found = %v, want the form refused and not the code", n+1, err)
			}
		}
		for n, server := range servers {
			go func() {
				own := founding()
				own.Org.Name += codes[n]
				_, _, err := server.Found(t.Context(), codes[n], own, orgs.Credentials{Name: "orlova" + codes[n], Password: good}, here)
				answers <- err
			}()
		}
		in := 0
		for range servers {
			switch err := <-answers; problem.KeyOf(err) {
			case "orgs.first.code", "orgs.first.done":
			case "":
				if err != nil {
					t.Error(err)
				}
				in++
			default:
				t.Error(err)
			}
		}
		if in != 1 {
			t.Errorf("%d came in as the first administrator, want 1", in)
		}
	})
}
