package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/plain"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/interop/classlist"
	"parta/interop/oneroster"
	"parta/interop/source"
	"parta/when"
)

// Options says what to bring in, where, and for whom.
type Options struct {
	Paths  []string // OneRoster folders or ZIPs; class lists, .xlsx .csv .txt
	Names  []string // what people call the files, where paths are temporary; nil for their own names
	Org    string   // the organisation's name, where the file does not say or another is meant
	OrgID  id.Org   // the organisation itself; a page has it
	From   string   // source id of the organisation of the set that is meant, where no name tells; a page asks for it
	Zone   string   // of organisations that are new; "" for that of their authority, else Europe/Moscow
	Who    []string // who uncertain rows speak of: "users.csv:6=CODE", "users.csv:6=new", or all of them "new" or "same"
	Asks   bool     // somebody is there to be asked about a system's namesakes, who otherwise become new people with a warning
	DryRun bool     // compare and change nothing

	By   access.Actor
	Rule access.Rule // by which a person may import; zero for the command line

	Progress func(stage Stage, done, total int, name string) // called before each organisation; nil for none
	Each     func(Organisation) error                        // takes the rows of each organisation instead of Result; nil to keep them
}

// Stage is what a run is at: every organisation is compared before any is written.
type Stage string

const (
	Comparing Stage = "check"
	Writing   Stage = "write"
)

// ErrRefused tells that the files may not be taken; Result says why. Nothing
// was changed.
var ErrRefused = problem.New(problem.Invalid, "interop.refused")

const usualZone = "Europe/Moscow"

// Import reads the files, checks them whole against the database, and, unless it
// is a dry run or anything is refused, writes organisation by organisation, each
// in one transaction. It returns ErrRefused for files that may not be taken; any
// other error leaves the organisations of Result with state Done done.
func Import(ctx context.Context, db *storage.DB, o Options) (Result, error) {
	var found source.Findings
	result := Result{DryRun: o.DryRun}
	if len(o.Paths) == 0 {
		return result, fmt.Errorf("import: no path given")
	}
	o.Org = plain.Text(o.Org)
	run := importing{db: db, o: o, found: &found, answers: answersIn(o.Who, &found)}
	if run.zone = o.Zone; run.zone == "" {
		run.zone = usualZone
	}
	today, err := today(db, run.zone)
	if err != nil {
		found.Refuse(source.Place{}, "interop.zone", run.zone)
	}
	run.today = today
	batches := run.read()
	if !found.Refused() { // else rows may be missing that were not read
		run.nowhere(batches, &found)
	}
	if found.Refused() {
		return run.refuse(result)
	}
	for _, rosters := range batches {
		targets, err := run.targets(ctx, rosters)
		if err != nil {
			return result, err
		}
		run.all = append(run.all, targets)
	}
	if err := run.check(ctx, &result); err != nil {
		return result, err
	}
	if found.Refused() {
		return run.refuse(result)
	}
	result.Findings = found.List
	if o.DryRun {
		return result, nil
	}
	if err := run.write(ctx, &result); err != nil {
		return result, err
	}
	toldAfter(result.Findings)
	if err := db.Analyze(ctx); err != nil { // all is written; a running server does this daily
		found.Warn(source.Place{}, "interop.statistics", err.Error())
		result.Findings = found.List
	}
	return result, nil
}

func today(db *storage.DB, zone string) (when.Day, error) {
	location, err := loadZone(zone)
	if err != nil {
		return 0, err
	}
	return db.Now().Day(location), nil
}

// importing is one run.
type importing struct {
	db    *storage.DB
	o     Options
	zone  string
	today when.Day
	found *source.Findings
	all   [][]*target // per set of files, in order
	answers
	sources []Source // organisations of a set of which one must be chosen
}

func (run *importing) refuse(result Result) (Result, error) {
	result.Refused = true
	result.Sources = run.sources
	result.Findings = run.found.List
	return result, ErrRefused
}

// read turns the paths into rosters: each OneRoster set its own, all class lists
// one.
func (run *importing) read() (batches [][]*roster) {
	var pupils []classlist.Pupil
	var lists []string
	for i, path := range run.o.Paths {
		name := filepath.Base(path)
		if i < len(run.o.Names) {
			name = filepath.Base(run.o.Names[i])
		}
		info, err := os.Stat(path)
		if err != nil {
			run.found.Refuse(source.Place{File: name}, source.Unreadable(err))
			continue
		}
		ext := strings.ToLower(filepath.Ext(name))
		switch {
		case info.IsDir() || ext == ".zip":
			var opened source.Findings
			folder, done := source.OpenFolder(path, &opened)
			folder.Name = name
			run.found.Join(opened)
			var set oneroster.Set
			if !opened.Refused() { // else every file of it would be missed
				set = oneroster.Read(folder, run.found)
			}
			done()
			if !run.found.Refused() {
				batches = append(batches, fromOneRoster(set, name, run.today, run.found))
			}
		case ext == ".xlsx" || ext == ".csv" || ext == ".txt" || ext == ".tsv" || ext == ".xls":
			file, err := os.Open(path)
			if err != nil {
				run.found.Refuse(source.Place{File: name}, source.Unreadable(err))
				continue
			}
			pupils = append(pupils, classlist.Read(name, file, run.found)...)
			lists = append(lists, name)
			_ = file.Close()
		default:
			run.found.Refuse(source.Place{File: name}, "interop.file.kind")
		}
	}
	if len(lists) > 0 {
		if run.o.Org == "" && run.o.OrgID == 0 {
			run.found.Refuse(source.Place{File: lists[0]}, "interop.list.org")
			return batches
		}
		batches = append(batches, []*roster{fromClassList(pupils, strings.Join(lists, ", "), run.today, run.found)})
	}
	return batches
}

