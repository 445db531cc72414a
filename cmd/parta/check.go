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
	Ledger bool   `help:"Walk every chain of the ledger and print its head; compare marks and attendance with their last lines."`
	Heads  string `help:"Compare the chains with heads saved elsewhere (DIR/heads.log of an earlier day). Implies --ledger." type:"existingfile" placeholder:"FILE"`
}

func (c *checkCmd) Run(ctx context.Context, to streams) error {
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Dir, "parta.db")); errors.Is(err, os.ErrNotExist) {
			if _, err := os.Stat(c.Dir); errors.Is(err, os.ErrNotExist) {
				_, err := fmt.Fprintf(to.err, "there is no folder %s: nothing was checked\n", c.Dir)
				return err
			}
			_, err := fmt.Fprintf(to.out, "nothing in %s yet\n", c.Dir)
			return err
		}
	}
	db, err := app.OpenDB(ctx, c.Data, false)
	if err != nil {
		return err
	}
	defer db.Close()
	return app.Check(ctx, db, app.CheckOptions{Ledger: c.Ledger, Heads: c.Heads, Out: to.out})
}
