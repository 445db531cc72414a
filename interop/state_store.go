package interop

import (
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/people"
	"parta/school"
	"parta/when"
)

// state is what the database has of one organisation, as far as a roster can
// touch it. A plan writes its own additions into it, so that later rows of the
// file meet them.
type state struct {
	today   when.Day
	known   map[sourceKey]id.Thing
	sourced map[id.Thing]bool // what a source calls something

	years    map[int]school.Year // by the calendar year they begin in
	terms    []school.Term
	subjects map[string]id.Subject // by folded name
	courses  map[id.Course]school.Course
	titled   map[courseKey]id.Course
	classes  map[id.Class]*school.Class
	lettered map[classKey]id.Class
	groups   map[id.Group]*school.Group
	titles   map[groupKey]id.Group
	whole    map[id.Class]id.Group
	parts    map[id.Class][]id.Group // groups a class takes part in, its own too

	persons   map[id.Person]people.Person
	named     map[string][]id.Person  // by folded name, mostNamesakes of each
	born      map[bornKey][]id.Person // the same by birth date, too
	snils     map[string]id.Person
	held      map[heldKey][]when.Span
	roll      map[id.Person][]people.Enrolment // by first day
	members   map[memberKey][]when.Span
	guardians map[guardKey][]when.Span
	guards    map[id.Person][]id.Person // pupil → guardians
	loads     map[loadKey][]people.Teaching
	tutors    map[id.Class][]people.FormTutor
}

type (
	sourceKey struct{ kind, source string }
	courseKey struct {
		subject id.Subject
		name    string // folded
	}
	classKey struct {
		year id.Year
		name string // folded
	}
	groupKey struct {
		year  id.Year
		class id.Class
		name  string // folded
	}
	homeKey struct {
		pupil id.Person
		year  id.Year
	}
	bornKey struct {
		name string // folded
		born when.Day
	}
	heldKey struct {
		person id.Person
		role   access.Role
	}
	memberKey struct {
		group id.Group
		pupil id.Person
	}
	guardKey struct{ guardian, pupil id.Person }
	loadKey  struct {
		teacher id.Person
		group   id.Group
		course  id.Course
	}
)

func emptyState(today when.Day) *state {
	return &state{
		today: today, known: map[sourceKey]id.Thing{}, sourced: map[id.Thing]bool{}, years: map[int]school.Year{}, subjects: map[string]id.Subject{},
		courses: map[id.Course]school.Course{}, titled: map[courseKey]id.Course{},
		classes: map[id.Class]*school.Class{}, lettered: map[classKey]id.Class{},
		groups: map[id.Group]*school.Group{}, titles: map[groupKey]id.Group{}, whole: map[id.Class]id.Group{},
		parts: map[id.Class][]id.Group{}, persons: map[id.Person]people.Person{}, named: map[string][]id.Person{}, born: map[bornKey][]id.Person{},
		snils: map[string]id.Person{}, held: map[heldKey][]when.Span{}, roll: map[id.Person][]people.Enrolment{},
		members: map[memberKey][]when.Span{}, guardians: map[guardKey][]when.Span{}, guards: map[id.Person][]id.Person{},
		loads: map[loadKey][]people.Teaching{}, tutors: map[id.Class][]people.FormTutor{},
	}
}

// loadState reads an organisation whole: thousands of rows, not millions.
func loadState(tx *storage.Tx, org id.Org, system string, today when.Day) (*state, error) {
	st := emptyState(today)
	for _, load := range []func(*storage.Tx, id.Org, *state) error{loadSchool, loadPersons, loadRoll, loadStaff} {
		if err := load(tx, org, st); err != nil {
			return nil, err
		}
	}
	return st, each(tx, func(r storage.Row) error {
		var k sourceKey
		var thing id.Thing
		err := r.Scan(&k.kind, &k.source, (*int64)(&thing))
		st.know(k, thing)
		return err
	}, "SELECT kind, source_id, thing_id FROM interop_source_id WHERE org_id = $1 AND system = $2", org, system)
}

// each scans row by row into whatever the function keeps.
func each(tx *storage.Tx, scan func(storage.Row) error, query string, args ...any) error {
	_, err := storage.All(tx, func(r storage.Row) (struct{}, error) { return struct{}{}, scan(r) }, query, args...)
	return err
}

