package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs a command line and gives its exit code, output and complaints.
func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

const book = "../../interop/classlist/testdata/libreoffice-7b.xlsx"

func TestImportCreatesTheFolderAndTellsEachRow(t *testing.T) {
	t.Setenv("PARTA_LANG", "ru")
	dir := filepath.Join(t.TempDir(), "new")
	code, out, errs := command(t, "import", "--data", dir, "--org", "Школа № 1", "--dry-run", book)
	if code != exitDone || !strings.Contains(out, "libreoffice-7b.xlsx:6\tдобавить\tчеловек\tПетров Илья Андреевич") {
		t.Errorf("dry run: exit %d\n%s%s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "parta.db")); err != nil {
		t.Errorf("the folder is not made: %v", err)
	}
	if code, out, errs = command(t, "import", "--data", dir, "--org", "Школа № 1", book); code != exitDone {
		t.Errorf("real run: exit %d\n%s%s", code, out, errs)
	}
	code, out, _ = command(t, "import", "--data", dir, "--org", "Школа № 1", "--json", book)
	var document struct {
		Orgs []struct{ State string } `json:"organisations"`
	}
	if err := json.Unmarshal([]byte(out), &document); err != nil || code != exitDone || document.Orgs[0].State != "unchanged" {
		t.Errorf("second run: exit %d, %v\n%s", code, err, out)
	}
	if code, out, errs = command(t, "check", "--data", dir, "--ledger"); code != exitDone {
		t.Errorf("check: exit %d\n%s%s", code, out, errs)
	}
}

// Both runs list the rows, then what was found, and last the sums.
func TestImportTellsBothRunsAlikeAndTheSumsLast(t *testing.T) {
	t.Setenv("PARTA_LANG", "ru")
	dir := t.TempDir()
	for _, tt := range []struct{ name, row, found, sum string }{
		{"--dry-run", "добавить\tучебный год\t2026/27", "Учебного года 2026/27 ещё нет: он будет добавлен", "законный представитель: добавить 5\n"},
		{"--json=false", "добавлено\tучебный год\t2026/27", "Учебного года 2026/27 не было: он добавлен", "законный представитель: добавлено 5\n"},
	} {
		code, out, errs := command(t, "import", "--data", dir, "--org", "Школа № 1", tt.name, book)
		row, found := strings.Index(out, tt.row), strings.Index(out, tt.found)
		if code != exitDone || row < 0 || found < row || !strings.HasSuffix(out, tt.sum) {
			t.Errorf("%s: exit %d, the row at %d, the finding at %d\n%s%s", tt.name, code, row, found, out, errs)
		}
	}
	if _, out, _ := command(t, "import", "--data", dir, "--org", "Школа № 1", book); !strings.HasSuffix(out, "законный представитель: без изменений 5\n") || strings.Contains(out, "учебный год\t") {
		t.Errorf("a second time:\n%s", out)
	}
}

func TestRefusalsStandLast(t *testing.T) {
	t.Setenv("PARTA_LANG", "ru")
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("ФИО;Класс;Рост\nПетров Илья;седьмой;150\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := command(t, "import", "--data", t.TempDir(), "--org", "Школа № 1", list)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); code != exitRefused || len(lines) != 2 || !strings.HasPrefix(lines[1], "отказ\t") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestRolesOfASetAreToldInTheReadersWords(t *testing.T) {
	t.Setenv("PARTA_LANG", "ru")
	_, out, _ := command(t, "import", "--data", t.TempDir(), "--dry-run", "../../interop/oneroster/testdata/school")
	for _, want := range []string{"Роль «директор» файл дать не может", "роль\tИванова Елена Павловна · учитель\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("not told: %s\n%s", want, out)
		}
	}
	if _, out, _ = command(t, "import", "--data", t.TempDir(), "--dry-run", "--json", "../../interop/oneroster/testdata/school"); !strings.Contains(out, `"interop.called.principal"`) {
		t.Errorf("the document does not name the role:\n%s", out)
	}
}

// at calls do when a text is written.
type at struct {
	io.Writer
	text string
	do   func()
}

func (a at) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(a.text)) {
		a.do()
	}
	return a.Writer.Write(b)
}

func TestStoppedImportTellsWhatIsWritten(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	args := []string{"import", "--lang", "ru", "--data", t.TempDir(), "../../interop/oneroster/testdata/school"}
	code := run(ctx, args, at{&out, "добавлено", stop}, &errs)
	if code != exitRefused || !strings.Contains(errs.String(), "записано целиком: 1 из 3") {
		t.Errorf("exit %d\n%s%s", code, &out, &errs)
	}
	out.Reset()
	errs.Reset()
	if code := run(t.Context(), args, &out, &errs); code != exitDone || !strings.Contains(out.String(), "записано") {
		t.Errorf("again: exit %d\n%s%s", code, &out, &errs)
	}
}

func TestImportTellsRefusalFromWrongUse(t *testing.T) {
	t.Setenv("PARTA_LANG", "ru")
	dir := t.TempDir()
	if code, out, _ := command(t, "import", "--data", dir, book); code != exitRefused || !strings.Contains(out, "отказ\tlibreoffice-7b.xlsx") {
		t.Errorf("a list without --org: exit %d\n%s", code, out)
	}
	if code, _, errs := command(t, "import", "--data", dir); code != exitUsage {
		t.Errorf("no path: exit %d\n%s", code, errs)
	}
	if code, out, _ := command(t, "import", "--help"); code != exitDone || !strings.Contains(out, "--dry-run") {
		t.Errorf("--help: exit %d\n%s", code, out)
	}
}
