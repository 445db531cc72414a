package journal_test

import (
	"strings"
	"testing"

	"parta/access"
	"parta/internal/storage"
	"parta/orgs"
	"parta/people"
	"parta/school"
)

// A school of which nothing is known but its year, its deputy head, and a head
// who is its administrator as well.
func TestJournalOfANewSchoolSaysHowItBegins(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.db.Control(k.Context(), func(tx *storage.Tx) error {
			_, err := orgs.AddOrg(tx, orgs.Org{ID: org3, Kind: orgs.School, Name: "Школа № 3", Zone: "Asia/Tomsk"})
			return err
		}))
		k.must(k.db.Write(k.Context(), storage.Act{Org: org3, Key: "new"}, func(tx *storage.Tx) error {
			if err := school.Fill(tx, school.Rows{Years: []school.Year{{ID: 10, Name: "2026/27", Days: schoolYr}}}); err != nil {
				return err
			}
			return people.Fill(tx, people.Rows{
				Persons: []people.Person{person(43, "Смирнов", "Алексей", "Андреевич"), person(46, "Орлова", "Мария", "Николаевна")},
				Roles: []people.Held{
					{Person: 43, Role: access.Deputy, Days: open},
					{Person: 46, Role: access.Head, Days: open},
					{Person: 46, Role: access.Administrator, Days: open},
				},
			})
		}))
		const home = "/o/0000000000003"
		if page := k.doc(k.get("orlova of 3", home+"/journal")); page.Find("main .empty a[href='"+home+"/import']").Length() != 1 {
			t.Error("one who may bring in lists is not led there")
		}
		page := k.doc(k.get("smirnov of 3", home+"/journal"))
		if said := page.Find("main .empty").Text(); page.Find("main .empty a").Length() != 0 || !strings.Contains(said, "администратор школы") {
			t.Errorf("the deputy is told %q", said)
		}
	})
}