func loadSchool(tx *storage.Tx, org id.Org, st *state) error {
	years, err := school.Years(tx)
	if err != nil {
		return err
	}
	for _, y := range years {
		st.years[yearBegins(y.Days.From)] = y
		terms, err := school.Terms(tx, y.ID)
		if err != nil {
			return err
		}
		st.terms = append(st.terms, terms...)
		classes, err := school.Classes(tx, y.ID)
		if err != nil {
			return err
		}
		for _, c := range classes {
			st.addClass(c)
		}
		groups, err := school.Groups(tx, y.ID)
		if err != nil {
			return err
		}
		for _, g := range groups {
			st.addGroup(g)
		}
	}
	subjects, err := school.Subjects(tx)
	if err != nil {
		return err
	}
	for _, s := range subjects {
		st.subjects[fold(s.Name)] = s.ID
	}
	courses, err := school.Courses(tx)
	for _, c := range courses {
		st.addCourse(c)
	}
	return err
}

func (st *state) know(k sourceKey, thing id.Thing) {
	st.known[k] = thing
	st.sourced[thing] = true
}

func (st *state) addCourse(c school.Course) {
	st.courses[c.ID] = c
	first(st.titled, courseKey{c.Subject, fold(c.Name)}, c.ID)
}

func (st *state) addClass(c school.Class) {
	st.classes[c.ID] = &c
	first(st.lettered, classKey{c.Year, fold(c.Name)}, c.ID)
}

// first keeps what is there already.
func first[K comparable, V any](m map[K]V, key K, value V) {
	if _, there := m[key]; !there {
		m[key] = value
	}
}

func (st *state) addGroup(g school.Group) {
	st.groups[g.ID] = &g
	first(st.titles, groupKey{g.Year, g.Class, fold(g.Name)}, g.ID)
	if g.Kind == school.WholeClass {
		st.whole[g.Class] = g.ID
	}
	for _, c := range g.Classes {
		st.parts[c] = append(st.parts[c], g.ID)
	}
}

func loadPersons(tx *storage.Tx, org id.Org, st *state) error {
	persons, err := people.Persons(tx)
	for _, p := range persons {
		st.addPerson(p)
	}
	return err
}

func (st *state) addPerson(p people.Person) {
	st.persons[p.ID] = p
	name := foldName(p.Name)
	if len(st.named[name]) < mostNamesakes {
		st.named[name] = append(st.named[name], p.ID)
	}
	st.addBorn(name, p)
	if p.SNILS != "" {
		st.snils[p.SNILS] = p.ID
	}
}

func (st *state) addBorn(name string, p people.Person) {
	k := bornKey{name, p.Born}
	if all := st.born[k]; len(all) < mostNamesakes && !slices.Contains(all, p.ID) {
		st.born[k] = append(all, p.ID)
	}
}

// mostNamesakes is how many of one name, or of one name and birth date, a row is
// compared with. No school has as many, and a file of thousands of one name would
// keep everybody waiting.
const mostNamesakes = 30

// namesakes are those who may be meant by a name and birth date.
func (st *state) namesakes(of people.Person) (all []id.Person) {
	name := foldName(of.Name)
	if of.Born == 0 {
		return st.named[name]
	}
	for _, born := range []when.Day{of.Born, 0} {
		for _, who := range st.born[bornKey{name, born}] {
			if st.persons[who].Born == born { // a row before may have told another
				all = append(all, who)
			}
		}
	}
	return all
}

func loadRoll(tx *storage.Tx, org id.Org, st *state) error {
	err := each(tx, func(r storage.Row) error {
		var e people.Enrolment
		err := r.Scan(&e.ID, &e.Pupil, &e.Class, &e.Days.From, &e.Days.To)
		st.roll[e.Pupil] = append(st.roll[e.Pupil], e)
		return err
	}, "SELECT enrolment_id, pupil_id, class_id, from_day, to_day FROM people_enrolment WHERE org_id = $1 ORDER BY from_day", org)
	if err != nil {
		return err
	}
	err = each(tx, func(r storage.Row) error {
		var k memberKey
		var s when.Span
		err := r.Scan(&k.group, &k.pupil, &s.From, &s.To)
		st.members[k] = append(st.members[k], s)
		return err
	}, "SELECT group_id, pupil_id, from_day, to_day FROM people_member WHERE org_id = $1 ORDER BY from_day", org)
	if err != nil {
		return err
	}
	return each(tx, func(r storage.Row) error {
		var k guardKey
		var s when.Span
		err := r.Scan(&k.guardian, &k.pupil, &s.From, &s.To)
		st.addGuardian(k, s)
		return err
	}, "SELECT guardian_id, pupil_id, from_day, to_day FROM people_guardian WHERE org_id = $1 ORDER BY from_day", org)
}

