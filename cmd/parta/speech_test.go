package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/internal/testkit"
)

func TestLanguageIsTheOneAskedForElseTheSystemsElseRussian(t *testing.T) {
	for name, tt := range map[string]struct {
		args string
		env  map[string]string
		want string
	}{
		"nothing is known":        {"check", nil, "ru"},
		"an English system":       {"check", map[string]string{"LANG": "en_GB.UTF-8"}, "en"},
		"a Russian system":        {"check", map[string]string{"LANG": "ru_RU.UTF-8"}, "ru"},
		"a system of neither":     {"check", map[string]string{"LANG": "tt_RU"}, "ru"},
		"a system without one":    {"check", map[string]string{"LANG": "C.UTF-8"}, "ru"},
		"a strange system":        {"check", map[string]string{"LANG": "."}, "ru"},
		"all of a locale":         {"check", map[string]string{"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "ru"},
		"messages of a locale":    {"check", map[string]string{"LC_MESSAGES": "en_US", "LANG": "ru_RU.UTF-8"}, "en"},
		"set before the system's": {"check", map[string]string{"PARTA_LANG": "en", "LANG": "ru_RU.UTF-8"}, "en"},
		"asked before what is set": {
			"check --lang ru --ledger", map[string]string{"PARTA_LANG": "en"}, "ru",
		},
		"asked before the command": {"--lang=en check", nil, "en"},
		"one we do not speak":      {"check --lang fr", map[string]string{"LANG": "en_US"}, "en"},
	} {
		if got := languageOf(strings.Fields(tt.args), []string{"ru", "en"}, func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	for lang, want := range map[string]string{"ru": "Команды:", "en": "Commands:"} {
		if code, out, errs := command(t, "--lang", lang, "--help"); code != exitDone || !strings.Contains(out, want) || !strings.Contains(out, "PARTA_LANG") {
			t.Errorf("%s: exit %d\n%s%s", lang, code, out, errs)
		}
		if code, out, errs := command(t, "config", "--lang", lang); code != exitDone || !strings.Contains(out, "PARTA_LANG="+lang+"\n") {
			t.Errorf("%s: exit %d\n%s%s", lang, code, out, errs)
		}
	}
}

func TestCommandLineHasEachSentenceInBothLanguages(t *testing.T) {
	catalogue, err := app.Catalogue(texts)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range catalogue.Faults() {
		t.Error(fault)
	}
	commands := []string{"", "serve", "demo", "import", "backup", "restore", "migrate", "check", "config"}
	for _, lang := range catalogue.Langs() {
		for _, name := range commands {
			args := slices.DeleteFunc([]string{name, "--help", "--lang", lang}, func(s string) bool { return s == "" })
			if _, out, _ := command(t, args...); strings.Contains(out, "parta.help.") || strings.Contains(out, "config.help.") {
				t.Errorf("%s %s: a flag without a sentence\n%s", lang, name, out)
			}
		}
	}
}

// refused tries a command line in both languages, and expects it to end so, with
// sentences that hold what is wanted, of which the first is in both.
func refused(t *testing.T, exit int, args []string, both string, want map[string]string) {
	t.Helper()
	for lang, words := range want {
		code, out, errs := command(t, append(slices.Clone(args), "--lang", lang)...)
		if code != exit || !strings.Contains(errs, both) || !strings.Contains(errs, words) {
			t.Errorf("%v in %s: exit %d, want %d and %q, %q\n%s%s", args, lang, code, exit, both, words, out, errs)
		}
		if strings.Contains(errs, "parta: storage.") || strings.Contains(errs, "parta: app.") || strings.Contains(errs, "parta: parta.") {
			t.Errorf("%v in %s: a key without a sentence\n%s", args, lang, errs)
		}
	}
}

func TestServerThatCannotListenSaysWhatToDo(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := t.TempDir()
	refused(t, exitRefused, []string{"serve", "--data", dir, "--listen", taken.Addr().String()}, "--listen",
		map[string]string{"ru": "уже занят", "en": "in use already"})
	refused(t, exitRefused, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--debug", taken.Addr().String()}, "--debug",
		map[string]string{"ru": "уже занят", "en": "in use already"})
	refused(t, exitRefused, []string{"serve", "--data", dir, "--listen", "192.0.2.1:8080"}, "--listen",
		map[string]string{"ru": "есть ли он у этой машины", "en": "this machine has that address"})
	refused(t, exitRefused, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--tls-cert", book, "--tls-key", book}, "--tls-cert",
		map[string]string{"ru": "сертификат не читается", "en": "cannot be read"})
	for _, command := range []string{"serve", "demo", "config"} {
		refused(t, exitUsage, []string{command, "--data", dir, "--listen", "8080"}, "--listen",
			map[string]string{"ru": "нужен адрес с портом", "en": "want an address with a port"})
	}
}

func TestPlaceThatIsNoneIsNamedWithWhatToDo(t *testing.T) {
	file := imported(t, t.TempDir())
	place := map[string]string{"ru": "проверьте", "en": "check"}
	for _, args := range [][]string{
		{"serve", "--data", file, "--listen", "127.0.0.1:0"},
		{"import", "--data", file, "--org", "Школа № 1", book},
		{"restore", "--data", file, file},
		{"check", "--data", file},
	} {
		refused(t, exitRefused, args, "--data", place)
	}
	dir := t.TempDir()
	imported(t, dir)
	to := filepath.Join(dir, "gone", "school.zip")
	refused(t, exitRefused, []string{"backup", "--data", dir, to}, to, place)
}

func TestFolderInUseIsNamed(t *testing.T) {
	dir := t.TempDir()
	release, err := storage.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }()
	for _, args := range [][]string{
		{"serve", "--data", dir, "--listen", "127.0.0.1:0"},
		{"restore", "--data", dir, book},
	} {
		refused(t, exitRefused, args, dir, map[string]string{"ru": "сначала остановите", "en": "stop it first"})
	}
}

// What the machine says is told in the reader's words, and what there are no words
// for stands on a line of its own.
func TestMachinesReasonIsToldInTheReadersWords(t *testing.T) {
	dir := t.TempDir()
	file := imported(t, dir)
	refused(t, exitRefused, []string{"backup", "--data", dir, filepath.Join(dir, "gone", "new.zip")}, "gone",
		map[string]string{"ru": "(такого файла или папки нет)\n", "en": "(there is no such file or folder)\n"})
	refused(t, exitRefused, []string{"restore", "--data", dir + "2", book}, "",
		map[string]string{"ru": "возьмите другую", "en": "another"})
	refused(t, exitRefused, []string{"serve", "--data", file, "--listen", "127.0.0.1:0"}, file,
		map[string]string{"ru": "(на этом пути файл, а не папка)\n", "en": "(a file stands on that path, not a folder)\n"})
	refused(t, exitRefused, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--tls-cert", book, "--tls-key", book}, "",
		map[string]string{"ru": "\nПодробности, для программиста: tls:", "en": "\nDetails, for a programmer: tls:"})
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "open", Path: "/x", Err: fs.ErrPermission}, "/x: нет разрешения\nЭтой учётной записи нельзя"},
		{errors.New("no such luck"), "Не получилось"},
		{fmt.Errorf("write: %w", context.Canceled), "прервано"},
	} {
		catalogue, err := app.Catalogue(texts)
		if err != nil {
			t.Fatal(err)
		}
		if said := complaint(catalogue.Printer("ru"), tt.err); !strings.HasPrefix(said, tt.want) {
			t.Errorf("%v is told as %q", tt.err, said)
		}
	}
}

