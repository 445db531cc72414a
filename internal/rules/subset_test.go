package rules_test

import (
	"fmt"
	"go/ast"
	"regexp"
	"testing"
)

// pickBudget is how often the engines may be spoken to differently.
const pickBudget = 10

// different are the constructs that the two engines understand differently,
// or that would not run on a distributed one, with what to write instead.
var different = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?i)\bnow\s*\(|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(date|time|datetime|julianday|strftime|to_char|date_trunc)\s*\(|\bEXTRACT\s*\(|\bINTERVAL\s`), "tx.Now and package when"},
	{regexp.MustCompile(`(?i)\b(lower|upper|initcap)\s*\(|\bI?LIKE\b|\bSIMILAR TO\b|\bGLOB\b|\bREGEXP\b|\bCOLLATE\b`), "a column folded in Go"},
	{regexp.MustCompile(`(?i)(^|[^(])\bavg\s*\(\s*(?:[^C]|C[^A])`), "sums and counts, or CAST(… AS DOUBLE PRECISION)"},
	{regexp.MustCompile(`(?i)\b(ANY|ALL|array_agg|unnest)\s*\(`), "storage.In"},
	{regexp.MustCompile(`::`), "CAST"},
	{regexp.MustCompile(`(?i)\bFOR\s+(NO KEY\s+)?(UPDATE|SHARE)\b|\bSKIP LOCKED\b`), "tx.Lock"},
	{regexp.MustCompile(`(?i)\b(greatest|least|ifnull|nvl|iif|decode)\s*\(|\b(max|min)\s*\([^()]*,`), "CASE, coalesce, or Go"},
	{regexp.MustCompile(`(?i)\bjsonb?_\w+\s*\(|->|\bgroup_concat\s*\(|\bstring_agg\s*\(`), "Go"},
	{regexp.MustCompile(`(?i)\bINSERT OR\b|\bREPLACE INTO\b`), "ON CONFLICT"},
	{regexp.MustCompile(`(?i)\brandom\s*\(|\browid\b|\bctid\b|\bgenerate_series\s*\(|\bDISTINCT ON\b|\bLATERAL\b|\bNATURAL\b|\bWITH RECURSIVE\b`), "plain joins, or Go"},
	{regexp.MustCompile(`\bSELECT\s+(\w+\.)?\*|,\s*\w+\.\*`), "the columns by name"},
	{regexp.MustCompile(`(^|[\s=(,])\?(\d|[\s,)]|$)`), "$1"},
	{regexp.MustCompile(`(?i)\bSET\s+(\w+\s*=\s*[^,]+,\s*)*org_id\s*=`), "an export and an import: a row never changes its organisation"},
}

var sqlText = regexp.MustCompile(`'(?:[^']|'')*'`)

// outside lists the statements that leave what both engines mean alike.
func outside(all []statement) (found []string) {
	for _, st := range all {
		if st.only != "" {
			continue
		}
		text := sqlText.ReplaceAllString(st.text, "''")
		for _, d := range different {
			if m := d.pattern.FindString(text); m != "" {
				found = append(found, fmt.Sprintf("%s: %q; instead: %s", st.at, m, d.instead))
			}
		}
	}
	return found
}

func TestStatementsMeanTheSameOnBothEngines(t *testing.T) {
	report(t, "SQL that the engines understand differently:", outside(sqlOfTree(t)))
}

func TestSubsetRuleBites(t *testing.T) {
	bad := []string{
		"SELECT x FROM journal_mark WHERE at < now()",
		"SELECT CURRENT_TIMESTAMP FROM journal_mark",
		"SELECT x FROM people_person WHERE lower(last_name) = $1",
		"SELECT x FROM people_person WHERE last_name LIKE $1",
		"SELECT x FROM people_person WHERE last_name ILIKE $1",
		"SELECT avg(value) FROM journal_mark",
		"SELECT x FROM journal_mark WHERE mark_id = ANY($1)",
		"SELECT x::text FROM journal_mark",
		"SELECT x FROM journal_mark FOR UPDATE",
		"SELECT greatest(x, y) FROM journal_mark",
		"SELECT max(x, y) FROM journal_mark",
		"SELECT body ->> 'x' FROM ledger_line",
		"INSERT OR IGNORE INTO journal_mark (x) VALUES ($1)",
		"SELECT * FROM journal_mark",
		"SELECT m.* FROM journal_mark m",
		"SELECT x FROM journal_mark WHERE x = ?",
		"UPDATE journal_mark SET text = $1, org_id = $2",
		"SELECT string_agg(x, ',') FROM journal_mark",
		"SELECT DISTINCT ON (x) x FROM journal_mark",
	}
	for _, text := range bad {
		if len(outside([]statement{{text: text}})) == 0 {
			t.Errorf("not caught: %s", text)
		}
	}
	for _, text := range []string{
		"SELECT CAST(sum(value) AS DOUBLE PRECISION), count(*), max(version) FROM journal_mark WHERE org_id = $1",
		"SELECT avg(CAST(value AS DOUBLE PRECISION)) FROM journal_mark WHERE text = 'now() like ?'",
		"SELECT at, from_day, to_day, (SELECT max(x) FROM y) FROM journal_mark WHERE org_id = $1 ORDER BY at NULLS LAST LIMIT $2",
		"SELECT date, time FROM journal_mark WHERE org_id = $1 AND EXISTS (SELECT 1 FROM x)",
		"INSERT INTO t (org_id, x) VALUES ($1, $2) ON CONFLICT (org_id) DO UPDATE SET x = excluded.x, version = t.version + 1",
	} {
		bites(t, outside([]statement{{text: text}}), 0)
	}
}

func TestPickStaysWithinItsBudget(t *testing.T) {
	var uses []string
	for _, s := range whole(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && calleeName(call) == "Pick" {
				uses = append(uses, s.at(n))
			}
			return true
		})
	}
	if len(uses) > pickBudget {
		report(t, fmt.Sprintf("storage.Pick is used %d times, the budget is %d:", len(uses), pickBudget), uses)
	}
}
