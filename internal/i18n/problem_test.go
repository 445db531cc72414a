package i18n

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	"parta/internal/problem"
)

func TestProblemsInAnErrorAreSaidAsSentences(t *testing.T) {
	c, err := New(fstest.MapFS{"text.ru.json": {Data: []byte(`{"x.full": "Нет места.", "x.file": "файл %s не читается"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	full, file := problem.New(problem.Unavailable, "x.full"), problem.New(problem.Invalid, "x.file", "a.zip")
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"no problem":            {io.EOF, "EOF"},
		"a problem":             {file, "файл a.zip не читается"},
		"with its cause":        {problem.New(problem.Unavailable, "x.full").Because(io.EOF), "Нет места.\nПодробности, для программиста: EOF"},
		"with a known cause":    {problem.New(problem.Invalid, "x.file", "a.zip").Because(fmt.Errorf("read: %w", io.ErrUnexpectedEOF)), "файл a.zip не читается (данные обрываются)"},
		"a reason":              {fmt.Errorf("read: %w", &fs.PathError{Op: "open", Path: "/a", Err: fs.ErrPermission}), "/a: нет разрешения"},
		"caused by another":     {problem.New(problem.Invalid, "x.file", "b.zip").Because(full), "файл b.zip не читается: Нет места."},
		"wrapped":               {fmt.Errorf("restore: %w", file), "файл a.zip не читается"},
		"wrapped with a detail": {fmt.Errorf("%w: users: %w", file, io.EOF), "файл a.zip не читается\nПодробности, для программиста: users: EOF"},
		"joined":                {errors.Join(file, full), "файл a.zip не читается\nНет места."},
	} {
		if got := c.Printer("ru").Problem(tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
