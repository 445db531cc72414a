package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	_ "time/tzdata" // zones of Russia, on machines that have none

	"parta/app"
	"parta/demo"
	"parta/internal/config"
	"parta/internal/storage"
)

type serveCmd struct {
	config.Data
	config.Server
}

func (c *serveCmd) Run(ctx context.Context, to streams) error {
	if err := c.Check(); err != nil {
		return &usageError{err}
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(to.err, nil)))
	return withFolder(ctx, c.Data, func(db *storage.DB) error {
		if err := refuseDemo(ctx, db); err != nil {
			return err
		}
		a, err := app.New(db, app.Options{Data: c.Data, Server: c.Server, Build: build()})
		if err != nil {
			return err
		}
		first, err := a.Orgs.FirstCode(ctx)
		if err != nil {
			return err
		}
		return a.Serve(ctx, c.Server, func(address string) {
			_, _ = fmt.Fprintf(to.out, "parta %s\n", address)
			if first != "" {
				_, _ = fmt.Fprintln(to.out, say(ctx, "parta.serve.first", address, first))
			}
		})
	})
}

// withFolder holds the data folder and the database in it while fn runs.
func withFolder(ctx context.Context, at config.Data, fn func(*storage.DB) error) error {
	release, err := storage.LockFolder(at.Dir)
	if err != nil {
		return err
	}
	db, err := app.OpenToServe(ctx, at)
	if err != nil {
		return errors.Join(err, release())
	}
	return errors.Join(fn(db), db.Close(), release())
}

func refuseDemo(ctx context.Context, db *storage.DB) error {
	is, err := demo.IsDemo(ctx, db)
	if err == nil && is {
		err = refusal("parta.serve.demo")
	}
	return err
}
