package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"parta/app"
	"parta/internal/config"
)

type checkCmd struct {
	config.Data
	Ledger bool
	Heads  string `type:"path" placeholder:"FILE"`
}

func (c *checkCmd) Run(ctx context.Context, to streams) error {
	if err := mustBeThere(c.Heads); err != nil {
		return err
	}
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Dir, "parta.db")); errors.Is(err, os.ErrNotExist) {
			if _, err := os.Stat(c.Dir); errors.Is(err, os.ErrNotExist) {
				_, err := fmt.Fprintln(to.err, say(ctx, "parta.check.nofolder", c.Dir))
				return err
			}
			_, err := fmt.Fprintln(to.out, say(ctx, "parta.check.empty", c.Dir))
			return err
		}
	}
	db, err := app.OpenToRead(ctx, c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	return app.Check(ctx, db, app.CheckOptions{Ledger: c.Ledger, Heads: c.Heads, Out: to.out})
}
