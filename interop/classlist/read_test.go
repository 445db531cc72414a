package classlist_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"parta/interop/classlist"
	"parta/interop/source"
)

func read(t *testing.T, name string, data []byte) ([]classlist.Pupil, []string) {
	t.Helper()
	var found source.Findings
	pupils := classlist.Read(name, bytes.NewReader(data), &found)
	var all []string
	for _, f := range found.List {
		all = append(all, fmt.Sprintf("%s %s %s", f.Level, f.Place(), f.Key))
	}
	return pupils, all
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// said is a pupil on one line.
func said(p classlist.Pupil) string {
	text := fmt.Sprint(p.Class.Name(), " ", p.Name.Full(), " ", p.Born, " ", p.SNILS, " ", p.Sex)
	for _, g := range p.Guardians {
		text += fmt.Sprint("; ", g.Kind, " ", g.Name.Full(), " ", g.Phone)
	}
	return text
}

func TestListsOfEachKindAreRead(t *testing.T) {
	for _, tt := range []struct {
		file string
		want []string
	}{
		{"libreoffice-7b.xlsx", []string{
			"7Б Кузнецова Дарья Павловна 2013-11-02  f; mother Кузнецова Ирина Львовна +7 913 000-00-11",
			"7Б Орлов Денис Викторович 2013-01-25  m; father Орлов Виктор Петрович 89130000012",
			"7Б Петров Илья Андреевич 2013-03-14 11223344595 m; mother Петрова Ольга Сергеевна +7 913 000-00-02; father Петров Андрей Ильич 89130000003",
			"7Б Смирнова Анна Олеговна 2013-06-30  f; mother Смирнова Ольга Ивановна 89130000014",
		}},
		{"three-columns.csv", []string{
			"7Б Кузнецова Дарья Павловна 2013-11-02  ; parent Кузнецова Ирина Львовна +7 913 000-00-11",
			"7Б Петров Илья Андреевич 2013-03-14 11223344595 ; parent Петрова Ольга Сергеевна 8 913 000-00-02; parent Петров Андрей Ильич 89130000003",
		}},
		{"cp1251.csv", []string{
			"9А Сидорова Вера Алексеевна 2011-06-05  ; mother Сидорова Анна Юрьевна 8(913)000-00-21",
			"9А Орлов Денис Викторович 2011-01-25  ",
		}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			pupils, found := read(t, tt.file, file(t, tt.file))
			var got []string
			for _, p := range pupils {
				got = append(got, said(p))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), strings.Join(tt.want, "\n"), found)
			}
		})
	}
}

func TestClassIsReadAsHandsWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"7А": "7А", "7 «А»": "7А", `7 "а"`: "7А", "7-А класс": "7А", "7A": "7А", "10": "10", "11 б": "11Б",
		"5 кадетский": "5 кадетский", "7-й А": "7А", "А7": "", "13А": "", "": "", "класс": "",
		"7 кл.": "7", "7 класс": "7", "7А кл": "7А", "7 (А)": "7А", "7В (соц.-гум.)": "7В", "10а (сп": "10А",
	} {
		c, ok := classlist.ParseClass(text)
		got := ""
		if ok {
			got = c.Name()
		}
		if got != want {
			t.Errorf("ParseClass(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNumbersOfACombinedClassAreNotMadeOne(t *testing.T) {
	for _, text := range []string{"1-4", "1–4", "1-4 класс", "1,3", "1/3", "1+3", "1 и 3", "7.1", "7/1", "7А1", "7 (1)", "1(1-4)"} {
		if c, ok := classlist.ParseClass(text); ok {
			t.Errorf("ParseClass(%q) = %q", text, c.Name())
		}
		pupils, found := read(t, "list.csv", []byte("ФИО;Класс\nПетров Илья;"+text+"\n"))
		if want := []string{"refuse list.csv:2 Класс interop.list.combined"}; len(pupils) != 0 || !slices.Equal(found, want) {
			t.Errorf("%q: read %+v, found %v", text, pupils, found)
		}
	}
	for name, list := range map[string]string{
		"a letter that is a number": "ФИО;Параллель;Литера\nПетров Илья;7;1\n",
		"a title over the headers":  "Список 1 - 4 классов\nФИО\nПетров Илья\n",
		"a title with an «and»":     "Список 1 и 4 классов\nФИО\nПетров Илья\n",
	} {
		if pupils, found := read(t, "list.csv", []byte(list)); len(pupils) != 0 || len(found) != 1 || !strings.HasPrefix(found[0], "refuse") {
			t.Errorf("%s: read %+v, found %v", name, pupils, found)
		}
	}
}

func TestRemarkBehindAClassIsLeftOutWithAWord(t *testing.T) {
	for list, want := range map[string][]string{
		"ФИО;Класс\nПетров Илья;7В (соц.-гум.)\n":     {"warn list.csv:2 Класс interop.list.remark"},
		"ФИО;Параллель;Литера\nПетров Илья;7 (а);В\n": {"refuse list.csv:2 Параллель interop.list.class"},
		"ФИО;Класс\nПетров Илья;7 (В)\n":              nil,
	} {
		pupils, found := read(t, "list.csv", []byte(list))
		if !slices.Equal(found, want) || len(found) == 0 && pupils[0].Class.Name() != "7В" {
			t.Errorf("%s: read %+v, found %v, want %v", list, pupils, found, want)
		}
	}
}

func TestNameIsCutWhereItsPartsEnd(t *testing.T) {
	for _, tt := range []struct {
		text, last, first, middle string
		unsure                    bool
	}{
		{"Салтыков - Щедрин Михаил", "Салтыков-Щедрин", "Михаил", "", false},
		{"Салтыков -Щедрин Михаил Евграфович", "Салтыков-Щедрин", "Михаил", "Евграфович", false},
		{"Мамедов Рашид Али оглы", "Мамедов", "Рашид", "Али оглы", false},
		{"Ким Анна Ли", "Ким", "Анна", "Ли", false},
		{"фон Дервиз Анна", "фон", "Дервиз", "Анна", false},
		{"Фон Дер Лейен Урсула Петровна", "Фон Дер Лейен", "Урсула", "Петровна", true},
		{"Салтыкова Щедрина Анна Мария Сергеевна", "Салтыкова Щедрина Анна", "Мария", "Сергеевна", true},
		{"Нгуен Тхи Ким Ань", "Нгуен", "Тхи", "Ким Ань", true},
	} {
		for header, column := range map[string]int{"ФИО;Класс": 0, "Ученик;Класс;Мать": 2} {
			row, want := tt.text+";7Б", []string(nil)
			if column > 0 {
				row = "Петров Илья;7Б;" + tt.text
			}
			if tt.unsure {
				want = []string{"warn list.csv:2 " + strings.Split(header, ";")[column] + " interop.list.words"}
			}
			pupils, found := read(t, "list.csv", []byte(header+"\n"+row+"\n"))
			if len(pupils) != 1 || !slices.Equal(found, want) {
				t.Errorf("%s: read %+v, found %v", row, pupils, found)
				continue
			}
			name := pupils[0].Name
			if column > 0 {
				name = pupils[0].Guardians[0].Name
			}
			if name.Last != tt.last || name.First != tt.first || name.Middle != tt.middle {
				t.Errorf("%s: got %q | %q | %q", row, name.Last, name.First, name.Middle)
			}
		}
	}
}

func TestWordsThatNameNobodyMakeNoGuardian(t *testing.T) {
	for _, text := range []string{
		"он же", "Он же", "умерла", "бабушка", "лишена род. прав", "Лишена родительских прав", "Егорова", "опекун Егорова Анна Ивановна",
		"Громова Ольга Ивановна, Громов Илья Ильич", "Алексеева Анна / Алексеев П.", "Громова Ольга и Громов Илья", "(мать) Козлова Анна",
	} {
		pupils, found := read(t, "list.csv", []byte("ФИО;Класс;Мать\nПетров Илья;7Б;"+text+"\n"))
		if want := []string{"warn list.csv:2 Мать interop.list.guardian"}; len(pupils) != 1 || len(pupils[0].Guardians) != 0 || !slices.Equal(found, want) {
			t.Errorf("%s: read %+v, found %v", text, pupils, found)
		}
	}
	for _, text := range []string{"нет", "Нет.", "-", "—"} {
		if pupils, found := read(t, "list.csv", []byte("ФИО;Класс;Мать;Телефон матери\nПетров Илья;7Б;"+text+";"+text+"\n")); len(pupils[0].Guardians)+len(found) != 0 {
			t.Errorf("%s: read %+v, found %v", text, pupils, found)
		}
	}
}

func TestGuardianIsReadOutOfACellWithMoreInIt(t *testing.T) {
	const header = "ФИО;Класс;Мать\nПетров Илья;7Б;"
	for _, tt := range []struct{ text, name, phone, found string }{
		{"Козлова Анна Ивановна (мать)", "Козлова Анна Ивановна", "", "warn list.csv:2 Мать interop.list.aside"},
		{"Козлова Анна Ивановна, тел. 89131112233", "Козлова Анна Ивановна", "89131112233", ""},
		{"Козлова Анна Маркел 89131112233", "Козлова Анна Маркел", "89131112233", ""},
		{"Щедрина О.В.", "Щедрина О.В.", "", ""},
	} {
		pupils, found := read(t, "list.csv", []byte(header+tt.text+"\n"))
		g := pupils[0].Guardians
		if len(g) != 1 || g[0].Name.Full() != tt.name || g[0].Phone != tt.phone || strings.Join(found, "\n") != tt.found {
			t.Errorf("%s: read %+v, found %v", tt.text, g, found)
		}
	}
	pupils, found := read(t, "list.csv", []byte(header+"8 913 111-22-33\n"))
	if want := []string{"drop list.csv:2 Мать interop.list.ownerless"}; len(pupils[0].Guardians) != 0 || !slices.Equal(found, want) {
		t.Errorf("a telephone alone: read %+v, found %v", pupils, found)
	}
	pupils, found = read(t, "list.csv", []byte("ФИО;Класс;Мать;Телефон\nПетров Илья;7Б;Петрова Ольга;отсутствует\n"))
	if want := []string{"drop list.csv:2 Телефон interop.list.phone"}; pupils[0].Guardians[0].Phone != "" || !slices.Equal(found, want) {
		t.Errorf("a word for a telephone: read %+v, found %v", pupils, found)
	}
}

func TestWhatIsNoNameOfAPupilIsRefused(t *testing.T) {
	for _, text := range []string{"выбыл в мае", "Петров Илья (выбыл)", "Петров, Илья", "Петров Илья; Петрова Мария", "Петров Илья 2", "петров илья"} {
		pupils, found := read(t, "list.csv", []byte("Класс\tФИО\n7Б\t"+text+"\n"))
		if want := []string{"refuse list.csv:2 ФИО interop.list.odd"}; !slices.Equal(found, want) {
			t.Errorf("%s: read %+v, found %v", text, pupils, found)
		}
	}
}

const head = "ФИО;Класс;Дата рождения;СНИЛС;Мать;Телефон\n"

func TestWhatCannotBeReadIsRefusedWithItsCell(t *testing.T) {
	many := "ФИО;Класс" + strings.Repeat(";x", 300) + "\n"
	for _, tt := range []struct{ name, text, want string }{
		{"no headers", "Иванова;Сидоров\nОрлова;Петров\n", "refuse list.csv interop.list.headers"},
		{"a class that is none", head + "Петров Илья;седьмой;;;;\n", "refuse list.csv:2 Класс interop.list.class"},
		{"no class in its row", head + "Петров Илья;;14.03.2013;;;\n", "refuse list.csv:2 Класс interop.list.classless"},
		{"a date that is none", head + "Петров Илья;7Б;31.02.2013;;;\n", "refuse list.csv:2 Дата рождения interop.list.date"},
		{"a SNILS with a wrong sum", head + "Петров Илья;7Б;;112-233-445 96;;\n", "refuse list.csv:2 СНИЛС interop.list.snils"},
		{"a last name alone", head + "Петров;7Б;;;;\n", "refuse list.csv:2 interop.list.name"},
		{"a formula", head + "=A1;7Б;;;;\n", "refuse list.csv:2 ФИО interop.cell.formula"},
		{"300 columns", many, "refuse list.csv:1 interop.file.columns"},
		{"a column twice", "ФИО;Класс;Класс\nПетров Илья;7Б;7А\n", "refuse list.csv:1 Класс interop.column.twice"},
		{"another encoding", "\x81\x81\x82;\x83\x84\x86\n\x81;\x82\n", "refuse list.csv interop.list.encoding"},
		{"UTF-16", "\xff\xfeФИО", "refuse list.csv:1 interop.file.utf16"},
		{"nothing", "", "refuse list.csv interop.file.empty"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1", "refuse list.csv interop.list.xls"},
		{"no class anywhere", "ФИО\nПетров Илья\n", "refuse list.csv:1 interop.list.noclass"},
		{"a code that is none", "ФИО;Класс;Код\nПетров Илья;7Б;17\n", "refuse list.csv:2 Код interop.list.code"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, found := read(t, "list.csv", []byte(tt.text)); !slices.Contains(found, tt.want) {
				t.Errorf("want %s, got %v", tt.want, found)
			}
		})
	}
}

func TestRowWithoutANameIsAMistakeOnlyWhereItSpeaksOfAPupil(t *testing.T) {
	const nameless = "refuse list.csv:2 ФИО interop.list.nameless"
	for _, tt := range []struct {
		name, row string
		want      []string
	}{
		{"a class and a birth date", ";7Б;01.01.2013", []string{nameless}},
		{"a class", "—;7 «Б»;", []string{nameless}},
		{"a birth date", ";;1 января 2013", []string{nameless}},
		{"nothing at all", ";;", nil},
		{"dashes for none", "-;-;-", nil},
		{"a sum", ";Итого;25", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pupils, found := read(t, "list.csv", []byte("ФИО;Класс;Дата рождения\n"+tt.row+"\nПетров Илья;7Б;14.03.2013\n"))
			if len(pupils) != 1 || !slices.Equal(found, tt.want) {
				t.Errorf("found %v, want %v; read %+v", found, tt.want, pupils)
			}
		})
	}
}

func TestHeadersAreKnownWithTheirDotsAndRemarks(t *testing.T) {
	for header, row := range map[string]string{
		"ФИО;Кл.;Дата рождения (дд.мм.гггг)":               "Петров Илья;7Б;14.03.2013",
		"ФИО (полностью);Класс (группа);Д.р.":              "Петров Илья;7Б;14.03.2013",
		"№ (по порядку);Ф.И.О. [ученика];Класс;Дата рожд.": "1;Петров Илья;7Б;14.03.2013",
	} {
		pupils, found := read(t, "list.csv", []byte(header+"\n"+row+"\n"))
		if len(found) != 0 || len(pupils) != 1 || said(pupils[0]) != "7Б Петров Илья 2013-03-14  " {
			t.Errorf("%s: read %+v, found %v", header, pupils, found)
		}
	}
	pupils, _ := read(t, "list.csv", []byte("ФИО;Класс;ФИО (мать);Телефон (мать)\nПетров Илья;7Б;Петрова Ольга;8 913\n"))
	if len(pupils) != 1 || said(pupils[0]) != "7Б Петров Илья   ; mother Петрова Ольга 8 913" {
		t.Errorf("a guardian named in brackets: read %+v", pupils)
	}
}

func TestRowOfATotalStopsNothing(t *testing.T) {
	for _, tt := range []struct{ header, total string }{
		{"ФИО;Класс", "Итого: 8 чел.;"}, {"№;ФИО;Класс", ";Всего учеников 8;"}, {"№;ФИО;Класс", "Итого;восемь человек;"},
	} {
		row := strings.TrimPrefix("1;Петров Илья;7Б", strings.Repeat("1;", 3-len(strings.Split(tt.header, ";"))))
		pupils, found := read(t, "list.csv", []byte(tt.header+"\n"+row+"\n"+tt.total+"\n"))
		if want := []string{"warn list.csv:3 interop.list.total"}; len(pupils) != 1 || !slices.Equal(found, want) {
			t.Errorf("%s: read %+v, found %v", tt.total, pupils, found)
		}
	}
	if _, found := read(t, "list.csv", []byte("ФИО;Класс\nИтого Анна;7Б\n")); len(found) != 0 {
		t.Errorf("a pupil called so: found %v", found)
	}
}

func TestNamesOfAListComeInWithoutWhatIsNotSeen(t *testing.T) {
	list := "класс,ФИО ученика,дата рождения\n7\u2060Б,Петров\u200f И\u00adлья Андреевич,14.03.2013\n7Б,Римскии\u0306-Корсаков Семе\u0308н,15.03.2013\n"
	book := excelize.NewFile()
	for i, row := range strings.Split(strings.TrimSpace(list), "\n") {
		cells := strings.Split(row, ",")
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	var workbook bytes.Buffer
	if err := book.Write(&workbook); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"list.csv": []byte(list), "list.xlsx": workbook.Bytes()} {
		pupils, found := read(t, name, data)
		if len(pupils) != 2 || pupils[0].Class.Name() != "7Б" || pupils[0].Name.Full() != "Петров Илья Андреевич" || pupils[1].Name.Full() != "Римский-Корсаков Семён" {
			t.Errorf("%s: %+v %v", name, pupils, found)
		}
	}
	if _, found := read(t, "list.csv", []byte("класс,ФИО ученика\n7Б,\u200b=cmd\n")); len(found) == 0 || !strings.Contains(found[0], "interop.cell.formula") {
		t.Errorf("a formula behind a space of no width: %v", found)
	}
}

func TestFormulaInAWorkbookIsRefusedWithItsCell(t *testing.T) {
	book := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "ФИО", "B1": "Класс", "A2": "Петров Илья Андреевич"} {
		if err := book.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellFormula("Sheet1", "B2", `"7"&"Б"`); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	if _, found := read(t, "list.xlsx", out.Bytes()); !slices.Contains(found, "refuse list.xlsx:2 Класс interop.cell.formula") {
		t.Errorf("got %v", found)
	}
}

func TestFormulaIsNamedAndHidesNoOtherMistake(t *testing.T) {
	rows := [][]string{
		{"ФИО", "Класс", "Дата рождения"},
		{"=B2", "7Б", "31.02.2013"},
		{"Петров Илья", "=A1", "32.01.2013"},
		{"Петрова", "седьмой", "=A1"},
	}
	want := []string{
		"refuse list:2 ФИО interop.cell.formula", "refuse list:2 Дата рождения interop.list.date",
		"refuse list:3 Класс interop.cell.formula", "refuse list:3 Дата рождения interop.list.date",
		"refuse list:4 Дата рождения interop.cell.formula", "refuse list:4 Класс interop.list.class", "refuse list:4 interop.list.name",
	}
	slices.Sort(want)
	var list strings.Builder
	book := excelize.NewFile()
	for i, row := range rows {
		list.WriteString(strings.Join(row, ";") + "\n")
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil && strings.HasPrefix(cell, "=") {
				err = book.SetCellFormula("Sheet1", at, cell)
			} else if err == nil {
				err = book.SetCellStr("Sheet1", at, cell)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var workbook bytes.Buffer
	if err := book.Write(&workbook); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"CSV": []byte(list.String()), "XLSX": workbook.Bytes()} {
		t.Run(name, func(t *testing.T) {
			_, found := read(t, "list", data)
			slices.Sort(found)
			if !slices.Equal(found, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
			}
		})
	}
	var found source.Findings
	classlist.Read("list", strings.NewReader(list.String()), &found)
	if len(found.List) == 0 || !slices.Equal(found.List[0].Args, []any{"=B2"}) {
		t.Errorf("the formula is not named: %v", found.List)
	}
}

func TestMistakesOfTwoListsAreToldTogether(t *testing.T) {
	var found source.Findings
	for _, name := range []string{"a.csv", "b.csv"} {
		classlist.Read(name, strings.NewReader(head+"Петров Илья;седьмой;;;;\n"), &found)
	}
	if len(found.List) != 2 || found.List[0].File != "a.csv" || found.List[1].File != "b.csv" {
		t.Errorf("found %v", found.List)
	}
}

func TestBrokenWorkbooksAreRefused(t *testing.T) {
	good := file(t, "libreoffice-7b.xlsx")
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	part, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(make([]byte, 32<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"truncated", "refuse list.xlsx interop.zip.broken", good[:len(good)/2]},
		{"a bomb", "refuse list.xlsx/xl/worksheets/sheet1.xml interop.zip.bomb", bomb.Bytes()},
		{"not a workbook", "refuse list.xlsx interop.list.broken", emptyZip(t)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, found := read(t, "list.xlsx", tt.data); !slices.Contains(found, tt.want) {
				t.Errorf("want %s, got %v", tt.want, found)
			}
		})
	}
}

func emptyZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.Create("a.txt"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook is an XLSX around the XML of one sheet.
func workbook(sheet []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="7Б" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   string(sheet),
	} {
		part, err := w.Create(name)
		if err != nil {
			panic(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const smallSheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>ФИО</t></is></c><c r="B1" t="str"><v>Др</v></c></row><row r="2"><c r="A2" t="str"><v>П И</v></c><c r="B2"><v>41347</v></c></row></sheetData></worksheet>`

func TestSheetMayNameTheClass(t *testing.T) {
	pupils, found := read(t, "list.xlsx", workbook([]byte(smallSheet)))
	if len(pupils) != 1 || said(pupils[0]) != "7Б П И 2013-03-14  " {
		t.Errorf("read %+v, found %v", pupils, found)
	}
}

// FuzzClassList takes a file, or the XML of a sheet to put into a workbook.
func FuzzClassList(f *testing.F) {
	f.Add([]byte(head + "Петров Илья;7 «Б»;14.03.2013;112-233-445 95;Петрова Ольга, +7 913;8 913\n"))
	f.Add([]byte("Фамилия\tИмя\tПараллель\tЛитера\nП\tИ\t7\tб\n"))
	f.Add([]byte("\xd4\xc8\xce;\xca\xeb\xe0\xf1\xf1\n\xcf \xc8;7\xc1\n"))
	f.Add([]byte(smallSheet))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("<")) {
			data = workbook(data)
		}
		var found source.Findings
		pupils := classlist.Read("list", bytes.NewReader(data), &found)
		for _, p := range pupils {
			if p.Name.Last == "" || p.Name.First == "" || p.Class.YearGroup < 1 {
				t.Errorf("a pupil without name or class: %+v", p)
			}
		}
	})
}