func (st *state) addGuardian(k guardKey, s when.Span) {
	st.guardians[k] = append(st.guardians[k], s)
	st.guards[k.pupil] = append(st.guards[k.pupil], k.guardian)
}

func loadStaff(tx *storage.Tx, org id.Org, st *state) error {
	err := each(tx, func(r storage.Row) error {
		var k heldKey
		var s when.Span
		err := r.Scan(&k.person, &k.role, &s.From, &s.To)
		st.held[k] = append(st.held[k], s)
		return err
	}, "SELECT person_id, role, from_day, to_day FROM people_role WHERE org_id = $1 ORDER BY from_day", org)
	if err != nil {
		return err
	}
	loads, err := people.Loads(tx, when.Span{From: 1, To: when.Forever})
	if err != nil {
		return err
	}
	for _, t := range loads {
		k := loadKey{t.Teacher, t.Group, t.Course}
		st.loads[k] = append(st.loads[k], t)
	}
	return each(tx, func(r storage.Row) error {
		var t people.FormTutor
		err := r.Scan(&t.Class, &t.Person, &t.Days.From, &t.Days.To)
		st.tutors[t.Class] = append(st.tutors[t.Class], t)
		return err
	}, "SELECT class_id, person_id, from_day, to_day FROM people_tutor WHERE org_id = $1 ORDER BY from_day", org)
}

// saveSources remembers what the source calls our things.
func saveSources(tx *storage.Tx, system string, sources []sourceRow) error {
	_, err := tx.Bulk("interop_source_id", []string{"org_id", "system", "kind", "source_id", "thing_id"}, func(yield func([]any) bool) {
		for _, s := range sources {
			if !s.moved && !yield([]any{tx.Org(), system, s.key.kind, s.key.source, int64(s.thing)}) {
				return
			}
		}
	})
	for _, s := range sources {
		if err == nil && s.moved {
			_, err = tx.Exec("UPDATE interop_source_id SET thing_id = $1 WHERE org_id = $2 AND system = $3 AND kind = $4 AND source_id = $5",
				int64(s.thing), tx.Org(), system, s.key.kind, s.key.source)
		}
	}
	return err
}

func saveImport(tx *storage.Tx, done record) error {
	_, err := tx.Exec(`
		INSERT INTO interop_import (org_id, import_id, at, system, files, created, changed, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.Org(), done.ID, tx.Now(), done.System, done.Files, done.Created, done.Changed, done.Ended)
	return err
}

// orgOf finds the organisation another system calls so; ErrNone when it is new.
func orgOf(tx *storage.Tx, system, sourceID string) (id.Org, error) {
	return storage.Value[id.Org](tx, "SELECT org_id FROM interop_org WHERE system = $1 AND source_id = $2", system, sourceID)
}

func saveOrg(tx *storage.Tx, system, sourceID string, org id.Org) error {
	_, err := tx.Exec(`INSERT INTO interop_org (system, source_id, org_id) VALUES ($1, $2, $3) ON CONFLICT (system, source_id) DO NOTHING`,
		system, sourceID, org)
	return err
}

// past is an import as it was recorded.
type past struct {
	at                      when.Instant
	files                   string
	created, changed, ended int
}

// recentImports lists the last imports of the organisation, the newest first.
func recentImports(tx *storage.Tx, limit int) ([]past, error) {
	return storage.All(tx, func(r storage.Row) (p past, err error) {
		return p, r.Scan(&p.at, &p.files, &p.created, &p.changed, &p.ended)
	}, `
		SELECT at, files, created, changed, ended
		FROM interop_import
		WHERE org_id = $1
		ORDER BY import_id DESC
		LIMIT $2`, tx.Org(), limit)
}
