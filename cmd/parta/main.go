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
)

// cli is the whole command line; its help is enough to use it.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the school: serve pages until stopped."`
	Demo    demoCmd    `cmd:"" help:"Run a filled school to look round in: one button per person."`
	Import  importCmd  `cmd:"" help:"Bring in people, classes and load from other systems' files."`
	Backup  backupCmd  `cmd:"" help:"Write everything to one file; works beside a running server."`
	Restore restoreCmd `cmd:"" help:"Put a backup in place, into a folder or into PostgreSQL, and prove it."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to this program's schema."`
	Check   checkCmd   `cmd:"" help:"Check the data: the database file, the ledger's chains, heads saved elsewhere."`
	Config  configCmd  `cmd:"" help:"Print the effective settings, passwords masked."`

	Version kong.VersionFlag `help:"Print which version this is, and of which Go."`
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
	exited := -1
	parser, err := kong.New(
		&cli{},
		kong.Name("parta"),
		kong.Description("Журнал, дневник и всё, чем живёт школа. A school's journal, diary and all it lives by."),
		kong.UsageOnError(),
		kong.Writers(out, errs),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{out, errs}),
		kong.Vars{"version": version()},
	)
	if err != nil {
		panic(err) // the structs above are wrong
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help or --version was answered
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "parta: %v\nparta --help tells the commands and their flags\n", err)
		return exitUsage
	}
	if err := command.Run(); err != nil {
		var wrong *usageError
		_, _ = fmt.Fprintf(errs, "parta: %v\n", err)
		if more := advice(err); more != "" {
			_, _ = fmt.Fprintln(errs, more)
		}
		if errors.As(err, &wrong) {
			return exitUsage
		}
		return exitRefused
	}
	return exitDone
}

// usageError is a command line that parses but cannot be meant.
type usageError struct{ error }
