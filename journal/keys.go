package journal

// keyHelp is what each key does on the sheet; the letters and words that one may
// type are listed behind it.
var keyHelp = []struct{ keys, text string }{
	{"← ↑ → ↓", "journal.keys.move"},
	{"Enter", "journal.keys.enter"},
	{"Tab", "journal.keys.tab"},
	{"Esc, Tab", "journal.keys.leave"},
	{"Shift + ←↑→↓", "journal.keys.range"},
	{"5 4 3 2", "journal.keys.mark"},
	{"4-", "journal.keys.sign"},
	{"5/4", "journal.keys.pair"},
	{"Delete", "journal.keys.clear"},
	{"F2", "journal.keys.edit"},
	{"Ctrl + D", "journal.keys.down"},
	{"Ctrl + C, Ctrl + V", "journal.keys.paste"},
	{"Ctrl + Z, Ctrl + Y", "journal.keys.undo"},
}
