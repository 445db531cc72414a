package main

import (
	"context"

	"parta/internal/config"
	"parta/internal/i18n"
)

type configCmd struct {
	config.Data
	config.Server
}

func (c *configCmd) Run(ctx context.Context, to streams) error {
	if err := c.Check(); err != nil {
		return &usageError{err}
	}
	return config.Print(to.out, i18n.From(ctx).Lang(), c.Data, c.Server)
}
