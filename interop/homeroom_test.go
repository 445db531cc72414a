package interop_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/internal/storage"
	"parta/interop"
	"parta/school"
)

func TestCombinedHomeroomIsTakenAsTheClassesOfItsPupils(t *testing.T) {
	const combined = `14,active,,1-4,"01,02,03,04",,,homeroom,,school-1,y27,,,` + "\n"
	for _, tt := range []struct {
		name, petrov, smirnova string // their grades
		want, found            []string
	}{
		{
			"each with a grade", "01", "04",
			[]string{"1 1", "4 4"},
			[]string{"warn classes.csv:9 title interop.class.combined"},
		},
		{
			"one without", "01", "",
			[]string{"1 1", "1-4 0"},
			[]string{"warn classes.csv:9 title interop.class.combined", "warn classes.csv:9 title interop.class.ungraded"},
		},
		{
			"none with a grade of his own", "", "03,04",
			[]string{"1-4 0"},
			[]string{"warn classes.csv:9 title interop.class.ungraded"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := edited(t, "users.csv", func(row string) string {
				name, _, _ := strings.Cut(row, ",")
				if grade, pupil := map[string]string{"petrov": tt.petrov, "smirnova": tt.smirnova}[name]; pupil {
					return strings.Replace(row, ",07,", `,"`+grade+`",`, 1)
				}
				return row
			})
			rewrite(t, filepath.Join(folder, "classes.csv"), func(text string) string { return text + combined })
			rewrite(t, filepath.Join(folder, "enrollments.csv"), func(text string) string { return strings.ReplaceAll(text, ",7b,", ",14,") })
			k := template.SQLite(t)
			o := interop.Options{Paths: []string{folder}}
			result := bring(t, k.DB, o)
			found := slices.DeleteFunc(listed(result), func(f string) bool { return !strings.HasPrefix(f, "warn classes.csv:9 title") })
			if !slices.Equal(found, tt.found) {
				t.Errorf("found %v, want %v", found, tt.found)
			}
			var got []string
			err := k.DB.Read(t.Context(), schoolNamed(t, k.DB, "Школа № 1"), func(tx *storage.Tx) error {
				years, err := school.Years(tx)
				if err != nil {
					return err
				}
				classes, err := school.Classes(tx, years[0].ID)
				for _, c := range classes {
					if c.YearGroup < 5 {
						got = append(got, fmt.Sprint(c.Name, " ", c.YearGroup))
					}
				}
				return err
			})
			if slices.Sort(got); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("classes and year groups are %q, want %q; %v", got, tt.want, err)
			}
			again(t, k.DB, o)
		})
	}
}

func TestHomeroomKeepsItsNameWhereItIsOfOneYearGroup(t *testing.T) {
	for _, title := range []string{"7Б 2026/27", "7Б (соц.-гум.)"} {
		k := template.SQLite(t)
		folder := edited(t, "classes.csv", func(row string) string { return strings.Replace(row, ",7Б,07,,", ","+title+",07,,", 1) })
		bring(t, k.DB, interop.Options{Paths: []string{folder}})
		err := k.DB.Read(t.Context(), schoolNamed(t, k.DB, "Школа № 1"), func(tx *storage.Tx) error {
			years, err := school.Years(tx)
			if err != nil {
				return err
			}
			classes, err := school.Classes(tx, years[0].ID)
			if !slices.ContainsFunc(classes, func(c school.Class) bool { return c.Name == title && c.YearGroup == 7 }) {
				t.Errorf("%s: the classes are %+v", title, classes)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
