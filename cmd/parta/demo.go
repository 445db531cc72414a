package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"parta/app"
	"parta/demo"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/when"
)

type demoCmd struct {
	Dir      string `name:"data" default:"./data-demo" env:"PARTA_DATA" type:"path" placeholder:"DIR"`
	Database string `name:"database" env:"PARTA_DATABASE" placeholder:"URL"`
	config.Server
	Fresh   bool
	Schools int    `default:"3"`
	Pupils  int    `default:"0"`
	Seed    uint64 `default:"1"`
	Fill    bool   `name:"fill-only"`
}

func (c *demoCmd) Run(ctx context.Context, to streams) error {
	if err := c.Check(); err != nil {
		return &usageError{err}
	}
	if c.Schools < 3 || c.Pupils < 0 {
		return &usageError{refusal("parta.demo.size")}
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(to.err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	data := config.Data{Dir: c.Dir, Database: c.Database}
	if c.Fresh {
		if err := c.throwAway(ctx, data); err != nil {
			return err
		}
	}
	return withFolder(ctx, data, func(db *storage.DB) error {
		if err := c.prepare(ctx, db, to.out); err != nil || c.Fill {
			return err
		}
		a, err := app.New(db, app.Options{Data: data, Server: c.Server, Demo: true, Build: build(), Extras: []app.Extra{door(db)}})
		if err != nil {
			return err
		}
		return a.Serve(ctx, c.Server, func(address string) {
			_, _ = fmt.Fprintf(to.out, "parta %s\n%s\n", address, say(ctx, "parta.demo.open"))
		})
	})
}

// door is what only a demo has: a way in as anybody.
func door(db *storage.DB) app.Extra {
	return app.Extra{Texts: demo.Texts, Routes: func(a *app.App) { demo.NewDoor(db, a.Orgs).Routes(a.Router) }}
}

// prepare makes sure that a demo of these days is in the database, and nothing else.
func (c *demoCmd) prepare(ctx context.Context, db *storage.DB, out io.Writer) error {
	today := demo.Today(db.Now())
	state, err := demo.StateOf(ctx, db, today)
	if err != nil {
		return err
	}
	switch state {
	case demo.Empty:
		return c.build(ctx, db, today, out)
	case demo.Outdated:
		return refusal("parta.demo.outdated", c.Dir)
	case demo.Unfinished:
		return refusal("parta.demo.unfinished", c.Dir)
	case demo.Foreign:
		return refusal("parta.demo.foreign", c.Dir)
	case demo.Ready:
	}
	return nil
}

func (c *demoCmd) build(ctx context.Context, db *storage.DB, today when.Day, out io.Writer) error {
	began := db.Now()
	var far demo.Progress
	said := -1
	err := demo.Build(ctx, db, demo.Options{Schools: c.Schools, Pupils: c.Pupils, Seed: c.Seed, Today: today, Progress: func(p demo.Progress) {
		far = p
		if p.Schools != said {
			said = p.Schools
			_, _ = fmt.Fprintf(out, "%d/%d %s\n", p.Schools, p.Of, p.School)
		}
	}})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, say(ctx, "parta.demo.built", far.Schools, far.Pupils, far.Lessons, far.Marks, db.Now().Sub(began).Seconds()))
	return err
}

// throwAway empties the folder of a demo, and refuses anything else.
func (c *demoCmd) throwAway(ctx context.Context, data config.Data) error {
	if data.Database != "" {
		return &usageError{refusal("parta.demo.postgres")}
	}
	file := filepath.Join(data.Dir, "parta.db")
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	err := withFolder(ctx, data, func(db *storage.DB) error {
		is, err := demo.IsDemo(ctx, db)
		if err == nil && !is {
			err = refusal("parta.demo.none", data.Dir)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range []string{"parta.db", "parta.db-wal", "parta.db-shm", "heads.log"} {
		if err := os.Remove(filepath.Join(data.Dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
