package journal

import (
	"testing"
	"unicode/utf8"

	"parta/internal/i18n"
	"parta/internal/problem"
)

func usual(ones bool) dialect {
	return dialect{FivePoint(), UsualLetters(), func(setting string) bool { return ones && setting == "mark-one" }, nil}
}

func TestWhatIsTypedIntoACell(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       string // as the cell would show it, with "=" for what is left alone
	}{
		{"a five", "5", "=|5"},
		{"a minus from the keyboard", "4-", "=|4−"},
		{"a minus from a typesetter", "4−", "=|4−"},
		{"a dash from a text editor", "4–", "=|4−"},
		{"a plus", "3+", "=|3+"},
		{"two marks", "5/4", "=|5/4"},
		{"two marks with spaces around", " 5 / 4- ", "=|5/4−"},
		{"a word for a mark", "неуд", "=|2"},
		{"зачёт", "Зачёт", "=|зч"},
		{"зачет without dots", "зачет", "=|зч"},
		{"незачёт", "незачёт", "=|нз"},
		{"не зачтено in two words", "не зачтено", "=|нз"},
		{"not attested is no absence and no two marks", "н/а", "=|н/а"},
		{"exempt", "ОСВ", "=|осв"},
		{"owed work", ".", "=|."},
		{"absent", "н", "н|="},
		{"absent in capitals", "Н", "н|="},
		{"ill", "Б", "б|="},
		{"excused by another school's letter", "ув", "уп|="},
		{"unexcused", "нп", "нп|="},
		{"late", "оп", "оп|="},
		{"late by minutes", "ОП5", "оп5|="},
		{"absence and a mark", "н 4", "н|4"},
		{"a mark and absence", "4 н", "н|4"},
		{"present", "п", "|="},
		{"present by a plus", "+", "|="},
		{"cleared", "", "|"},
		{"only spaces", "  ", "|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := usual(false).parse(tt.text)
			if err != nil {
				t.Fatalf("parse(%q): %v", tt.text, err)
			}
			if got := shown(e); got != tt.want {
				t.Errorf("parse(%q) = %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

func shown(e Entry) string {
	letter, marks := "=", "="
	if e.Presence != nil {
		letter = UsualLetters().Show(*e.Presence)
	}
	if e.Marks != nil {
		marks = cellText("", e.Marks[0].Text, e.Marks[1].Text)
	}
	return letter + "|" + marks
}

func TestWhatACellRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, key string }{
		{"a mark outside the scale", "9", "journal.cell.unknown"},
		{"a one, unless the school gives it", "1", "journal.mark.one"},
		{"a one behind a five", "5/1", "journal.mark.one"},
		{"three marks", "5/4/3", "journal.mark.many"},
		{"half a pair", "5/", "journal.cell.unknown"},
		{"a sign alone", "-", "journal.cell.unknown"},
		{"a sign behind a word", "зч-", "journal.cell.unknown"},
		{"two letters", "н б", "journal.cell.twice"},
		{"two groups of marks", "4 5", "journal.cell.twice"},
		{"minutes of an absence", "н5", "journal.attendance.minutes"},
		{"more minutes than a lesson has", "оп999", "journal.attendance.minutes"},
		{"a formula", "=1+1", "journal.cell.unknown"},
		{"a story", "пришёл к концу урока и сразу ушёл домой, потому что", "journal.cell.long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := usual(false).parse(tt.text)
			if got := problem.KeyOf(err); got != tt.key {
				t.Errorf("parse(%q) = %+v, %v, want %s", tt.text, e, err, tt.key)
			}
		})
	}
}

func TestOneIsGivenWhereTheSchoolSaysSo(t *testing.T) {
	e, err := usual(true).parse("1")
	if err != nil || e.Marks[0].Value != 100 {
		t.Errorf("parse(1) = %+v, %v, want 100 hundredths", e, err)
	}
}

func TestSignsAreKeptAndWorthNothing(t *testing.T) {
	e, err := usual(false).parse("4-")
	if err != nil || e.Marks[0] != (Written{Text: "4−", Value: 400, Counted: true}) {
		t.Errorf("parse(4-) = %+v, %v", e.Marks, err)
	}
}

func TestWordsAreNotCounted(t *testing.T) {
	for _, text := range []string{"зч", "нз", "н/а", "осв", "."} {
		e, err := usual(false).parse(text)
		if err != nil || e.Marks[0].Counted || e.Marks[0].Value != 0 {
			t.Errorf("parse(%s) = %+v, %v, want a text without value", text, e.Marks, err)
		}
	}
}

func TestEveryLetterIsReadAsItIsShown(t *testing.T) {
	for _, l := range UsualLetters().Letters {
		p := Presence{State: l.State, Reason: l.Reason, Excused: l.Excused}
		got, ok, err := UsualLetters().Parse(UsualLetters().Show(p))
		if err != nil || !ok || got != p {
			t.Errorf("%s reads as %+v, %v, %v, want %+v", l.Letter, got, ok, err, p)
		}
	}
}

func TestAReasonWithoutALetterShowsTheNearest(t *testing.T) {
	for _, tt := range []struct {
		p    Presence
		want string
	}{
		{Presence{State: Absent, Reason: "sanatorium", Excused: ExcuseYes}, "уп"},
		{Presence{State: Absent, Reason: "sanatorium", Excused: ExcuseNo}, "нп"},
		{Presence{State: Late, Minutes: 7, Excused: ExcuseNo}, "оп7"},
		{There, ""},
	} {
		if got := UsualLetters().Show(tt.p); got != tt.want {
			t.Errorf("Show(%+v) = %q, want %q", tt.p, got, tt.want)
		}
	}
}

// FuzzCell holds two promises for any text: no crash, and what a cell shows can
// be typed into it again and means the same.
func FuzzCell(f *testing.F) {
	for _, text := range []string{"5", "4-", "5/4", "н", "н 4", "оп5", "н/а", ".", "зачёт", "", "п", "1", "5/4/3", "\xff", "-", "4−/н"} {
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, ones bool) {
		d := usual(ones)
		e, err := d.parse(text)
		if err != nil {
			if problem.KindOf(err) != problem.Invalid {
				t.Fatalf("parse(%q): %v, want Invalid", text, err)
			}
			return
		}
		if e.Marks != nil && len(e.Marks) != Slots {
			t.Fatalf("parse(%q): %d slots", text, len(e.Marks))
		}
		letter, first, second := "", "", ""
		if e.Presence != nil {
			letter = d.letters.Show(*e.Presence)
		}
		if e.Marks != nil {
			first, second = e.Marks[0].Text, e.Marks[1].Text
		}
		again := cellText(letter, first, second)
		if !utf8.ValidString(again) {
			t.Fatalf("parse(%q) shows invalid text %q", text, again)
		}
		if again == "" {
			return
		}
		back, err := d.parse(again)
		if err != nil {
			t.Fatalf("parse(%q) shows %q, which is refused: %v", text, again, err)
		}
		if letter != "" && *back.Presence != *e.Presence || first != "" && back.Marks[0] != e.Marks[0] {
			t.Fatalf("parse(%q) shows %q, which means %+v, not %+v", text, again, back, e)
		}
	})
}

func TestWhatIsNotUnderstoodIsAnsweredWithWhatEachEntryMeans(t *testing.T) {
	catalogue, err := i18n.New(Texts)
	if err != nil {
		t.Fatal(err)
	}
	_, err = usual(false).parse("щ")
	const want = "«щ» здесь не понять. Отметки: 5, 4, 3, 2, «зч» — зачёт, «нз» — незачёт, «н/а» — не аттестован, «осв» — освобождён, " +
		"«.» — точка: работа не сдана, отметка будет позже. Посещаемость: «н» — нет на уроке, «б» — болезнь, «уп» — уважительная причина, " +
		"«нп» — неуважительная причина, «ол» — на мероприятии, «оп» — опоздание («оп5» — на 5 минут), «у» — ушёл раньше."
	if got := catalogue.Printer("ru").Problem(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
