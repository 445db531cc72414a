package classlist_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"parta/interop/classlist"
)

// Every header the page names is read as such, and none of the same kind twice.
func TestColumnsThatAreNamedAreRead(t *testing.T) {
	for _, c := range classlist.Columns() {
		for _, header := range append([]string{c.Header}, c.Others...) {
			list := "Класс;Имя;Фамилия;" + header + "\n7Б;Илья;Петров;x\n"
			if _, found := read(t, "list.csv", []byte(list)); slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, "interop.drop.extra") }) {
				t.Errorf("nobody reads the column %q: %v", header, found)
			}
		}
	}
}

func TestSampleIsReadWithoutAWord(t *testing.T) {
	var file bytes.Buffer
	if err := classlist.WriteSample(&file); err != nil {
		t.Fatal(err)
	}
	pupils, found := read(t, "sample.xlsx", file.Bytes())
	want := []string{
		"7Б Петров Илья Сергеевич 2013-03-14 11223344595 ; mother Петрова Ольга Викторовна +7 913 000-00-02",
		"3А Петрова Мария Сергеевна 2017-07-21  ; mother Петрова Ольга Викторовна +7 913 000-00-02",
	}
	var got []string
	for _, p := range pupils {
		got = append(got, said(p))
	}
	if !slices.Equal(got, want) || len(found) > 0 {
		t.Errorf("got\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"), found)
	}
}
