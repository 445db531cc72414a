package ui

import "github.com/a-h/templ"

// Attr adds an attribute to HTML that is written by hand, because a template
// would cost many times as much: rows that repeat by the hundred.
func Attr(b []byte, name, value string) []byte {
	b = append(b, ' ')
	b = append(b, name...)
	b = append(b, `="`...)
	b = Escaped(b, value)
	return append(b, '"')
}

// Escaped adds a text that may hold what HTML would read as its own.
func Escaped(b []byte, text string) []byte {
	for i := range len(text) {
		switch text[i] {
		case '<', '>', '&', '"', '\'':
			return append(b, templ.EscapeString(text)...)
		}
	}
	return append(b, text...)
}
