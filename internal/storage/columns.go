package storage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// kind is how a column's values are written in a backup, the same for both engines.
type kind string

const (
	kindInt     kind = "int"
	kindText    kind = "text"
	kindBool    kind = "bool"
	kindDay     kind = "day"
	kindInstant kind = "instant"
	kindBytes   kind = "bytes"
)

var kinds = map[string]kind{
	"BIGINT": kindInt, "INT": kindInt, "INTEGER": kindInt, "SMALLINT": kindInt,
	"TEXT": kindText, "BOOLEAN": kindBool, "DATE": kindDay, "TIMESTAMPTZ": kindInstant, "BYTEA": kindBytes,
}

// shape is a table as the migrations make it.
type shape struct {
	name    string
	class   Class
	columns []column
	key     []string // of the primary key
	refers  []string // tables it refers to
}

type column struct {
	name string
	kind kind
}

func (s *shape) names() []string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = c.name
	}
	return names
}

var (
	tableBody  = regexp.MustCompile(`(?is)^CREATE TABLE ([a-z_0-9]+)\s*\((.*)\)$`)
	addColumn  = regexp.MustCompile(`(?is)^ALTER TABLE ([a-z_0-9]+) ADD COLUMN (.*)$`)
	primaryKey = regexp.MustCompile(`(?is)^(?:CONSTRAINT \w+ )?PRIMARY KEY\s*\((.*)\)$`)
	references = regexp.MustCompile(`(?i)\bREFERENCES\s+([a-z_0-9]+)`)
)

// shapes reads the tables out of the migrations, each after those it refers to.
func (m Migrations) shapes() ([]*shape, error) {
	classes, err := m.Classes()
	if err != nil {
		return nil, err
	}
	byName := map[string]*shape{}
	var made []*shape
	for _, file := range m.Names() {
		for _, statement := range splitStatements(m[file]) {
			if found := tableBody.FindStringSubmatch(statement); found != nil {
				s := &shape{name: found[1], class: classes[found[1]]}
				for _, part := range topLevel(found[2]) {
					s.take(part)
				}
				if len(s.key) == 0 {
					return nil, fmt.Errorf("migration %s: table %s has no primary key", file, s.name)
				}
				byName[s.name], made = s, append(made, s)
			} else if found := addColumn.FindStringSubmatch(statement); found != nil && byName[found[1]] != nil {
				byName[found[1]].take(found[2])
			} else if found := dropTable.FindStringSubmatch(statement); found != nil {
				made = slices.DeleteFunc(made, func(s *shape) bool { return s.name == found[1] })
			}
		}
	}
	return ordered(made), nil
}

// take reads one part of a CREATE TABLE: a column or a constraint.
func (s *shape) take(part string) {
	part = strings.Join(strings.Fields(part), " ")
	for _, found := range references.FindAllStringSubmatch(part, -1) {
		s.refers = append(s.refers, found[1])
	}
	if found := primaryKey.FindStringSubmatch(part); found != nil {
		for name := range strings.SplitSeq(found[1], ",") {
			s.key = append(s.key, strings.TrimSpace(name))
		}
		return
	}
	words := strings.Fields(part)
	if len(words) < 2 {
		return
	}
	k, isColumn := kinds[strings.ToUpper(words[1])]
	if !isColumn {
		return
	}
	s.columns = append(s.columns, column{words[0], k})
	if strings.Contains(strings.ToUpper(part), " PRIMARY KEY") {
		s.key = append(s.key, words[0])
	}
}

// topLevel splits at the commas that stand in no parentheses.
func topLevel(text string) (parts []string) {
	depth, from := 0, 0
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, text[from:i])
				from = i + 1
			}
		}
	}
	return append(parts, text[from:])
}

// ordered puts each table after those it refers to.
func ordered(made []*shape) []*shape {
	var order []*shape
	placed := map[string]bool{}
	for len(order) < len(made) {
		before := len(order)
		for _, s := range made {
			waits := slices.ContainsFunc(s.refers, func(name string) bool { return name != s.name && !placed[name] })
			if !placed[s.name] && !waits {
				placed[s.name] = true
				order = append(order, s)
			}
		}
		if len(order) == before {
			return made // references in a ring: only the engine can tell
		}
	}
	return order
}
