package testkit

import (
	"database/sql"
	"fmt"
	"os"
	"testing"

	"parta/internal/storage"
)

// citus is the distributed server for tests; without one the test is skipped.
func citus(t testing.TB) string {
	t.Helper()
	server := os.Getenv("PARTA_TEST_CITUS")
	if server == "" {
		t.Skip("PARTA_TEST_CITUS is not set")
	}
	return server
}

// citusShards splits the tables of organisations into as many parts as the
// partitioned suite does.
const citusShards = partitions

// freshOnCitus makes a database of its own for a test. A copy of a template would
// not do: where the shards lie is written down outside of the tables.
func (tpl *Template) freshOnCitus(t testing.TB, server string) (config storage.Config, err error) {
	if config, err = tpl.Config("citus"); err != nil {
		return config, err
	}
	name := fmt.Sprintf("parta_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := admin(server, "CREATE DATABASE "+name); err != nil {
		return config, err
	}
	t.Cleanup(func() {
		if err := admin(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	if config.Postgres, err = onDatabase(server, name); err != nil {
		return config, err
	}
	if err := admin(config.Postgres, "CREATE EXTENSION citus"); err != nil {
		return config, err
	}
	made := config
	made.Clock = NewClock().Now
	return config, tpl.fill(made, func() error { return distribute(config) })
}

// distribute spreads the tables that the migrations made: those of organisations
// by org_id, each after those it refers to; reference tables whole to every node.
// Control tables stay on the coordinator.
func distribute(config storage.Config) error {
	names, err := config.Migrations.Tables()
	if err != nil {
		return err
	}
	classes, err := config.Migrations.Classes()
	if err != nil {
		return err
	}
	db, err := sql.Open("pgx", config.Postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // the setting is of the session
	if _, err := db.Exec(fmt.Sprintf("SET citus.shard_count = %d", citusShards)); err != nil {
		return err
	}
	for _, name := range names {
		statement := ""
		switch classes[name] {
		case storage.Tenant, storage.Derived:
			statement = "SELECT create_distributed_table($1, 'org_id')"
		case storage.Reference:
			statement = "SELECT create_reference_table($1)"
		case storage.Controls:
			continue
		}
		if _, err := db.Exec(statement, name); err != nil {
			return fmt.Errorf("distribute %s: %w", name, err)
		}
	}
	return nil
}
