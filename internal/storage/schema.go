package storage

import (
	"io/fs"
	"strings"
)

// Schema prints what the migrations make of an empty SQLite file, for a reader
// who wants the tables on one page.
func Schema(m Migrations) (string, error) {
	rendered, err := m.render(dialect{engine: SQLite})
	if err != nil {
		return "", err
	}
	classes, err := m.Classes()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("-- Printed from the migrations; do not edit. PostgreSQL has the same tables with its own types.\n")
	for _, name := range m.Names() {
		text, err := fs.ReadFile(rendered, name)
		if err != nil {
			return "", err
		}
		body := strings.TrimSpace(strings.TrimPrefix(string(text), "-- +goose Up\n"))
		class := ""
		if made := createTable.FindStringSubmatch(body); made != nil {
			class = ", " + string(classes[made[1]])
		}
		b.WriteString("\n-- " + strings.TrimSuffix(name, ".sql") + class + "\n\n" + body + "\n")
	}
	return b.String(), nil
}
