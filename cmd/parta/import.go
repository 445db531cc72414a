package main

import (
	"context"
	"errors"
	"fmt"

	"parta/app"
	"parta/internal/config"
	"parta/interop"
)

type importCmd struct {
	config.Data
	Org    string   `help:"Organisation to bring the lists into, by its name; added when there is none. A class list needs it." placeholder:"NAME"`
	Zone   string   `help:"Time zone of organisations that are new: Asia/Tomsk. Else that of their authority, or Europe/Moscow." placeholder:"ZONE"`
	DryRun bool     `help:"Compare and list every row, and change nothing."`
	JSON   bool     `name:"json" help:"Print one JSON document instead of text."`
	Lang   string   `help:"Language of the listing: ru or en." enum:"ru,en" default:"ru" env:"PARTA_LANG"`
	Paths  []string `arg:"" name:"path" help:"OneRoster CSV 1.1 or 1.2, a folder or a ZIP; class lists, XLSX or CSV." type:"path"`
}

func (c *importCmd) Run(ctx context.Context, to streams) error {
	printer, err := app.Printer(c.Lang)
	if err != nil {
		return err
	}
	db, err := app.OpenToWork(ctx, c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	options := interop.Options{Paths: c.Paths, Org: c.Org, Zone: c.Zone, DryRun: c.DryRun}
	options.Progress = func(stage interop.Stage, done, total int, name string) {
		if total > 1 {
			_, _ = fmt.Fprintf(to.err, "%s %d/%d %s\n", printer.T("interop.stage."+string(stage)), done+1, total, name)
		}
	}
	if !c.JSON {
		options.Each = func(one interop.Organisation) error {
			if c.DryRun {
				if err := one.PrintRows(to.out, printer.T); err != nil {
					return err
				}
			}
			return one.PrintCounts(to.out, printer.T)
		}
	}
	result, err := interop.Import(ctx, db, options)
	refused := errors.Is(err, interop.ErrRefused)
	if err != nil && !refused {
		return fmt.Errorf("%w\n%s", err, progress(result))
	}
	if err := c.tell(to, result, printer.T); err != nil {
		return err
	}
	if refused {
		return errors.New(printer.T("interop.refused.reasons"))
	}
	return nil
}

// progress is what an import that was stopped leaves: whole organisations.
func progress(result interop.Result) string {
	written := 0
	for _, one := range result.Orgs {
		if one.State != interop.Planned {
			written++
		}
	}
	if written == 0 {
		return "no list was written; the same command again begins anew"
	}
	return fmt.Sprintf("%d of %d organisations are written, each whole; the same command again goes on with the rest", written, len(result.Orgs))
}

func (c *importCmd) tell(to streams, result interop.Result, tell interop.Teller) error {
	if !c.JSON {
		return result.PrintFindings(to.out, tell)
	}
	document, err := result.JSON()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to.out, "%s\n", document)
	return err
}
