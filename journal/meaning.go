package journal

import "parta/internal/i18n"

// meaning is what may be typed into a cell, and what it says.
type meaning struct {
	typed string
	is    i18n.Said
}

func means(name string, args ...any) i18n.Said {
	return i18n.Said{Key: "journal.means." + name, Args: args}
}

// said is the meaning within a sentence: «зч» — зачёт.
func (m meaning) said() i18n.Said {
	return i18n.Said{Key: "journal.means", Args: []any{m.typed, m.is}}
}

// meanings are the letters, then the marks that are no numbers.
func (d dialect) meanings() (all []meaning) {
	for _, l := range d.letters.Letters {
		all = append(all, l.meaning())
	}
	for _, m := range d.scale.Marks {
		if m.Means != "" {
			all = append(all, meaning{m.Text, means(m.Means)})
		}
	}
	return all
}
