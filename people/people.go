package people

import (
	"context"
	"embed"

	"parta/access"
	"parta/internal/problem"
	"parta/internal/storage"
)

//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed text.*.json
var Texts embed.FS

// People is the use cases that change who is in the organisation.
type People struct{ db *storage.DB }

// New takes the database they write to.
func New(db *storage.DB) *People { return &People{db} }

// write runs fn when the policy lets the author of the act do this in the whole
// organisation, and hands it the rule that decided, for the ledger.
func (p *People) write(ctx context.Context, act storage.Act, action access.Action, fn func(*storage.Tx, access.Rule) error) error {
	rule, allowed := act.By.Decide(action, access.Thing{})
	if !allowed {
		return problem.New(problem.Forbidden, "people.forbidden")
	}
	return p.db.Write(ctx, act, func(tx *storage.Tx) error { return fn(tx, rule) })
}
