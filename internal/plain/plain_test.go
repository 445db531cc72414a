package plain_test

import (
	"testing"

	"parta/internal/plain"
)

func TestTextKeepsWhatIsSeenAndNothingElse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a double name with a hyphen", "Римский-Корсаков", "Римский-Корсаков"},
		{"an apostrophe", "О’Нил, д'Артаньян", "О’Нил, д'Артаньян"},
		{"a letter with its breve apart", "Андреи\u0306", "Андрей"},
		{"a letter with its dots apart", "Семе\u0308нов", "Семёнов"},
		{"a number and a dash with no-break spaces", "Школа №\u00a01 — 7\u00a0Б", "Школа №\u00a01 — 7\u00a0Б"},
		{"two lines and a tab", "§ 5\n\t№ 12", "§ 5\n\t№ 12"},
		{"a stress over a vowel", "за́мок", "за́мок"},
		{"a picture", "Дроби 🙂", "Дроби 🙂"},
		{"nothing", "", ""},
		{"bytes that are no text", "\xc8\xe2\u200b", "\xc8\xe2\u200b"},
		{"a direction turned round", "Дроби\u202etxt.exe\u202c", "Дробиtxt.exe"},
		{"an isolate", "\u2066Дроби\u2069", "Дроби"},
		{"marks of direction", "Петров\u200f Илья\u200e", "Петров Илья"},
		{"spaces of no width", "Ива\u200bно\u200cва\u200d", "Иванова"},
		{"a word joiner", "7\u2060Б", "7Б"},
		{"a byte order mark", "\ufeffФамилия", "Фамилия"},
		{"a soft hyphen", "контроль\u00adная", "контрольная"},
		{"only what is not seen", "\u200b\u2063", ""},
		{"a breve after what is not seen", "и\u200b\u0306", "й"},
	} {
		if got := plain.Text(tt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestAllReachesEveryTextOfACall(t *testing.T) {
	type write struct {
		Text     string
		Replaces map[string]string
		Note     *string
		count    int
	}
	note := "да\u200b"
	call := struct {
		Writes []write
		Org    string
	}{[]write{{Text: "4\u200b", Replaces: map[string]string{"mark1": "5\u202e"}, Note: &note, count: 1}}, "Школа\ufeff"}
	plain.All(&call)
	w := call.Writes[0]
	if w.Text != "4" || w.Replaces["mark1"] != "5" || *w.Note != "да" || call.Org != "Школа" || w.count != 1 {
		t.Errorf("left: %+v %q", call, *w.Note)
	}
}
