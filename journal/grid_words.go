package journal

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"parta/internal/i18n"
)

// gridSays names the sentences that the page's script says by itself: about
// what is saved, what two people wrote into one cell, what a pasted block would
// do. Their places are {named}, for the script fills them.
var gridSays = []string{
	"state.saved",
	"state.saving",
	"state.typing",
	"state.line",
	"state.door",
	"state.fault",
	"state.nowhere",
	"state.ask",
	"empty",
	"saving",
	"unsaved",
	"conflict",
	"refused",
	"by",
	"other",
	"here.one",
	"here.many",
	"quick",
	"clear",
	"close",
	"cancel",
	"keep",
	"conflict.title",
	"conflict.theirs",
	"conflict.mine",
	"refused.title",
	"both",
	"both.there",
	"check",
	"kept",
	"kept.lesson",
	"kept.lesson.other",
	"kept.many",
	"refused.count",
	"refused.why",
	"refused.next",
	"refused.next.closed",
	"refused.again",
	"refused.again.all",
	"refused.forget",
	"refused.forget.all",
	"paste.title",
	"paste.count",
	"paste.replaced",
	"paste.refused",
	"paste.more",
	"paste.do",
	"paste.unknown",
	"paste.rows",
	"paste.columns",
	"paste.nobody",
	"paste.twice",
	"paste.noday",
	"off",
	"restore",
	"undo",
	"undo.none",
	"undo.done",
	"undo.left",
	"panel.hint",
	"panel.door",
	"paste.at",
	"paste.future",
}

// gridWords is what the page gives its script to speak with, by name. Sentences
// do not change while the program runs, so each language is put together once.
func (j *Journal) gridWords(text *i18n.Printer) templ.Component {
	made, known := j.words.Load(text.Lang())
	if !known {
		words := make(map[string]string, len(gridSays))
		for _, name := range gridSays {
			words[name] = text.T("journal.grid." + name)
		}
		var b strings.Builder
		// A map of strings into memory: neither can fail.
		_ = templ.JSONScript("words", words).Render(context.Background(), &b)
		made, _ = j.words.LoadOrStore(text.Lang(), templ.Raw(b.String()))
	}
	return made.(templ.Component)
}
