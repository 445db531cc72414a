package journal

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"parta/internal/i18n"
)

// gridKeys lists the sentences that the sheet's script says by itself.
var gridKeys = sync.OnceValue(func() []string {
	raw, err := Texts.ReadFile("text.ru.json")
	if err != nil {
		panic(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		panic(fmt.Sprintf("journal/text.ru.json: %v", err))
	}
	var keys []string
	for key := range all {
		if rest, found := strings.CutPrefix(key, gridPrefix); found {
			keys = append(keys, rest)
		}
	}
	slices.Sort(keys)
	return keys
})

const gridPrefix = "journal.grid."

// gridWords are those sentences in the reader's language.
func gridWords(text *i18n.Printer) map[string]string {
	words := make(map[string]string, len(gridKeys()))
	for _, key := range gridKeys() {
		words[key] = text.T(gridPrefix + key)
	}
	return words
}

// keyHelp is what each key does on the sheet; a key that is a letter of the
// reader's language is a text itself.
var keyHelp = []struct{ keys, text string }{
	{"← ↑ → ↓", "journal.keys.move"},
	{"Enter", "journal.keys.enter"},
	{"Tab", "journal.keys.tab"},
	{"Shift + ←↑→↓", "journal.keys.range"},
	{"5 4 3 2", "journal.keys.mark"},
	{"4-", "journal.keys.sign"},
	{"5/4", "journal.keys.pair"},
	{"journal.keys.letters", "journal.keys.absent"},
	{".", "journal.keys.owed"},
	{"Delete", "journal.keys.clear"},
	{"F2", "journal.keys.edit"},
	{"Ctrl + D", "journal.keys.down"},
	{"Ctrl + C, Ctrl + V", "journal.keys.paste"},
	{"Ctrl + Z, Ctrl + Y", "journal.keys.undo"},
}
