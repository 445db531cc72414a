package main

import (
	"context"
	"errors"

	"parta/internal/config"
)

type serveCmd struct {
	config.Data
	config.Server
}

func (c *serveCmd) Run(ctx context.Context, to streams) error { return errors.New("later") }
