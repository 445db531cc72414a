package storage

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// Class is what a migration's tables are, said in its first line.
type Class string

const (
	Tenant    Class = "tenant"    // of one organisation; org_id leads every key
	Reference Class = "reference" // small, the same for all, written by administrators
	Controls  Class = "control"   // global keys: accounts, sessions, the directory
	Derived   Class = "derived"   // follows from the ledger and can be made again
)

// tables knows the class of every table, and what each statement writes.
type tables struct {
	class map[string]Class
	seen  sync.Map // statement → table it writes, "" for none
}

var target = regexp.MustCompile(`(?is)^\s*(?:WITH\s.*?\)\s*)?(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_0-9]+)`)

// allow refuses a statement that writes a class of table its transaction is
// not meant for.
func (t *tables) allow(m mode, query string) error {
	table, known := t.seen.Load(query)
	if !known {
		name := ""
		if found := target.FindStringSubmatch(query); found != nil {
			name = strings.ToLower(found[1])
		}
		t.seen.Store(query, name)
		table = name
	}
	if table == "" {
		return nil
	}
	return t.allowTable(m, table.(string))
}

func (t *tables) allowTable(m mode, table string) error {
	class, known := t.class[table]
	if !known {
		return fmt.Errorf("storage: table %s stands in no migration", table)
	}
	fits := false
	switch m {
	case writing:
		fits = class == Tenant
	case appending:
		fits = class == Tenant || class == Derived
	case controlling:
		fits = class == Controls || class == Reference
	case deriving:
		fits = class == Derived
	case restoring:
		fits = true
	case reading:
	}
	if !fits {
		return fmt.Errorf("storage: this transaction may not write %s, a %s table", table, class)
	}
	return nil
}
