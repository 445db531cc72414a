package storage

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"

	"parta/when"
)

// cells carries one row between an engine and the text of a backup.
type cells struct {
	columns  []column
	into     []any
	ints     []sql.NullInt64
	texts    []sql.NullString
	bools    []sql.NullBool
	days     []when.Day
	instants []when.Instant
	raws     [][]byte
}

func newCells(s *shape) *cells {
	n := len(s.columns)
	c := &cells{
		columns: s.columns, into: make([]any, n),
		ints: make([]sql.NullInt64, n), texts: make([]sql.NullString, n), bools: make([]sql.NullBool, n),
		days: make([]when.Day, n), instants: make([]when.Instant, n), raws: make([][]byte, n),
	}
	for i, column := range s.columns {
		switch column.kind {
		case kindInt:
			c.into[i] = &c.ints[i]
		case kindText:
			c.into[i] = &c.texts[i]
		case kindBool:
			c.into[i] = &c.bools[i]
		case kindDay:
			c.into[i] = &c.days[i]
		case kindInstant:
			c.into[i] = &c.instants[i]
		case kindBytes:
			c.into[i] = &c.raws[i]
		}
	}
	return c
}

// line writes the row that was scanned: numbers as text, so that nothing that
// reads JSON can round them.
func (c *cells) line(b []byte) ([]byte, error) {
	for i, column := range c.columns {
		b = append(b, "[,"[min(i, 1)])
		text, null := "", false
		switch column.kind {
		case kindInt:
			text, null = strconv.FormatInt(c.ints[i].Int64, 10), !c.ints[i].Valid
		case kindText:
			text, null = c.texts[i].String, !c.texts[i].Valid
		case kindBool:
			text, null = strconv.FormatBool(c.bools[i].Bool), !c.bools[i].Valid
		case kindDay:
			text, null = c.days[i].String(), c.days[i] == 0
		case kindInstant:
			text, null = c.instants[i].String(), c.instants[i].IsZero()
		case kindBytes:
			text, null = base64.StdEncoding.EncodeToString(c.raws[i]), c.raws[i] == nil
		}
		if null {
			b = append(b, "null"...)
			continue
		}
		quoted, err := quote(text)
		if err != nil {
			return nil, err
		}
		b = append(b, quoted...)
	}
	return append(b, "]\n"...), nil
}

func quote(text string) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(text)
	return bytes.TrimRight(out.Bytes(), "\n"), err
}

// row reads a line back into values to bind.
func (s *shape) row(line []byte) ([]any, error) {
	var texts []*string
	if err := json.Unmarshal(line, &texts); err != nil {
		return nil, err
	}
	if len(texts) != len(s.columns) {
		return nil, fmt.Errorf("%d values for %d columns", len(texts), len(s.columns))
	}
	values := make([]any, len(texts))
	for i, text := range texts {
		if text == nil {
			continue
		}
		value, err := s.columns[i].value(*text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.columns[i].name, err)
		}
		values[i] = value
	}
	return values, nil
}

func (c column) value(text string) (any, error) {
	switch c.kind {
	case kindInt:
		return strconv.ParseInt(text, 10, 64)
	case kindBool:
		return strconv.ParseBool(text)
	case kindDay:
		return when.ParseDay(text)
	case kindInstant:
		return when.ParseInstant(text)
	case kindBytes:
		return base64.StdEncoding.DecodeString(text)
	case kindText:
	}
	return text, nil
}
