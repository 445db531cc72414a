package main

import (
	"context"
	"errors"
	"fmt"

	"parta/app"
	"parta/internal/config"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/interop"
)

type importCmd struct {
	config.Data
	Org    string   `placeholder:"NAME"`
	Zone   string   `placeholder:"ZONE"`
	Who    []string `placeholder:"ROW=CODE" sep:"none"`
	DryRun bool
	JSON   bool     `name:"json"`
	Paths  []string `arg:"" name:"path" type:"path"`
}

func (c *importCmd) Run(ctx context.Context, to streams) error {
	printer := i18n.From(ctx)
	db, err := app.OpenToWork(ctx, c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	options := interop.Options{Paths: c.Paths, Org: c.Org, Zone: c.Zone, Who: c.Who, DryRun: c.DryRun}
	options.Progress = func(stage interop.Stage, done, total int, name string) {
		if total > 1 {
			_, _ = fmt.Fprintf(to.err, "%s %d/%d %s\n", printer.T("interop.stage."+string(stage)), done+1, total, name)
		}
	}
	if !c.JSON {
		options.Each = func(one interop.Organisation) error {
			return one.PrintRows(to.out, printer.T)
		}
	}
	result, err := interop.Import(ctx, db, options)
	refused := errors.Is(err, interop.ErrRefused)
	if err != nil && !refused {
		if !c.JSON {
			err = errors.Join(err, result.PrintCounts(to.out, printer.T))
		}
		return errors.Join(err, progress(result))
	}
	if err := c.tell(to, result, printer.T); err != nil {
		return err
	}
	if refused {
		return refusal("interop.refused.reasons")
	}
	return nil
}

// progress is what an import that was stopped leaves: whole organisations.
func progress(result interop.Result) *problem.Error {
	written := 0
	for _, one := range result.Orgs {
		if one.State != interop.Planned {
			written++
		}
	}
	if written == 0 {
		return refusal("parta.import.nothing")
	}
	return refusal("parta.import.some", written, len(result.Orgs))
}

// tell ends with the sums, where the eye is; of files that are refused with why.
func (c *importCmd) tell(to streams, result interop.Result, tell interop.Teller) error {
	if !c.JSON {
		err := result.PrintFindings(to.out, tell)
		if err != nil || result.Refused {
			return err
		}
		return result.PrintCounts(to.out, tell)
	}
	document, err := result.JSON()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to.out, "%s\n", document)
	return err
}
