package main

import "parta/internal/config"

type configCmd struct {
	config.Data
	config.Server
}

func (c *configCmd) Run(to streams) error {
	if err := c.Check(); err != nil {
		return &usageError{err}
	}
	return config.Print(to.out, c.Data, c.Server)
}
