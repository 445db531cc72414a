package sortkey_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"parta/internal/sortkey"
)

func TestKeysOrderAsARussianDictionary(t *testing.T) {
	want := []string{
		"Алексеев Артём", "Алексеева Анна", "Алехин Борис", "Алёхин Виктор", "Алехин Григорий",
		"Ёжиков Пётр", "Ежов Иван", "Ёлкин Олег", "Жданова Анна",
		"Иванов Яков", "Иванова Анна", "Йодль Иван", "Петров Илья", "петрова Анна", "Петрова Мария", "Щукин Олег", "Яковлев Ян",
	}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int {
		if sortkey.Of(a) < sortkey.Of(b) {
			return -1
		}
		return 1
	})
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestYoOnlyBreaksATie(t *testing.T) {
	if !(sortkey.Of("Алехин") < sortkey.Of("Алёхин") && sortkey.Of("Алёхин А") < sortkey.Of("Алехин Б")) {
		t.Error("Ё does not count as Е")
	}
	if sortkey.Of("Петров") != sortkey.Of("ПЕТРОВ") {
		t.Error("capitals change the key")
	}
	if got := len(sortkey.Of("Иванова Елена Павловна")); got > 100 {
		t.Errorf("a key of %d characters is kept for each person", got)
	}
}

func TestAlikeHoldsTheSameNameOnly(t *testing.T) {
	from, before := sortkey.Alike("Алёхин Пётр")
	for text, want := range map[string]bool{
		"Алехин Петр": true, "алЁхин пётр": true, "Алёхин Петра": false, "Алёхин Пет": false, "Алёхина Пётр": false,
	} {
		if got := from <= sortkey.Of(text) && sortkey.Of(text) < before; got != want {
			t.Errorf("%s: alike = %t, want %t", text, got, want)
		}
	}
}