// A folder that this account may not read is not called missing.
func TestForbiddenFolderIsCalledSo(t *testing.T) {
	dir := t.TempDir()
	imported(t, dir)
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		t.Skip("nothing is forbidden to root")
	}
	for _, args := range [][]string{{"check", "--data", closed}, {"serve", "--data", closed, "--listen", "127.0.0.1:0"}} {
		refused(t, exitRefused, args, closed, map[string]string{"ru": "дайте ей право", "en": "give it the right"})
	}
	refused(t, exitRefused, []string{"backup", "--data", dir, filepath.Join(closed, "new.zip")}, closed,
		map[string]string{"ru": "дайте ей право", "en": "give it the right"})
}

func TestDamagedDatabaseIsCalledSo(t *testing.T) {
	for name, spoil := range map[string]func(file string) error{
		"not a database": func(file string) error {
			return os.WriteFile(file, []byte(strings.Repeat("не база ", 1000)), 0o600)
		},
		"a page is lost": func(file string) error {
			raw, err := os.ReadFile(file)
			if err == nil {
				copy(raw[4096:], make([]byte, 200_000))
				err = os.WriteFile(file, raw, 0o600)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := imported(t, dir)
			if err := spoil(filepath.Join(dir, "parta.db")); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"serve", "--data", dir, "--listen", "127.0.0.1:0"},
				{"import", "--data", dir, "--org", "Школа № 1", book},
				{"backup", "--data", dir, filepath.Join(t.TempDir(), "new.zip")},
				{"check", "--data", dir, "--ledger"},
			} {
				refused(t, exitRefused, args, "parta restore", map[string]string{"ru": "повреждена", "en": "damaged"})
			}
			refused(t, exitRefused, []string{"restore", "--data", dir, file}, "--force", map[string]string{"ru": "не читается", "en": "cannot be read"})
		})
	}
}

