package orgs

import (
	"embed"
	"io"
	"sync"

	"parta/internal/storage"
)

//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed text.*.json
var Texts embed.FS

// Orgs is the slice.
type Orgs struct {
	db     *storage.DB
	asks   Asks
	random io.Reader
	url    string
	hash   *hasher
	pace   *pace

	founding sync.Mutex // one first organisation at a time
}

// Config is what the slice is made of.
type Config struct {
	Asks   Asks
	Random io.Reader // crypto/rand; secrets are read from it
	URL    string    // the address people open, for codes on paper: "https://parta.example"; "" when unknown
}

// New makes the slice.
func New(db *storage.DB, c Config) *Orgs {
	return &Orgs{db: db, asks: c.Asks, random: c.Random, url: c.URL, hash: newHasher(c.Random), pace: newPace()}
}
