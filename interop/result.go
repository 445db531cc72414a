package interop

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"parta/interop/source"
	"parta/when"
)

// State is how far an organisation is.
type State string

const (
	Planned   State = "planned"   // compared, nothing written
	Done      State = "done"      // written
	Unchanged State = "unchanged" // as the file says already; nothing written
)

// Organisation is what an import does to one of them.
type Organisation struct {
	ID     string                    `json:"id,omitempty"` // "" while it is new
	Name   string                    `json:"name"`
	State  State                     `json:"state"`
	Counts map[string]map[string]int `json:"counts"` // kind → act → how many
	Rows   []Row                     `json:"rows,omitempty"`

	Questions []Question `json:"questions,omitempty"` // each of them is a refusal
}

// Count is how many things of a kind have a fate.
func (o Organisation) Count(kind, act string) int { return o.Counts[kind][act] }

// Result is what an import did, or would do.
type Result struct {
	DryRun   bool             `json:"dryRun"`
	Refused  bool             `json:"refused"`
	Findings []source.Finding `json:"findings"`
	Orgs     []Organisation   `json:"organisations"`
	Sources  []Source         `json:"sources,omitempty"` // organisations of the set, where it is refused because none of them is told to be meant
}

// Source is an organisation of a set, as the set calls it.
type Source struct {
	ID   string `json:"sourcedId"`
	Name string `json:"name"`
}

// told gives the name or, where several may have it, the identifier, too.
func (s Source) told() string {
	if s.Name == "" {
		return s.ID
	}
	return s.Name + " (" + s.ID + ")"
}

// JSON is one document.
func (r Result) JSON() ([]byte, error) { return json.MarshalIndent(r, "", "  ") }

// Teller gives the sentence of a key in the reader's language.
type Teller func(key string, args ...any) string

// acts gives the words for what becomes of a row: what will be done with it or,
// once it is written, what was.
func (s State) acts() string {
	if s == Planned {
		return "interop.act."
	}
	return "interop.acted."
}

// afterwards is how what was announced is told once it is written.
var afterwards = map[string]string{
	"interop.class.twice":     "interop.class.twice.done",
	"interop.group.name":      "interop.group.name.done",
	"interop.guardian.second": "interop.guardian.second.done",
	"interop.org.namesake":    "interop.org.namesake.done",
	"interop.org.new":         "interop.org.new.done",
	"interop.person.second":   "interop.person.second.done",
	"interop.year.usual":      "interop.year.usual.done",
}

func toldAfter(found []source.Finding) {
	for i := range found {
		if done, ok := afterwards[found[i].Key]; ok {
			found[i].Key = done
		}
	}
}

// PrintRows lists the rows of an organisation, one a line, tabs between.
func (o Organisation) PrintRows(w io.Writer, tell Teller) error {
	for _, row := range o.Rows {
		line := fmt.Sprintf("%s\t%s\t%s\t%s", source.Place{File: row.File, Row: row.Line}, tell(o.State.acts()+row.Act), tell("interop.kind."+row.Kind), row.who(tell))
		for _, c := range row.Changes {
			line += "\t" + c.told(tell)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// who is the name, of a role also which.
func (r Row) who(tell Teller) string {
	if r.Role == "" {
		return r.Name
	}
	return r.Name + " · " + tell("orgs.role."+string(r.Role))
}

// told is the change in the reader's words: «почта: — → m@school.example», of the
// day on which something begins or ends «с 29.11.2026».
func (d Different) told(tell Teller) string {
	field := tell("interop.field." + d.Field)
	if d.Old == "" && (d.Field == "from" || d.Field == "to") {
		return tell("interop.change.day", field, d.shown(d.New))
	}
	return tell("interop.change", field, d.shown(d.Old), d.shown(d.New))
}

func (d Different) shown(value string) any {
	if value == "" {
		return "—"
	}
	if d.Field == "from" || d.Field == "to" || d.Field == "birthDate" {
		if day, err := when.ParseDay(value); err == nil {
			return day
		}
	}
	return value
}

// Kinds lists what a file can speak of, in the order people are shown it.
var Kinds = []string{"org", "year", "term", "subject", "course", "class", "group", "person", "role", "enrolment", "member", "guardian", "load", "tutor"}

// PrintCounts sums every organisation up, one kind a line, and last, where there
// are several, all of them: what is written, or of a dry run what would be.
func (r Result) PrintCounts(w io.Writer, tell Teller) error {
	all := Organisation{State: Done, Counts: map[string]map[string]int{}}
	if r.DryRun {
		all.State = Planned
	}
	for _, one := range r.Orgs {
		if err := one.printCounts(w, tell, one.Name+": "+tell("interop.state."+string(one.State))); err != nil {
			return err
		}
		if one.State == Planned && !r.DryRun {
			continue
		}
		for kind, acts := range one.Counts {
			if all.Counts[kind] == nil {
				all.Counts[kind] = map[string]int{}
			}
			for act, n := range acts {
				all.Counts[kind][act] += n
			}
		}
	}
	if len(r.Orgs) < 2 {
		return nil
	}
	return all.printCounts(w, tell, tell("interop.plan.counts")+":")
}

func (o Organisation) printCounts(w io.Writer, tell Teller, title string) error {
	if _, err := fmt.Fprintln(w, title); err != nil {
		return err
	}
	for _, kind := range Kinds {
		var parts []string
		for _, act := range []string{Create, Change, End, Same, Skip} {
			if n := o.Counts[kind][act]; n > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", tell(o.State.acts()+act), n))
			}
		}
		if len(parts) == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "  %s: %s\n", tell("interop.kind."+kind), strings.Join(parts, ", ")); err != nil {
			return err
		}
	}
	return nil
}

var grave = map[source.Level]int{source.Refuse: 0, source.Warn: 1, source.Drop: 2}

// ordered is what was found as one mends it: refusals first, each file from its
// top to its bottom.
func (r Result) ordered() []source.Finding {
	files := map[string]int{}
	for _, f := range r.Findings {
		if _, met := files[f.File]; !met {
			files[f.File] = len(files)
		}
	}
	row := func(f source.Finding) int {
		if f.Key == source.More {
			return math.MaxInt
		}
		return f.Row
	}
	all := slices.Clone(r.Findings)
	slices.SortStableFunc(all, func(a, b source.Finding) int {
		return cmp.Or(grave[a.Level]-grave[b.Level], files[a.File]-files[b.File], cmp.Compare(row(a), row(b)))
	})
	return all
}

// PrintFindings lists what was found, refusals last: a terminal shows its end.
func (r Result) PrintFindings(w io.Writer, tell Teller) error {
	all := r.ordered()
	slices.SortStableFunc(all, func(a, b source.Finding) int { return grave[b.Level] - grave[a.Level] })
	for _, f := range all {
		place := f.Place()
		if place != "" {
			place += ": "
		}
		if _, err := fmt.Fprintf(w, "%s\t%s%s\n", tell("interop.level."+string(f.Level)), place, tell(f.Key, f.Args...)); err != nil {
			return err
		}
	}
	return nil
}
