package classlist

import (
	"archive/zip"
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"parta/internal/plain"
	"parta/interop/source"
)

// readXLSX reads the visible sheets. The archive is looked through before it is
// given to excelize, and a file that makes excelize panic is only unreadable.
func readXLSX(name string, data []byte, found *source.Findings) (sheets []sheet) {
	at := source.Place{File: name}
	if !sane(name, data, found) {
		return nil
	}
	defer func() {
		if recover() != nil {
			found.Refuse(at, "interop.list.broken")
			sheets = nil
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: 2 * maxUnzipped, UnzipXMLSizeLimit: maxUnzipped,
	})
	if err != nil {
		found.Refuse(at, "interop.list.broken")
		return nil
	}
	defer book.Close()
	old1904 := false
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		old1904 = *props.Date1904
	}
	for _, title := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(title); err != nil || !visible {
			continue
		}
		s, ok := readSheet(book, name, title, found)
		if !ok {
			return nil
		}
		s.old1904 = old1904
		sheets = append(sheets, s)
	}
	return sheets
}

// maxUnzipped is the size of a workbook's parts, together; a list of a large
// school is a tenth of it.
const maxUnzipped = 64 << 20

func sane(name string, data []byte, found *source.Findings) bool {
	var inside source.Findings
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		found.Refuse(source.Place{File: name}, "interop.zip.broken")
		return false
	}
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
		at := source.Place{File: name + "/" + source.Short(f.Name)}
		switch {
		case strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") || strings.Contains(f.Name, "\\"):
			inside.Refuse(at, "interop.zip.path")
		case f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/source.MaxRatio > f.CompressedSize64:
			inside.Refuse(at, "interop.zip.bomb", source.MaxRatio)
		}
	}
	if total > maxUnzipped {
		inside.Refuse(source.Place{File: name}, "interop.zip.large", maxUnzipped>>20)
	}
	if len(z.File) > 5*source.MaxEntries {
		inside.Refuse(source.Place{File: name}, "interop.folder.entries", len(z.File), 5*source.MaxEntries)
	}
	found.Join(inside)
	return !inside.Refused()
}

func readSheet(book *excelize.File, file, title string, found *source.Findings) (sheet, bool) {
	s := sheet{file: file, name: title, serial: true}
	s.formula = func(row, column int) string {
		cell, err := excelize.CoordinatesToCellName(column+1, row)
		if err != nil {
			return ""
		}
		text, err := book.GetCellFormula(title, cell)
		if err != nil || text == "" {
			return ""
		}
		return "=" + strings.TrimPrefix(text, "=")
	}
	rows, err := book.Rows(title)
	if err != nil {
		found.Refuse(source.Place{File: file}, "interop.list.broken")
		return s, false
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		at := source.Place{File: file, Row: line}
		switch {
		case err != nil:
			found.Refuse(at, "interop.list.broken")
			return s, false
		case len(cells) > source.MaxColumns:
			found.Refuse(at, "interop.file.columns", len(cells), source.MaxColumns)
			return s, false
		case len(s.rows) > maxRows:
			found.Refuse(at, "interop.list.rows", maxRows)
			return s, false
		}
		empty := true
		for i := range cells {
			cells[i] = spelled(cells[i])
			empty = empty && cells[i] == ""
		}
		if !empty {
			s.rows, s.lines = append(s.rows, cells), append(s.lines, line)
		}
	}
	if rows.Error() != nil {
		found.Refuse(source.Place{File: file}, "interop.list.broken")
		return s, false
	}
	return s, true
}

// spelled gives a number as a person would: a telephone kept as 7.913E+10 is
// digits again.
func spelled(cell string) string {
	cell = strings.TrimSpace(plain.Text(strings.ToValidUTF8(cell, "�")))
	if len(cell) > 30 || !strings.ContainsAny(cell, "Ee.") || strings.ContainsAny(cell, "xXpP_") {
		return cell
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.Abs(n) > 1e15 || n != math.Trunc(n) {
		return cell
	}
	return strconv.FormatInt(int64(n), 10)
}
