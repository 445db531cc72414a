package journal

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/xuri/excelize/v2"

	"parta/access"
	"parta/internal/i18n"
)

// sendXLSX gives the page as a table to take away. It is written at once and
// kept nowhere.
func (j *Journal) sendXLSX(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return err
	}
	name := strings.NewReplacer("/", "-", "\\", "-", ":", "-").Replace(f.title() + " " + f.termName() + ".xlsx")
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return writeXLSX(w, f.page, f.title(), f.text)
}

func writeXLSX(w io.Writer, s *spread, title string, text *i18n.Printer) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet := book.GetSheetName(0)
	stream, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := stream.SetColWidth(1, 1, 28); err != nil {
		return err
	}
	days, kinds := []any{plain(title)}, []any{text.T("journal.pupil")}
	for i := range s.columns {
		c := &s.columns[i]
		days = append(days, text.DayShort(c.task.Day))
		kinds = append(kinds, plain(text.T("journal.kind."+c.task.Kind+".short")))
	}
	days = append(days, text.T("journal.mean"), text.T("journal.absences"))
	for at, line := range [][]any{days, kinds} {
		if err := stream.SetRow(cellName(at+1), line); err != nil {
			return err
		}
	}
	for at := range s.rows {
		r := &s.rows[at]
		line := []any{plain(r.name)}
		for i := range s.columns {
			line = append(line, plain(r.at(i).text))
		}
		line = append(line, s.thresholds.Show(r.mean, text.T("i18n.point")), r.absences)
		if err := stream.SetRow(cellName(at+3), line); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

func cellName(row int) string { return fmt.Sprintf("A%d", row) }

// plain keeps a table program from taking a text for a formula, also after it
// was saved as CSV. Source: OWASP, CSV injection.
func plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
