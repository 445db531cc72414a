package interop

import (
	"context"
	"iter"
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/interop/source"
	"parta/people"
	"parta/school"
)

// What becomes of a row.
const (
	Create = "create"
	Change = "change"
	End    = "end"
	Same   = "same"
	Skip   = "drop" // left out; a finding says why
)

// Row is what would happen, or happened, to one thing a file speaks of.
type Row struct {
	File    string      `json:"file"`
	Line    int         `json:"row"`
	Kind    string      `json:"kind"` // org, year, term, course, class, group, person, role, enrolment, member, guardian, load, tutor
	Act     string      `json:"act"`
	Name    string      `json:"name"`
	Role    access.Role `json:"role,omitempty"` // of kind role
	Changes []Different `json:"changes,omitempty"`
}

// Different is one field of a Row that changes.
type Different struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// plan is everything an import does to one organisation.
type plan struct {
	rows    []Row
	counts  map[string]map[string]int // kind → act → how many
	school  school.Rows
	people  people.Rows
	steps   []func(*storage.Tx) error // what changes and ends, after what is added
	sources []sourceRow

	questions []Question
}

type sourceRow struct {
	key   sourceKey
	thing id.Thing
	moved bool // another thing was remembered
}

// empty tells that the database already says what the file says.
func (p *plan) empty() bool {
	return p.count(Create)+p.count(Change)+p.count(End) == 0 && len(p.sources) == 0
}

// count is how many rows of any kind have this fate.
func (p *plan) count(act string) (n int) {
	for _, acts := range p.counts {
		n += acts[act]
	}
	return n
}

// apply does what the plan says and leaves a line for each thing.
func (p *plan) apply(tx *storage.Tx, r *roster, done record) error {
	p.school.Rule, p.people.Rule = done.rule, done.rule
	if err := school.Fill(tx, p.school); err != nil {
		return err
	}
	if err := people.Fill(tx, p.people); err != nil {
		return err
	}
	for _, step := range p.steps {
		if err := step(tx); err != nil {
			return err
		}
	}
	if err := saveSources(tx, r.system, p.sources); err != nil {
		return err
	}
	if err := saveImport(tx, done); err != nil {
		return err
	}
	tx.Record(storage.Line{Act: "roster.imported", Thing: "import", ThingID: done.ID.Thing(), Rule: done.rule, New: done})
	return nil
}

// record is the line an import leaves about itself.
type record struct {
	ID      id.Import `json:"id"`
	System  string    `json:"system"`
	Files   string    `json:"files"`
	Created int       `json:"created"`
	Changed int       `json:"changed"`
	Ended   int       `json:"ended"`
	rule    access.Rule
}

// planner compares a roster with a state.
type planner struct {
	ctx context.Context // of the request; nobody waits for the plan when it is over
	ids id.Source
	st  *state
	r   *roster
	planning
	found *source.Findings
	out   *plan

	persons map[string]id.Person // source id → who it is
	classes map[string]id.Class
	groups  map[string]id.Group
	courses map[string]id.Course
	teaches map[string]id.Course // source id of a group → course
	fresh   map[id.Class]bool    // classes that this plan adds
	gone    map[string]bool      // classes and groups of the file that are not made
	lost    map[string]string    // persons of the file that are not made, and their names
	metAt   map[id.Person]from   // row of the file by which somebody was found
	placed  map[string]id.Class  // class the file puts a pupil into; see classNamed
	names   map[string]int       // how many persons of the file have a name; see alone
	homes   map[homeKey]id.Class // class in which the file has a pupil
	sizes   map[id.Class]int     // pupils of each class, when groups are planned
	tutored map[id.Class]bool    // classes whose form tutor the file has named

	alike map[string]id.Person // who was here before the file, see sayAlike; nil until somebody new comes
}

// planning is what a plan depends on besides the roster and the state.
type planning struct {
	rule  access.Rule
	loads bool // the one who imports may set teaching load and form tutors
	asks  bool // somebody is there to say who a system's namesakes are
	answers
}

// compare makes the plan. What it finds is added to found; a plan with a
// refusal must not be applied. It ends early, with an error, when nobody waits for
// it any more.
func compare(ctx context.Context, ids id.Source, st *state, r *roster, how planning, found *source.Findings) (*plan, error) {
	p := &planner{
		ctx: ctx, ids: ids, st: st, r: r, planning: how, found: found,
		out:     &plan{counts: map[string]map[string]int{}, people: people.Rows{ClassGroup: map[id.Class]id.Group{}}},
		persons: map[string]id.Person{}, classes: map[string]id.Class{}, groups: map[string]id.Group{},
		courses: map[string]id.Course{}, teaches: map[string]id.Course{}, fresh: map[id.Class]bool{},
		gone: map[string]bool{}, lost: map[string]string{}, metAt: map[id.Person]from{}, tutored: map[id.Class]bool{},
	}
	for _, part := range []func(){
		p.planTerms, p.planCourses, p.planClasses, p.checkBorn, p.planPersons, p.planRoles,
		p.planRoll, p.planGroups, p.planPlaces, p.planGuardians, p.planGone, p.sayAbsent,
	} {
		if part(); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return p.out, nil
}

// awaited goes through rows as long as somebody waits for the plan.
func awaited[R any](p *planner, rows []R) iter.Seq[R] {
	return func(yield func(R) bool) {
		for _, row := range rows {
			if p.ctx.Err() != nil || !yield(row) {
				return
			}
		}
	}
}

// note keeps a row of the listing; what is the same is only counted.
func (p *planner) note(at from, kind, act, name string, changes ...Different) {
	if p.out.counts[kind] == nil {
		p.out.counts[kind] = map[string]int{}
	}
	p.out.counts[kind][act]++
	if act != Same {
		p.out.rows = append(p.out.rows, Row{File: at.at.File, Line: at.at.Row, Kind: kind, Act: act, Name: name, Changes: changes})
	}
}

// noteRole is note for a role that begins or ends.
func (p *planner) noteRole(at from, act string, k heldKey, changes ...Different) {
	p.note(at, "role", act, p.nameOf(k.person), changes...)
	p.out.rows[len(p.out.rows)-1].Role = k.role
}

// skip leaves a row out and says why.
func (p *planner) skip(at from, kind, name, key string, args ...any) {
	p.note(at, kind, Skip, name)
	p.found.Drop(at.at, key, args...)
}

// learn remembers a source id that is not known yet.
func (p *planner) learn(kind, sourceID string, thing id.Thing) {
	k := sourceKey{kind, sourceID}
	if _, known := p.st.known[k]; known || sourceID == "" {
		return
	}
	p.st.know(k, thing)
	p.out.sources = append(p.out.sources, sourceRow{k, thing, false})
}

// learnPerson remembers whom a row speaks of, also where that was somebody else
// until now.
func (p *planner) learnPerson(sourceID string, person id.Person) {
	k := sourceKey{"person", sourceID}
	if was, known := p.st.known[k]; known && was != person.Thing() {
		p.st.know(k, person.Thing())
		p.out.sources = append(p.out.sources, sourceRow{k, person.Thing(), true})
		return
	}
	p.learn(k.kind, sourceID, person.Thing())
}

func (p *planner) known(kind, sourceID string) (id.Thing, bool) {
	thing, ok := p.st.known[sourceKey{kind, sourceID}]
	return thing, ok
}

func (p *planner) step(do func(*storage.Tx) error) { p.out.steps = append(p.out.steps, do) }

// fold makes names alike that differ in capitals, spaces or Ё.
func fold(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(name), " ")), "ё", "е")
}
