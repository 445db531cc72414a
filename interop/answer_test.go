package interop_test

import (
	"slices"
	"strings"
	"testing"

	"parta/interop"
	"parta/interop/source"
)

// many is a school of several of one name, of whom nothing but the class tells
// one from another.
func many(t *testing.T) (o interop.Options, rows []string) {
	t.Helper()
	for _, class := range []string{"5А", "6А", "7А", "8А", "9А", "10А", "11А"} {
		rows = append(rows, "Смирнова Анна Олеговна;"+class+";;;;;новый")
	}
	return interop.Options{Org: "Школа № 1", Paths: []string{list(t, rows...)}}, rows
}

// Somebody has answered, and the answer does not decide: a further person would
// be what nobody said.
func TestSameDoesNotDecideAmongSeveral(t *testing.T) {
	k := template.SQLite(t)
	o, _ := many(t)
	bring(t, k.DB, o)
	all := persons(t, k.DB, schoolNamed(t, k.DB, o.Org))
	for _, path := range []string{own + "school", list(t, "Смирнова Анна Олеговна;7Б;;;;;")} {
		for _, asks := range []bool{false, true} {
			result, err := interop.Import(t.Context(), k.DB, interop.Options{Org: o.Org, Paths: []string{path}, Who: []string{"same"}, Asks: asks})
			if err == nil || len(result.Orgs) != 1 || len(result.Orgs[0].Questions) != 1 || len(result.Orgs[0].Questions[0].Known) != len(all) {
				t.Fatalf("%s is taken, or the question lacks somebody: %+v", path, result)
			}
			i := slices.IndexFunc(result.Findings, func(f source.Finding) bool { return f.Key == "interop.person.same" })
			if i < 0 {
				t.Fatalf("found %v", listed(result))
			}
			for _, p := range all {
				if !strings.Contains(result.Findings[i].Args[1].(string), p.ID.String()) {
					t.Errorf("%s is not among %q", p.ID, result.Findings[i].Args[1])
				}
			}
		}
	}
}

func TestEveryCandidateIsNamedWhole(t *testing.T) {
	k := template.SQLite(t)
	o, _ := many(t)
	bring(t, k.DB, o)
	said := whyRefused(t, k.DB, interop.Options{Org: o.Org, Paths: []string{list(t, "Смирнова Анна Олеговна;7Б;;;;;")}}, "interop.person.ask")
	for _, p := range persons(t, k.DB, schoolNamed(t, k.DB, o.Org)) {
		if !strings.Contains(said[1].(string), p.ID.String()) {
			t.Errorf("%s is not among %q", p.ID, said[1])
		}
	}
}

func TestAnswerForARowThatIsNotThereIsRefused(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Петров Илья;7Б;14.03.2013;;;;")}}
	for _, place := range []string{"foo:9", "list.csv:3", "list.csv"} {
		o.Who = []string{place + "=new"}
		if said := whyRefused(t, k.DB, o, "interop.who.nowhere"); !slices.Equal(said, []any{place}) {
			t.Errorf("%q is told with %v", o.Who, said)
		}
	}
	o.Who = []string{"list.csv:2=new"} // nothing was to be asked
	bring(t, k.DB, o)
	again(t, k.DB, o)
}

func TestPlaceOfWhoIsAskedAboutIsCalledByTheName(t *testing.T) {
	k := template.SQLite(t)
	bring(t, k.DB, interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Смирнова Анна Олеговна;7Б;;;;;")}})
	for _, path := range []string{list(t, "Смирнова Анна Олеговна;8Б;;;;;"), own + "school"} {
		result, _ := interop.Import(t.Context(), k.DB, interop.Options{Org: "Школа № 1", Paths: []string{path}, DryRun: true, Asks: true})
		left := 0
		for _, row := range result.Orgs[0].Rows {
			if row.Kind != "enrolment" || row.Act != interop.Skip {
				continue
			}
			if left++; !strings.HasPrefix(row.Name, "Смирнова Анна Олеговна · ") {
				t.Errorf("%s: left out is %q", path, row.Name)
			}
		}
		if left != 1 {
			t.Errorf("%s: %d places are left out", path, left)
		}
	}
}

func TestTimeZoneIsToldBeforeItIsGiven(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Paths: []string{own + "school"}, DryRun: true}
	told := func(o interop.Options, key string) (all []string) {
		result, err := interop.Import(t.Context(), k.DB, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Findings {
			if f.Key == key {
				one := f.Place()
				for _, arg := range f.Args {
					one += " " + arg.(string)
				}
				all = append(all, one)
			}
		}
		return all
	}
	want := []string{"orgs.csv:2 Управление образования Europe/Moscow", "orgs.csv:3 Школа № 1 Europe/Moscow", "orgs.csv:4 Школа № 2 Europe/Moscow"}
	if got := told(o, "interop.org.new"); !slices.Equal(got, want) {
		t.Errorf("told of a set: %q", got)
	}
	bring(t, k.DB, interop.Options{Paths: o.Paths, Zone: "Asia/Tomsk"})
	o.Zone = "Europe/Samara"
	if got := told(o, "interop.zone.kept"); len(got) != 3 || got[1] != "orgs.csv:3 Школа № 1 Asia/Tomsk Europe/Samara" {
		t.Errorf("told of a zone that is not taken: %q", got)
	}
	if got := told(interop.Options{Org: "Школа № 1", Paths: []string{list(t, "Петров Илья;7Б;14.03.2013;;;;")}, Zone: o.Zone, DryRun: true}, "interop.zone.kept"); len(got) != 1 {
		t.Errorf("told of a list: %q", got)
	}
	for _, o.Zone = range []string{"", "Asia/Tomsk"} {
		if got := append(told(o, "interop.zone.kept"), told(o, "interop.org.new")...); len(got) > 0 {
			t.Errorf("told of zone %q: %q", o.Zone, got)
		}
	}
}

// A system names its people itself: who came as a new one is not doubled for
// being called new, and who was taken for a namesake can still be told apart.
func TestNewOfASystemsRowAddsNobodyTwice(t *testing.T) {
	for _, tt := range []struct {
		name  string
		first string // row of a class list that came before; "" for none
		count int    // persons of that name when the row was called new
	}{
		{"who came with the set", "", 1},
		{"who was there before", "Смирнова Анна Олеговна;7Б;02.11.2013;;;;", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			o := interop.Options{Org: "Школа № 1", Paths: []string{own + "school"}}
			if tt.first != "" {
				bring(t, k.DB, interop.Options{Org: o.Org, Paths: []string{list(t, tt.first)}})
			}
			bring(t, k.DB, o)
			o.Who = []string{"users.csv:6=new"}
			bring(t, k.DB, o)
			again(t, k.DB, o)
			o.Who = nil
			again(t, k.DB, o)
			count := 0
			for _, p := range persons(t, k.DB, schoolNamed(t, k.DB, o.Org)) {
				if p.Full() == "Смирнова Анна Олеговна" {
					count++
				}
			}
			if count != tt.count {
				t.Errorf("%d persons of that name, want %d", count, tt.count)
			}
		})
	}
}