// check plans every organisation without writing.
func (run *importing) check(ctx context.Context, result *Result) error {
	total := run.total()
	for _, targets := range run.all {
		for _, t := range targets {
			if err := ctx.Err(); err != nil {
				return err
			}
			if run.o.Progress != nil {
				run.o.Progress(Comparing, len(result.Orgs), total, t.name())
			}
			p, err := run.planned(ctx, t)
			if err != nil {
				return fmt.Errorf("compare %s: %w", t.r.org.source, err)
			}
			one := t.report(p, Planned)
			if run.o.DryRun && run.o.Each != nil {
				if err := run.o.Each(one); err != nil {
					return err
				}
				one.Rows = nil
			}
			if !run.o.DryRun {
				one.Rows = nil
			}
			result.Orgs = append(result.Orgs, one)
		}
	}
	return nil
}

func (run *importing) total() (n int) {
	for _, targets := range run.all {
		n += len(targets)
	}
	return n
}

// planned compares a target with the database as it is now. It compares when the
// transaction is over: there are few that may read at once, and everybody's page
// waits for one.
func (run *importing) planned(ctx context.Context, t *target) (*plan, error) {
	st := emptyState(run.today)
	var ids id.Source
	err := run.db.Read(ctx, t.org.ID, func(tx *storage.Tx) (err error) {
		ids = tx
		if t.org.ID != 0 {
			st, err = run.stateOf(tx, t)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return compare(ctx, ids, st, t.r, run.planning(), run.found)
}

func (run *importing) stateOf(tx *storage.Tx, t *target) (*state, error) {
	location, err := t.org.Location()
	if err != nil {
		return nil, err
	}
	return loadState(tx, t.org.ID, t.r.system, tx.Now().Day(location))
}

// errNothing rolls back a transaction that would write nothing.
var errNothing = errors.New("interop: nothing to write")

// write applies organisation by organisation. One that was done before turns
// out to be the same and writes nothing, so a run that was cut short goes on.
func (run *importing) write(ctx context.Context, result *Result) error {
	done := 0
	for _, targets := range run.all {
		for _, t := range targets {
			if err := ctx.Err(); err != nil {
				return err
			}
			if run.o.Progress != nil {
				run.o.Progress(Writing, done, len(result.Orgs), t.name())
			}
			one, err := run.writeOne(ctx, t)
			if err != nil {
				return fmt.Errorf("import into %s: %w", t.name(), err)
			}
			if run.o.Each != nil {
				if err := run.o.Each(one); err != nil {
					return err
				}
				one.Rows = nil
			}
			result.Orgs[done] = one
			done++
		}
	}
	return nil
}

// loads tells whether the importer may set teaching load and form tutors: a
// clerk brings in pupils, but must not become their teacher by a file. On the
// command line, where no account acts, everything of a file is taken.
func (o Options) loads() bool {
	_, may := o.By.Decide(access.WriteLoad, access.Thing{})
	return may || o.By.Account == 0
}

func (run *importing) planning() planning {
	return planning{run.o.Rule, run.o.loads(), run.o.Asks, run.answers}
}

func (run *importing) writeOne(ctx context.Context, t *target) (Organisation, error) {
	if err := run.ensure(ctx, t); err != nil {
		return Organisation{}, err
	}
	var importID id.Import
	err := run.db.ReadControl(ctx, func(tx *storage.Tx) error {
		importID = id.New[id.Import](tx)
		return nil
	})
	if err != nil {
		return Organisation{}, err
	}
	var p *plan
	act := storage.Act{Org: t.org.ID, By: run.o.By, Key: "import/" + importID.String()}
	err = run.db.Write(ctx, act, func(tx *storage.Tx) error {
		st, err := run.stateOf(tx, t)
		if err != nil {
			return err
		}
		var found source.Findings
		if p, err = compare(ctx, tx, st, t.r, run.planning(), &found); err != nil {
			return err
		}
		if found.Refused() {
			return fmt.Errorf("the organisation has changed since the check: %w", ErrRefused)
		}
		if p.empty() {
			return errNothing
		}
		return p.apply(tx, t.r, record{
			ID: importID, System: t.r.system, Files: t.r.files, rule: run.o.Rule,
			Created: p.count(Create), Changed: p.count(Change), Ended: p.count(End),
		})
	})
	switch {
	case errors.Is(err, errNothing), storage.Again(err):
		if t.made {
			return t.report(p, Done), nil
		}
		return t.report(p, Unchanged), nil
	case err != nil:
		return Organisation{}, err
	}
	return t.report(p, Done), nil
}
