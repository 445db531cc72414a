package rules_test

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// table is what a migration says of one table.
type table struct {
	name  string
	class string // tenant, reference, control, derived
	grows bool   // marked so: its number of rows has no bound
	keyed bool   // has org_id
}

var (
	createTable = regexp.MustCompile(`(?s)CREATE TABLE ([a-z_0-9]+)([^;]*);`)
	classLine   = regexp.MustCompile(`^-- class: (tenant|reference|control|derived)\n`)
	writes      = regexp.MustCompile(`\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_0-9]+)`)
	mentions    = regexp.MustCompile(`\b(?:INTO|UPDATE|FROM|JOIN)\s+([a-z_0-9]+)`)
	listedFrom  = regexp.MustCompile(`\bFROM\s+[a-z_0-9]+(?:\s+(?:AS\s+)?[a-z_0-9]+)?\s*,`)
	orgEquals   = regexp.MustCompile(`\borg_id\s*=\s*\$\d+|\$\d+\s*=\s*(?:[a-z_0-9]+\.)?org_id\b|\borg_id\s*=\s*\x00`)
	orgLeads    = regexp.MustCompile(`\bINSERT INTO\s+[a-z_0-9]+\s*\(\s*org_id\b`)
)

// schema reads the tables from the migrations.
func schema(t *testing.T) map[string]table {
	t.Helper()
	tables := map[string]table{}
	err := walk(func(name string) error {
		if !strings.HasSuffix(name, ".sql") || filepath.Base(filepath.Dir(name)) != "migrations" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		found, problems := tablesOf(name, string(text))
		for _, p := range problems {
			t.Error(p)
		}
		for _, one := range found {
			tables[one.name] = one
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func tablesOf(name, text string) (tables []table, problems []string) {
	class := classLine.FindStringSubmatch(text)
	if class == nil {
		return nil, []string{name + ": the first line must say the class: -- class: tenant|reference|control|derived"}
	}
	owner := owns(name)
	for _, m := range createTable.FindAllStringSubmatch(text, -1) {
		one := table{name: m[1], class: class[1], grows: strings.Contains(m[2], "-- grows"), keyed: regexp.MustCompile(`(?m)^\s*org_id\s`).MatchString(m[2])}
		tables = append(tables, one)
		if !strings.HasPrefix(one.name, owner+"_") {
			problems = append(problems, fmt.Sprintf("%s: table %s must be named %s_…", name, one.name, owner))
		}
		key := regexp.MustCompile(`PRIMARY KEY \((\w+)`).FindStringSubmatch(m[2])
		if class[1] == "tenant" && (key == nil || key[1] != "org_id") {
			problems = append(problems, fmt.Sprintf("%s: the primary key of %s must begin with org_id", name, one.name))
		}
	}
	return tables, problems
}

// owns is the word that the tables of a package's statements begin with.
func owns(file string) string {
	parts := strings.Split(file, "/")
	if parts[0] == "internal" && len(parts) > 2 {
		return parts[1]
	}
	return parts[0]
}

// foreignWrites lists the statements, bulk inserts included, that write a table of another slice.
func foreignWrites(files []*source) (found []string) {
	for _, st := range statements(files) {
		if !st.whole {
			continue
		}
		for _, m := range writes.FindAllStringSubmatch(st.text, -1) {
			if !strings.HasPrefix(m[1], owns(st.dir+"/")+"_") {
				found = append(found, fmt.Sprintf("%s writes %s", st.at, m[1]))
			}
		}
	}
	for _, s := range files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || calleeName(call) != "Bulk" || len(call.Args) == 0 {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok {
				name, err := strconv.Unquote(lit.Value)
				if err == nil && !strings.HasPrefix(name, owns(s.path)+"_") {
					found = append(found, fmt.Sprintf("%s writes %s in bulk", s.at(n), name))
				}
			}
			return true
		})
	}
	return found
}

func TestOnlyItsSliceWritesATable(t *testing.T) {
	report(t, "A table is written by its slice alone; ask the owner (export.go):", foreignWrites(productive(whole(t))))
}

func TestTableOwnershipRuleBites(t *testing.T) {
	bites(t, foreignWrites([]*source{
		sample(t, "people/person_store.go", `
			func a(tx *storage.Tx) { tx.Exec("UPDATE journal_mark SET text = $2 WHERE org_id = $1") }
			func b(tx *storage.Tx) { tx.Exec("WITH x AS (SELECT 1) INSERT INTO school_class (org_id) VALUES ($1)") }
			func c(tx *storage.Tx) { tx.Bulk("journal_mark", nil, nil) }
			func d(tx *storage.Tx) { table := "DELETE FROM " + "journal_task"; tx.Exec(table + " WHERE org_id = $1") }
			func fine(tx *storage.Tx) { tx.Exec("INSERT INTO people_person (org_id, name) SELECT $1, name FROM journal_mark ON CONFLICT DO UPDATE SET name = $2") }`),
		sample(t, "demo/fill.go", `func a(tx *storage.Tx) { tx.Exec("DELETE FROM journal_mark WHERE org_id = $1") }`),
	}), 5)
}

// unbound lists the statements on tables of organisations that do not say which organisation.
func unbound(all []statement, tables map[string]table) (found []string) {
	for _, st := range all {
		if st.fanout || !st.whole {
			continue
		}
		for _, m := range mentions.FindAllStringSubmatch(st.text, -1) {
			to := tables[m[1]]
			if !to.keyed || to.class == "control" || to.class == "reference" {
				continue
			}
			if !orgEquals.MatchString(st.text) && !orgLeads.MatchString(st.text) {
				found = append(found, fmt.Sprintf("%s: %s without org_id = $n", st.at, m[1]))
			}
		}
		if listedFrom.MatchString(st.text) {
			found = append(found, st.at+": tables listed with commas; say CROSS JOIN")
		}
	}
	return found
}

func TestTenantStatementsNameTheOrganisation(t *testing.T) {
	report(t, "Each statement on a table of organisations says org_id = $n, or is tagged /* fanout: why */:",
		unbound(sqlOfTree(t), schema(t)))
}

func TestOrganisationRuleBites(t *testing.T) {
	tables := map[string]table{
		"journal_mark":   {name: "journal_mark", class: "tenant", keyed: true},
		"orgs_directory": {name: "orgs_directory", class: "control", keyed: true},
	}
	found := unbound(statements([]*source{sample(t, "journal/mark_store.go", `
		func bad(tx *storage.Tx) {
			tx.Exec("UPDATE journal_mark SET text = $2 WHERE mark_id = $1")
			storage.All(tx, scan, "SELECT text FROM journal_mark m JOIN journal_mark n ON m.org_id = n.org_id")
			tx.Exec("INSERT INTO journal_mark (mark_id) VALUES ($1)")
		}
		func fine(tx *storage.Tx) {
			tx.Exec("UPDATE journal_mark SET text = $2 WHERE org_id = $1")
			tx.Exec("INSERT INTO journal_mark (org_id, mark_id) VALUES ($1, $2)")
			storage.All(tx, scan, "SELECT name FROM orgs_directory")
			storage.All(tx, scan, "SELECT count(*) FROM journal_mark /* fanout: the yearly sum */")
		}`)}), tables)
	bites(t, found, 4)
}

func TestMigrationsSayTheirClassAndOwner(t *testing.T) {
	schema(t)
	_, problems := tablesOf("journal/migrations/20260901000000_journal_mark.sql",
		"-- class: tenant\nCREATE TABLE people_mark (\n  mark_id BIGINT NOT NULL,\n  PRIMARY KEY (mark_id)\n);\n")
	bites(t, problems, 2)
	_, problems = tablesOf("journal/migrations/20260901000000_journal_mark.sql", "CREATE TABLE journal_mark (org_id BIGINT);")
	bites(t, problems, 1)
}
