package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parta/id"
	"parta/internal/storage"
	"parta/orgs"
	"parta/people"
	"parta/when"
)

// TestWhoWorksInASchoolActsAsThatPerson is about a teacher who is registered
// there as a mother too, with an older identifier: her marks are the teacher's.
func TestWhoWorksInASchoolActsAsThatPerson(t *testing.T) {
	m := newMatrix(t)
	org := cast.SchoolOne.Org.ID
	mother := id.Person(1)
	if err := m.kit.DB.Write(t.Context(), storage.Act{Org: org, Key: "mother"}, func(tx *storage.Tx) error {
		return people.Fill(tx, people.Rows{
			Persons:   []people.Person{{ID: mother, Name: people.Name{Last: "Сидорова", First: "Мария"}}},
			Guardians: []people.Guardianship{{Guardian: mother, Pupil: cast.Person("petrov", org), Kind: people.Mother, Days: when.Span{From: cast.Today, To: when.Forever}}},
		})
	}); err != nil {
		t.Fatal(err)
	}
	if err := m.kit.DB.Control(t.Context(), func(tx *storage.Tx) error {
		return orgs.AddSeat(tx, cast.Member("ivanova").Account, org, mother)
	}); err != nil {
		t.Fatal(err)
	}
	d := m.doors[0]
	key := "as-whom"
	path := "/o/" + org.String() + "/journal/cells"
	body := `{"writes":[{"key":"` + key + `","column":"L` + d.lesson.String() + `","pupil":"` + d.pupil.String() + `","text":"н","replaces":{"attendance":0,"mark1":0,"mark2":0}}]}`
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, m.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.AddCookie(&http.Cookie{Name: "parta", Value: m.tokens["ivanova"]})
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	key = "web/" + cast.Member("ivanova").Account.String() + "/" + key
	err = m.kit.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
		person, err := storage.Value[id.Person](tx, "SELECT person FROM ledger_line WHERE org_id = $1 AND request = $2 ORDER BY seq LIMIT 1", org, key)
		if want := cast.Person("ivanova", org); err != nil || person != want {
			t.Errorf("recorded under %s, %v, want the teacher %s (answer %d)", person, err, want, answer.StatusCode)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPagesAreReadWhereNothingCanBeSaved(t *testing.T) {
	m := newMatrix(t)
	m.kit.Clock.Advance(10 * time.Minute) // so that it is due to be noted when she was last seen
	if err := m.kit.DB.Control(t.Context(), func(tx *storage.Tx) error {
		_, err := tx.Exec("PRAGMA query_only = 1") // of the one connection that writes
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := m.kit.DB.Control(t.Context(), func(tx *storage.Tx) error { return storage.SetMeta(tx, "said", "да") }); storage.HindranceOf(err) != storage.NotWritable {
		t.Fatalf("a save where nothing can be written: %v", err)
	}
	if status, page := m.open("ivanova", "GET", "/o/"+cast.SchoolOne.Org.ID.String()+"/journal", nil); status != http.StatusOK {
		t.Errorf("the journal answers %d\n%s", status, page.Text())
	}
}
