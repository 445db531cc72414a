package classlist

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"parta/interop/source"
)

// MaxFile is the size of a list that is read at all, packed or not.
const MaxFile = 32 << 20

// maxRows is more pupils than any school has.
const maxRows = 20_000

// sheet is one table before anybody knows what it says.
type sheet struct {
	file    string
	name    string // of the sheet; "" in CSV
	rows    [][]string
	lines   []int
	formula func(row, column int) string // "" for a value
	told    bool                         // formulas have been refused where the file was read
	serial  bool                         // numbers may be dates
	old1904 bool                         // counted from 1904
}

// Read reads a list by its name and content. Whatever hinders, the rest of the
// list is looked at too, so that all its mistakes are told at once.
func Read(name string, from io.Reader, all *source.Findings) []Pupil {
	found := &source.Findings{} // of this list alone, whatever others hold
	defer func() { all.Join(*found) }()
	name = filepath.Base(name)
	at := source.Place{File: name}
	data, err := io.ReadAll(io.LimitReader(from, MaxFile+1))
	switch {
	case err != nil:
		found.Refuse(at, source.Unreadable(err))
		return nil
	case len(data) > MaxFile:
		found.Refuse(at, "interop.zip.large", MaxFile>>20)
		return nil
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		found.Refuse(at, "interop.list.xls")
		return nil
	}
	var sheets []sheet
	if bytes.HasPrefix(data, []byte("PK")) {
		sheets = readXLSX(name, data, found)
	} else {
		sheets = readText(name, data, found)
	}
	if len(sheets) == 0 && found.Refused() {
		return nil
	}
	var pupils []Pupil
	tables := 0
	for _, s := range sheets {
		head, fields, ok := s.headers()
		if !ok {
			if len(sheets) > 1 && len(s.rows) > 0 {
				found.Warn(source.Place{File: s.file}, "interop.list.skipped", s.name)
			}
			continue
		}
		tables++
		pupils = append(pupils, s.pupils(head, fields, found)...)
	}
	if tables == 0 && !found.Refused() {
		found.Refuse(at, "interop.list.headers")
	}
	return pupils
}

// readText reads CSV. What is not UTF-8 must be Windows-1251 with Russian in it.
func readText(name string, data []byte, found *source.Findings) []sheet {
	if !utf8.Valid(data) && !bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xfe\xff")) {
		decoded, err := charmap.Windows1251.NewDecoder().Bytes(data)
		if err != nil || !russian(data) {
			found.Refuse(source.Place{File: name}, "interop.list.encoding")
			return nil
		}
		found.Warn(source.Place{File: name}, "interop.list.cp1251")
		data = decoded
	}
	table, ok := source.ReadCSV(bytes.NewReader(data), name, separator(data), found)
	if !ok {
		return nil
	}
	s := sheet{file: name, rows: append([][]string{table.Header}, table.Rows...), lines: append([]int{1}, table.Lines...), told: true}
	return []sheet{s}
}

// russian tells that nearly all bytes beyond ASCII are letters of Windows-1251.
func russian(data []byte) bool {
	letters, others := 0, 0
	for _, b := range data {
		switch {
		case b >= 0xc0 || b == 0xa8 || b == 0xb8 || b == 0xb9 || b == 0xab || b == 0xbb || b == 0xa0 || b == 0x97 || b == 0x96:
			letters++
		case b >= 0x80 || b < 0x20 && b != '\n' && b != '\r' && b != '\t':
			others++
		}
	}
	return letters > 20*others
}

// separator is the one that stands most often in the first lines.
func separator(data []byte) rune {
	start := data[:min(len(data), 4096)]
	best, most := ',', 0
	for _, c := range []rune{';', '\t', ','} {
		if n := bytes.Count(start, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// headers finds the row that names the columns among the first twenty: the one
// with most headers anybody knows, a name among them.
func (s sheet) headers() (row int, fields []field, ok bool) {
	most := 0
	for i := range min(len(s.rows), 20) {
		candidate, known := fieldsOf(s.rows[i])
		named := slices.ContainsFunc(candidate, func(f field) bool { return f.slot == "" && (f.what == "name" || f.what == "last") })
		if named && known > most {
			row, fields, most = i, candidate, known
		}
	}
	return row, fields, most > 0
}

// above is the class that the sheet is called by, or a title over the headers.
func (s sheet) above(head int) (Class, bool) {
	if c, ok := ParseClass(s.name); ok {
		return c, true
	}
	for _, row := range s.rows[:head] {
		for _, cell := range row {
			words := strings.Fields(cell)
			for i := range words {
				rest := strings.Join(words[i:], " ")
				if c, ok := ParseClass(rest); ok && strings.Contains(strings.ToLower(cell), "класс") && !numbered(words[:i]) {
					return c, true
				}
			}
		}
	}
	return Class{}, false
}

// numbered tells that the last of the words is a number to which the next one
// belongs: «1 - 4 классов» are no class 4.
func numbered(words []string) bool {
	text := strings.TrimSuffix(strings.Join(words, " "), " и")
	text = strings.TrimRightFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	last, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsDigit(last)
}