func TestBackupThatCannotBeOpenedSaysWhy(t *testing.T) {
	dir := t.TempDir()
	file := imported(t, dir)
	place := []string{"restore", "--data", filepath.Join(t.TempDir(), "new")}
	keyFile := func() (name, public string) {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(name, []byte(identity.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return name, identity.Recipient().String()
	}
	_, public := keyFile()
	other, _ := keyFile()
	sealed := filepath.Join(t.TempDir(), "school.age")
	if code, out, errs := command(t, "backup", "--data", dir, "--recipient", public, sealed); code != exitDone {
		t.Fatalf("backup: exit %d\n%s%s", code, out, errs)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut, changed := filepath.Join(t.TempDir(), "cut.zip"), filepath.Join(t.TempDir(), "changed.zip")
	spoilt := slices.Clone(whole)
	copy(spoilt[len(spoilt)/3:], make([]byte, 100))
	if err := errors.Join(os.WriteFile(cut, whole[:len(whole)/2], 0o600), os.WriteFile(changed, spoilt, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{cut, changed, book} {
		refused(t, exitRefused, append(place, bad), "", map[string]string{"ru": "повреждена", "en": "damaged"})
	}
	refused(t, exitRefused, append(place, sealed), "--identity", map[string]string{"ru": "зашифрована", "en": "is encrypted"})
	refused(t, exitRefused, append(place, sealed, "--identity", other), other, map[string]string{"ru": "для другого ключа", "en": "another key"})
	refused(t, exitRefused, append(place, sealed, "--identity", book), filepath.Base(book), map[string]string{"ru": "нет секретного ключа", "en": "no secret key"})
	refused(t, exitRefused, append(place, file, "--identity", other), "--identity", map[string]string{"ru": "не зашифрована", "en": "not encrypted"})
	refused(t, exitUsage, append(place, file+".gone"), file+".gone", map[string]string{"ru": "нет", "en": "there is no file"})
	refused(t, exitUsage, append(place, dir), dir, map[string]string{"ru": "папка", "en": "is a folder"})
	refused(t, exitUsage, []string{"check", "--data", dir, "--heads", file + ".gone"}, file+".gone", map[string]string{"ru": "нет", "en": "there is no file"})
	refused(t, exitRefused, []string{"backup", "--data", t.TempDir(), file}, "--data", map[string]string{"ru": "копировать нечего", "en": "nothing to back up"})
}

// The parser's own words are recognised by their form, which another version of it
// may change.
func TestWrongUseIsSaidInTheLanguageOfTheRest(t *testing.T) {
	for line, want := range map[string]struct{ ru, en string }{
		"--dat x check":        {"флага --dat нет\n", "no flag --dat\n"},
		"check --ledge":        {"флага --ledge нет. Может быть, \"--ledger\"?\n", "no flag --ledge. Maybe \"--ledger\"?\n"},
		"check --dat x":        {"\"--data\", \"--database\"?\n", "\"--data\", \"--database\"?\n"},
		"chek":                 {"слово «chek»", "the word \"chek\""},
		"restore a b":          {"слово «b»", "the word \"b\""},
		"restore":              {"не хватает: <file>\n", "missing: <file>\n"},
		"":                     {"не названа команда\n", "no command is named\n"},
		"check --data":         {"после --data нужно значение\n", "--data needs a value\n"},
		"check --heads":        {"после --heads нужно значение\n", "--heads needs a value\n"},
		"demo --seed x":        {"--seed не может быть \"x\"", "--seed cannot be \"x\""},
		"check --ledger=maybe": {"--ledger не может быть \"maybe\"", "--ledger cannot be \"maybe\""},
	} {
		for lang, words := range map[string]string{"ru": want.ru, "en": want.en} {
			args := append([]string{"--lang=" + lang}, strings.Fields(line)...)
			code, _, errs := command(t, args...)
			if code != exitUsage || !strings.Contains(errs, words) || !strings.Contains(errs, "parta --help") {
				t.Errorf("%s in %s: exit %d, want %q\n%s", line, lang, code, words, errs)
			}
		}
	}
	t.Setenv("PARTA_LANG", "fr")
	if code, _, errs := command(t, "config"); code != exitUsage || !strings.Contains(errs, "PARTA_LANG") || !strings.Contains(errs, "\"fr\"") {
		t.Errorf("a language we do not speak: exit %d\n%s", code, errs)
	}
	if code, out, _ := command(t); code != exitUsage || !strings.Contains(out, "--lang") {
		t.Errorf("nothing at all: exit %d\n%s", code, out)
	}
}

func TestPostgresThatCannotBeUsedSaysWhatToDo(t *testing.T) {
	refused(t, exitRefused, []string{"serve", "--data", t.TempDir(), "--database", "postgres://parta@127.0.0.1:1/parta?connect_timeout=2"}, "PARTA_DATABASE",
		map[string]string{"ru": "не отвечает", "en": "does not answer"})
	at := config.Data{Dir: t.TempDir(), Database: testkit.EmptyPostgres(t)}
	older(t, at)
	refused(t, exitRefused, []string{"serve", "--data", at.Dir, "--database", at.Database}, "parta migrate",
		map[string]string{"ru": "старше этой программы", "en": "older than this program"})
}

// older is a database to which the last migration has not come.
func older(t *testing.T, at config.Data) {
	t.Helper()
	all, err := app.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	names := all.Names()
	some, err := all.Only(names[:len(names)-1])
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), storage.Config{Dir: at.Dir, Postgres: at.Database, Migrations: some})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Migrate(t.Context()), db.Close()); err != nil {
		t.Fatal(err)
	}
}
