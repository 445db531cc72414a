package demo

import (
	"context"

	"parta/internal/storage"
)

// BuildSmall is Build with the schools of the cast no larger than Cast makes them.
func BuildSmall(ctx context.Context, db *storage.DB, o Options) error {
	return buildOf(ctx, db, o, small)
}
