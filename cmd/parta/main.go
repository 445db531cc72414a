// Command parta is an information space for a school: class journal, diary, and
// above the schools a municipality's and a region's view. One binary, no setup.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"parta/internal/i18n"
)

// cli is the whole command line; its help is enough to use it.
type cli struct {
	Serve   serveCmd   `cmd:""`
	Demo    demoCmd    `cmd:""`
	Import  importCmd  `cmd:""`
	Backup  backupCmd  `cmd:""`
	Restore restoreCmd `cmd:""`
	Migrate migrateCmd `cmd:""`
	Check   checkCmd   `cmd:""`
	Config  configCmd  `cmd:""`

	Lang    language `enum:"ru,en" default:"${lang}" env:"PARTA_LANG" placeholder:"ru|en"` // see languageOf
	Version versionFlag
}

// Exit codes: scripts rely on them.
const (
	exitDone    = 0
	exitRefused = 1 // with the reason on standard error
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// streams is where a command writes.
type streams struct{ out, err io.Writer }

// run performs one command line and tells the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if err := unsetEmpty(); err != nil {
		_, _ = fmt.Fprintf(errs, "parta: %v\n", err)
		return exitRefused
	}
	p := printer(args, os.Getenv)
	told := func(said string) string { return bySource(said, args, os.Getenv) }
	ctx = i18n.With(ctx, p)
	exited := -1
	parser, err := kong.New(
		&cli{},
		kong.Name("parta"),
		helpful(p),
		kong.Help(translated(p)),
		kong.Writers(out, errs),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{out, errs}),
		kong.Vars{"lang": p.Lang()},
	)
	if err != nil {
		panic(err) // the structs above are wrong
	}
	if len(args) == 0 {
		_, _ = parser.Parse([]string{"--help"})
		return exitUsage
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help or --version was answered
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "parta: %s\n%s\n", told(wrongUse(p, err)), p.T("parta.usage.help"))
		return exitUsage
	}
	if err := command.Run(); err != nil {
		var wrong *usageError
		_, _ = fmt.Fprintf(errs, "parta: %s\n", told(complaint(p, err)))
		if errors.As(err, &wrong) {
			return exitUsage
		}
		return exitRefused
	}
	return exitDone
}

// usageError is a command line that parses but cannot be meant.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// mustBeThere finds wrong use in files that are named and not there; "" names none.
func mustBeThere(files ...string) error {
	for _, file := range files {
		if file == "" {
			continue
		}
		found, err := os.Stat(file)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return &usageError{refusal("parta.file.missing", file)}
		case err != nil:
			return err
		case found.IsDir():
			return &usageError{refusal("parta.file.folder", file)}
		}
	}
	return nil
}
