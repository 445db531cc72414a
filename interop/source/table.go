package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"parta/internal/plain"
)

// Table is one file: its header and its rows, each with the line it began at.
// A row may be shorter or longer than the header.
type Table struct {
	File   string
	Header []string
	Rows   [][]string
	Lines  []int
}

// Place is where a row stands.
func (t Table) Place(row int) Place { return Place{File: t.File, Row: t.Lines[row]} }

// ReadCSV reads comma-separated text in UTF-8 with or without a byte order mark.
// A file that cannot be read, has too many columns, text of another encoding or
// a formula is refused, naming each place. A row with a formula stays in the
// table as it is written, so that its other cells are looked at too.
func ReadCSV(from io.Reader, file string, comma rune, found *Findings) (Table, bool) {
	table := Table{File: file}
	buffered := bufio.NewReaderSize(from, 64<<10)
	start, err := buffered.Peek(3)
	if err != nil && err != io.EOF {
		found.Refuse(Place{File: file}, Unreadable(err))
		return table, false
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, _ = buffered.Discard(3)
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		found.Refuse(Place{File: file, Row: 1}, "interop.file.utf16")
		return table, false
	}
	r := csv.NewReader(buffered)
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			refuseCSV(err, file, found)
			return table, false
		}
		for i := range row {
			row[i] = plain.Text(row[i]) // first: what is not seen must not hide a formula
		}
		line, _ := r.FieldPos(0)
		at := Place{File: file, Row: line}
		if table.Header == nil {
			if len(row) > MaxColumns {
				found.Refuse(at, "interop.file.columns", len(row), MaxColumns)
				return table, false
			}
			if !sound(row, row, at, found) {
				return table, false
			}
			table.Header = trimmed(row)
			continue
		}
		if len(row) > MaxColumns {
			found.Refuse(at, "interop.file.columns", len(row), MaxColumns)
			return table, false
		}
		if !sound(row, table.Header, at, found) {
			if found.refused > sameKind {
				return table, false
			}
			continue
		}
		table.Rows = append(table.Rows, trimmed(row))
		table.Lines = append(table.Lines, line)
	}
	if table.Header == nil {
		found.Refuse(Place{File: file}, "interop.file.empty")
		return table, false
	}
	return table, true
}

func refuseCSV(err error, file string, found *Findings) {
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		found.Refuse(Place{File: file, Row: bad.StartLine}, "interop.file.quotes")
	case errors.Is(err, ErrTooLarge):
		found.Refuse(Place{File: file}, "interop.zip.large", MaxFile>>20)
	default:
		found.Refuse(Place{File: file}, Unreadable(err))
	}
}

// sound refuses formulas, and cells that are too long or not UTF-8 text: a row
// with such a one cannot be read on.
func sound(row, header []string, at Place, found *Findings) bool {
	ok := true
	for i, cell := range row {
		column := ColumnName(header, i)
		switch {
		case !utf8.ValidString(cell):
			found.Refuse(at.In(column), "interop.file.encoding")
		case len(cell) > MaxCell:
			found.Refuse(at.In(column), "interop.cell.long", len(cell), MaxCell)
		case strings.ContainsRune(cell, 0):
			found.Refuse(at.In(column), "interop.cell.nul")
		case Formula(cell):
			found.Refuse(at.In(column), "interop.cell.formula", cell)
			continue
		default:
			continue
		}
		ok = false
	}
	return ok
}

// Formula tells that a spreadsheet would compute the cell instead of showing it.
// Phones such as +7 913… and a dash for "none" are not formulas.
func Formula(cell string) bool {
	cell = strings.TrimSpace(cell)
	if len(cell) < 2 {
		return false
	}
	switch cell[0] {
	case '=', '@':
		return true
	case '+', '-':
		c := cell[1] | 0x20
		return cell[1] == '=' || cell[1] == '@' || c >= 'a' && c <= 'z'
	}
	return false
}

// ColumnName is the header of a column, or its number when it has none.
func ColumnName(header []string, i int) string {
	if i < len(header) && header[i] != "" && utf8.ValidString(header[i]) {
		return Short(header[i])
	}
	return fmt.Sprintf("#%d", i+1)
}

func trimmed(row []string) []string {
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
	}
	return row
}
