package main

import (
	"context"
	"fmt"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
)

type migrateCmd struct{ config.Data }

func (c *migrateCmd) Run(ctx context.Context, to streams) error {
	if c.Database != "" {
		hold, err := storage.HoldDatabase(ctx, c.Database, true)
		if err != nil {
			return err
		}
		defer func() { _ = hold.Release() }()
	}
	db, err := app.OpenDB(ctx, c.Data, true)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = fmt.Fprintln(to.out, say(ctx, "parta.migrate.done"))
	return err
}
