package storage_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"parta/internal/storage"
	"parta/ledger"
)

// TestTablesBuiltBesideTakeTheirPlaceAtOnce is about a server that stays open
// while its tables are exchanged, and about tables in parts, whose parts move too.
func TestTablesBuiltBesideTakeTheirPlaceAtOnce(t *testing.T) {
	for _, engine := range []string{"postgres", "partitioned"} {
		t.Run(engine, func(t *testing.T) {
			k := template.Open(t, engine)
			write := func(db *storage.DB, key string) {
				t.Helper()
				if err := db.Write(t.Context(), act(key), func(tx *storage.Tx) error { return add(tx, 1, key) }); err != nil {
					t.Fatal(err)
				}
			}
			name := func() (name string) {
				t.Helper()
				err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
					name, err = storage.Value[string](tx, "SELECT name FROM probe_row WHERE org_id = $1 AND row_id = 1", org)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return name
			}
			write(k.DB, "old")
			beside := k.Config
			at, err := storage.Beside(t.Context(), k.Config.Postgres)
			if err != nil {
				t.Fatal(err)
			}
			beside.Postgres = at
			built, err := storage.Open(t.Context(), beside)
			if err != nil {
				t.Fatal(err)
			}
			ledger.Install(built)
			if err := built.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			write(built, "new")
			if err := built.Close(); err != nil {
				t.Fatal(err)
			}
			if got := name(); got != "old" {
				t.Errorf("before it took its place the row is %q, want old", got)
			}
			kept, err := storage.TakePlace(t.Context(), k.Config.Postgres, k.DB.Now())
			if err != nil {
				t.Fatal(err)
			}
			if got := name(); got != "new" {
				t.Errorf("after it took its place the row is %q, want new", got)
			}
			pool, err := sql.Open("pgx", k.Config.Postgres)
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			var old string
			if err := pool.QueryRow("SELECT name FROM " + kept + ".probe_row").Scan(&old); err != nil || old != "old" {
				t.Errorf("%s keeps %q, %v, want old", kept, old, err)
			}
			if schema, err := k.DB.Standing(t.Context()); err != nil || schema.Behind {
				t.Errorf("the schema: %+v, %v", schema, err)
			}
		})
	}
}

func TestSchemaIsNamedInBothFormsOfAConnection(t *testing.T) {
	for _, dsn := range []string{
		"postgres://parta:secret@host.example:5433/school?sslmode=disable&search_path=other",
		"host=host.example port=5433 user=parta password=secret dbname=school sslmode=disable search_path=other",
	} {
		at, err := storage.InSchema(dsn, "parta_restore")
		if err != nil {
			t.Fatal(err)
		}
		c, err := pgx.ParseConfig(at)
		if err != nil {
			t.Fatal(err)
		}
		if c.RuntimeParams["search_path"] != "parta_restore" || c.Host != "host.example" || c.Port != 5433 || c.Database != "school" || c.Password != "secret" {
			t.Errorf("%s became %s", dsn, at)
		}
	}
	if _, err := storage.InSchema("postgres://parta:se\x7fcret@host/", "x"); err == nil || strings.Contains(err.Error(), "cret") {
		t.Errorf("err = %v, want one that does not show the password", err)
	}
}
