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
	columns []column
	into    []any
	ints    []sql.NullInt64
	texts   []sql.NullString
	raws    [][]byte
	given   []any // days, moments, yes and no as the engine gives them: on SQLite they may be anything

	illegible int64 // values of all lines that are not what their columns hold
}

func newCells(s *shape) *cells {
	n := len(s.columns)
	c := &cells{
		columns: s.columns, into: make([]any, n),
		ints: make([]sql.NullInt64, n), texts: make([]sql.NullString, n), raws: make([][]byte, n), given: make([]any, n),
	}
	for i, column := range s.columns {
		switch column.kind {
		case kindInt:
			c.into[i] = &c.ints[i]
		case kindText:
			c.into[i] = &c.texts[i]
		case kindBytes:
			c.into[i] = &c.raws[i]
		case kindBool, kindDay, kindInstant:
			c.into[i] = &c.given[i]
		}
	}
	return c
}

// line writes the row that was scanned: numbers as text, so that nothing that
// reads JSON can round them.
func (c *cells) line(b []byte) ([]byte, error) {
	for i := range c.columns {
		b = append(b, "[,"[min(i, 1)])
		text, null, err := c.text(i)
		if err != nil {
			c.illegible++
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

// text is a value of the row that was scanned. What is not as its column says is
// told as it stands, with an error: a backup holds what was there.
func (c *cells) text(i int) (text string, null bool, err error) {
	switch c.columns[i].kind {
	case kindInt:
		return strconv.FormatInt(c.ints[i].Int64, 10), !c.ints[i].Valid, nil
	case kindText:
		return c.texts[i].String, !c.texts[i].Valid, nil
	case kindBytes:
		return base64.StdEncoding.EncodeToString(c.raws[i]), c.raws[i] == nil, nil
	case kindBool:
		var yes sql.NullBool
		err = yes.Scan(c.given[i])
		text, null = strconv.FormatBool(yes.Bool), !yes.Valid
	case kindDay:
		var day when.Day
		err = day.Scan(c.given[i])
		text, null = day.String(), day == 0
	case kindInstant:
		var at when.Instant
		err = at.Scan(c.given[i])
		text, null = at.String(), at.IsZero()
	}
	if err != nil {
		return fmt.Sprint(c.given[i]), false, err
	}
	return text, null, nil
}

// OrZero scans for a check, which must get past damage: what cannot be read becomes
// the zero value.
func OrZero[T any](into *T) sql.Scanner { return orZero[T]{into} }

type orZero[T any] struct{ into *T }

func (z orZero[T]) Scan(from any) error {
	var read sql.Null[T]
	if read.Scan(from) != nil {
		read = sql.Null[T]{}
	}
	*z.into = read.V
	return nil
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
