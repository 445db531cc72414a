package classlist

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// Column is a column that a list may have.
type Column struct {
	Header string   // the usual word
	Others []string // headers that mean the same, or the same of another guardian
}

// Columns lists the columns that are read, in the order a list usually has them.
func Columns() []Column {
	var all []Column
	for _, h := range headings.Columns {
		if h.What != "number" { // known only to be passed over
			all = append(all, Column{h.Words[0], h.Words[1:]})
		}
	}
	for _, words := range headings.Guardians {
		all = append(all, Column{words[0], words[1:]})
	}
	return all
}

// Sample is a small list as a school keeps it: the headers, then its pupils.
func Sample() [][]string {
	var headers []string
	for _, what := range []string{"name", "class", "born", "snils"} {
		headers = append(headers, usual(what))
	}
	headers = append(headers, headings.Guardians[0][0], headings.Guardians[1][0])
	return append([][]string{headers}, headings.Sample...)
}

func usual(what string) string {
	for _, h := range headings.Columns {
		if h.What == what {
			return h.Words[0]
		}
	}
	return ""
}

// WriteSample writes the sample as a workbook to fill in.
func WriteSample(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet := book.GetSheetName(0)
	for i, row := range Sample() {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := book.SetSheetRow(sheet, at, &row); err != nil {
			return err
		}
	}
	if err := book.SetColWidth(sheet, "A", "F", 26); err != nil {
		return err
	}
	return book.Write(w)
}
