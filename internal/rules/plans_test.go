package rules_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"parta/app"
	"parta/demo"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/when"
)

// The plans are read from the real schema, empty and without statistics: what
// an engine does when it knows nothing is the worst it will do.

func database(t *testing.T, engine string) *sql.DB {
	t.Helper()
	migrations, err := app.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, text := range migrations {
		if strings.Contains(name, "_storage_") {
			continue // storage brings its own
		}
		files["migrations/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	template := &testkit.Template{Slices: []fs.FS{files}, Install: ledger.Install}
	kit := template.Open(t, engine)
	driver, dsn := "pgx", kit.Config.Postgres
	if engine == "sqlite" {
		driver, dsn = "sqlite", filepath.Join(kit.Config.Dir, "parta.db")
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

var (
	bind       = regexp.MustCompile(`\$(\d+)`)
	listOfRows = regexp.MustCompile(`\(([^()]*)\) VALUES ` + unknown)
	listOfIn   = regexp.MustCompile(`\bIN ` + unknown)
	tableName  = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_0-9]+)(?:\s+(?:AS\s+)?([a-z][a-z_0-9]*))?`)
)

// complete gives the list of an IN two binds of its own, and a list of rows one
// row. False when something else in the statement is known only to a run.
func complete(text string) (string, bool) {
	if at := listOfRows.FindStringSubmatchIndex(text); at != nil {
		columns := text[at[2]:at[3]]
		row := storage.Rows(1, 1+strings.Count(columns, ","))
		text = fmt.Sprintf("%s(%s) VALUES %s%s", text[:at[0]], columns, row, text[at[1]:])
	}
	for listOfIn.MatchString(text) {
		next := binds(text) + 1
		at := listOfIn.FindStringIndex(text)
		text = fmt.Sprintf("%sIN ($%d, $%d)%s", text[:at[0]], next, next+1, text[at[1]:])
	}
	return text, !strings.Contains(text, unknown)
}

// binds is the highest number of a bind.
func binds(text string) (most int) {
	for _, m := range bind.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		most = max(most, n)
	}
	return most
}

// checkable are the whole statements of the tree for an engine.
func checkable(t *testing.T, engine string) (found []statement) {
	t.Helper()
	for _, st := range sqlOfTree(t) {
		if !st.whole || st.only != "" && st.only != engine {
			continue
		}
		text, whole := complete(st.text)
		if !whole {
			t.Errorf("%s: only a run knows this statement, so nothing here can check it; write it whole:\n%s",
				st.at, strings.ReplaceAll(st.text, unknown, "…"))
			continue
		}
		st.text = text
		found = append(found, st)
	}
	return found
}

func TestStatementsStayInOnePartition(t *testing.T) {
	testkit.Postgres(t)
	db := database(t, "partitioned")
	for _, st := range checkable(t, "postgres") {
		parts, err := partitionsOf(db, st.text)
		if err != nil {
			t.Errorf("%s: %v\n%s", st.at, err, st.text)
		}
		if len(parts) > 1 && !st.fanout {
			t.Errorf("%s goes to partitions %v; say org_id = $n for each table, or tag it /* fanout: why */:\n%s", st.at, parts, st.text)
		}
	}
}

func TestPartitionRuleBites(t *testing.T) {
	testkit.Postgres(t)
	db := database(t, "partitioned")
	for text, want := range map[string]int{
		"SELECT seq FROM ledger_line WHERE org_id = $1 AND seq > $2":                                                                         1,
		"SELECT l.seq, r.key FROM ledger_line l LEFT JOIN ledger_request r ON r.org_id = l.org_id AND r.key = l.request WHERE l.org_id = $1": 1,
		"SELECT l.seq, r.key FROM ledger_line l LEFT JOIN ledger_request r ON r.key = l.request WHERE l.org_id = $1":                         4,
		"SELECT seq FROM ledger_line WHERE thing_id = $1":                                                                                    4,
		"UPDATE ledger_head SET seq = $1 WHERE seq < $2":                                                                                     4,
		"DELETE FROM ledger_line WHERE org_id = $1 AND seq IN ($2, $3)":                                                                      1,
		"INSERT INTO ledger_head (org_id, seq, hash) VALUES ($1, $2, $3)":                                                                    0,
		"SELECT seq FROM ledger_line WHERE org_id IN ($1, $2) AND thing_id = $3 LIMIT 1":                                                     2,
	} {
		parts, err := partitionsOf(db, text)
		if err != nil || len(parts) != want {
			t.Errorf("partitions of %q = %v, %v; want %d", text, parts, err, want)
		}
	}
}

var partition = regexp.MustCompile(`_p(\d+)$`)

// partitionsOf prepares a statement and reads from its plan which partitions it goes to.
func partitionsOf(db *sql.DB, text string) (parts []string, err error) {
	ctx := context.Background()
	if _, err := db.ExecContext(ctx, "SET plan_cache_mode = force_custom_plan"); err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, "PREPARE tried AS "+text); err != nil {
		return nil, err
	}
	defer func() { _, _ = db.ExecContext(ctx, "DEALLOCATE tried") }()
	rows, err := db.QueryContext(ctx, "SELECT t.name::text FROM pg_prepared_statements p CROSS JOIN unnest(p.parameter_types) WITH ORDINALITY AS t(name, n) WHERE p.name = 'tried' ORDER BY t.n")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var values []string
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return nil, err
		}
		values = append(values, valueOf(kind, len(values)))
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	execute := "EXECUTE tried"
	if len(values) > 0 {
		execute += "(" + strings.Join(values, ", ") + ")"
	}
	var plan string
	if err := db.QueryRowContext(ctx, "EXPLAIN (FORMAT JSON, COSTS OFF) "+execute).Scan(&plan); err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal([]byte(plan), &tree); err != nil {
		return nil, err
	}
	visit(tree, func(relation string) {
		if m := partition.FindStringSubmatch(relation); m != nil && !slices.Contains(parts, m[1]) {
			parts = append(parts, m[1])
		}
	})
	slices.Sort(parts)
	return parts, nil
}

// valueOf is some value of a type; numbers differ, so that two organisations would be two.
func valueOf(kind string, n int) string {
	switch kind {
	case "date":
		return "'2026-10-19'"
	case "timestamp with time zone":
		return "'2026-10-19T03:00:00Z'"
	case "boolean":
		return "'t'"
	}
	return fmt.Sprintf("'%d'", 1+n)
}

// visit finds the relations of a plan.
func visit(node any, found func(relation string)) {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			visit(child, found)
		}
	case map[string]any:
		if name, ok := node["Relation Name"].(string); ok {
			found(name)
		}
		for _, child := range node {
			visit(child, found)
		}
	}
}

func TestStatementsOnGrowingTablesUseMoreThanTheOrganisation(t *testing.T) {
	db := database(t, "sqlite")
	grows := map[string]bool{}
	for name, one := range schema(t) {
		grows[name] = one.grows
	}
	for _, st := range checkable(t, "sqlite") {
		walks, err := walksOf(db, st.text, grows)
		if err != nil {
			t.Errorf("%s: %v\n%s", st.at, err, st.text)
		}
		if len(walks) > 0 && !st.fanout {
			t.Errorf("%s walks through a table that grows; give it a key, or CROSS JOIN in driving order:\n%s\n%s", st.at, strings.Join(walks, "\n"), st.text)
		}
	}
}

// TestPlansHoldOnceTheTablesWereCounted is about the statistics that a running
// server renews: they must not undo what the plans rest on.
func TestPlansHoldOnceTheTablesWereCounted(t *testing.T) {
	grows := map[string]bool{}
	for name, one := range schema(t) {
		grows[name] = one.grows
	}
	for name, fill := range map[string]func(context.Context, *storage.DB) error{
		"an empty database": nil,
		"small schools":     demo.Cast(when.DayOf(testkit.Start)).Fill,
	} {
		t.Run(name, func(t *testing.T) {
			template := &testkit.Template{Slices: app.Schemas, Install: ledger.Install, Fill: fill}
			kit := template.SQLite(t)
			if err := kit.DB.Analyze(t.Context()); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", filepath.Join(kit.Config.Dir, "parta.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			var counted, samples int
			if err := db.QueryRow("SELECT (SELECT count(*) FROM sqlite_stat1), (SELECT count(*) FROM sqlite_stat4)").Scan(&counted, &samples); err != nil || counted == 0 || samples > 0 {
				t.Errorf("%d indexes counted and %d samples, %v; want some and none", counted, samples, err)
			}
			for _, st := range checkable(t, "sqlite") {
				walks, err := walksOf(db, st.text, grows)
				if err != nil || len(walks) > 0 && !st.fanout {
					t.Errorf("%s walks through a table that grows: %v, %v\n%s", st.at, walks, err, st.text)
				}
			}
		})
	}
}

func TestPlannerRuleBites(t *testing.T) {
	db := database(t, "sqlite")
	grows := map[string]bool{"ledger_line": true, "ledger_request": true}
	for text, want := range map[string]int{
		"SELECT seq FROM ledger_line WHERE org_id = $1 AND seq > $2":         0,
		"SELECT x.act FROM ledger_line x WHERE x.org_id = $1 AND x.act = $2": 1,
		"SELECT act FROM ledger_line":                                        1,
		"SELECT h.seq FROM ledger_head h WHERE h.org_id = $1":                0,
		"UPDATE ledger_request SET first_seq = $2 WHERE org_id = $1":         1,
		"SELECT r.key FROM ledger_line l CROSS JOIN ledger_request r ON r.org_id = l.org_id AND r.key = l.request WHERE l.org_id = $1 AND l.act = $2": 1,
	} {
		walks, err := walksOf(db, text, grows)
		if err != nil || len(walks) != want {
			t.Errorf("walks of %q = %v, %v; want %d", text, walks, err, want)
		}
	}
}

// walksOf reads from SQLite's plan where a growing table is gone through with
// no more than the organisation's number, or not even that.
func walksOf(db *sql.DB, text string, grows map[string]bool) (walks []string, err error) {
	names := map[string]string{}
	for _, m := range tableName.FindAllStringSubmatch(text, -1) {
		names[m[1]] = m[1]
		if m[2] != "" {
			names[m[2]] = m[1]
		}
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+text, make([]any, binds(text))...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		fields := strings.Fields(detail)
		if len(fields) < 2 || !grows[names[fields[1]]] {
			continue
		}
		if fields[0] == "SCAN" || fields[0] == "SEARCH" && strings.HasSuffix(detail, "(org_id=?)") {
			walks = append(walks, detail)
		}
	}
	return walks, rows.Err()
}
