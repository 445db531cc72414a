package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"parta/internal/storage"
	"parta/journal"
	"parta/orgs"
	"parta/when"
)

// Cast makes the small world for a test: a class or two in each school and three
// weeks of lessons. Call its Fill on an empty database.
func Cast(today when.Day) *World {
	return makeWorld(1, today, 3, small)
}

// Brief makes the world of Cast with a pupil or two in a class and little more
// than a week of lessons, for a test that reads and writes all of it many times.
func Brief(today when.Day) *World {
	return makeWorld(1, today, 1, brief)
}

var brief = map[string]string{atOne: "7Б:2 9А:1", atTwo: "3А:1", atVillage: "1:1 3:1"}

var small = map[string]string{
	atOne: "7А:6 7Б:30 9А:8", atTwo: "3А:5 7А:5", atVillage: "1:3 3:4 5:2",
}

// Options says what Build makes.
type Options struct {
	Schools  int // the three of the cast included; fewer means three
	Pupils   int // of all schools together; counts only when there are more than three
	Seed     uint64
	Today    when.Day
	Progress func(Progress) // called after each class; may be nil
}

// Progress is how far Build has come.
type Progress struct {
	School                 string // the one being written
	Schools, Of            int
	Pupils, Lessons, Marks int
}

// natural is the size of the cast's schools for somebody who looks round.
var natural = map[string]string{
	atOne:     "1А:24 2А:25 3А:26 4А:25 5А:25 6А:26 7А:25 7Б:30 8А:26 9А:25 10А:22 11А:20",
	atTwo:     "3А:26 4А:24 5А:25 6А:25 7А:25 8А:25",
	atVillage: "1:4 2:5 3:6 4:4 5:5 6:4 7:5 8:3 9:4",
}

// Build fills an empty database and marks it as a demo. What is not empty is
// left alone, with an error.
func Build(ctx context.Context, db *storage.DB, o Options) error {
	return buildOf(ctx, db, o, natural)
}

// BuildSmall is Build with the schools of the cast no larger than Cast makes them,
// for a test of the program.
func BuildSmall(ctx context.Context, db *storage.DB, o Options) error {
	return buildOf(ctx, db, o, small)
}

func buildOf(ctx context.Context, db *storage.DB, o Options, sizes map[string]string) error {
	if state, err := StateOf(ctx, db, o.Today); err != nil || state != Empty {
		return cmp.Or(err, errors.New("demo: the database is not empty"))
	}
	if err := setMark(ctx, db, unfinished); err != nil {
		return err
	}
	w := makeWorld(o.Seed, o.Today, 0, sizes)
	b := &builder{ctx: ctx, db: db, o: o, world: w}
	b.far.Of = max(3, o.Schools)
	if err := w.fill(ctx, db, b.report); err != nil {
		return err
	}
	if err := b.region(); err != nil {
		return err
	}
	return setMark(ctx, db, markOf(o.Seed, o.Today))
}

type builder struct {
	ctx   context.Context
	db    *storage.DB
	o     Options
	world *World
	far   Progress
}

func (b *builder) report(s *School, c *Class, rows journal.Rows) {
	if s.Org.ShortName != b.far.School {
		b.far.School = s.Org.ShortName
		b.far.Schools++
	}
	b.far.Pupils += len(c.Pupils)
	b.far.Lessons += len(rows.Lessons)
	b.far.Marks += len(rows.Marks)
	if b.o.Progress != nil {
		b.o.Progress(b.far)
	}
}

// region adds schools nobody is known of, one at a time, each forgotten before
// the next is made.
func (b *builder) region() error {
	rest := b.o.Schools - len(b.world.Schools())
	if rest <= 0 {
		return nil
	}
	left := b.o.Pupils
	if left == 0 {
		left = regionPupils * b.o.Schools / regionSchools
	}
	for _, s := range b.world.Schools() {
		left -= s.plan.size()
	}
	for i, size := range sizesOf(b.o.Seed, rest, left) {
		c := chanceOf(b.o.Seed, "plan", i)
		plan := schoolPlan{few: size <= 110}
		plan.classes, plan.pairs = classesFor(c, size)
		full, short := nameOf(c, i+3, size)
		plan.org = b.world.org(orgs.School, full, short, b.world.Municipality)
		if err := b.db.Control(b.ctx, func(tx *storage.Tx) error { _, err := orgs.AddOrg(tx, plan.org); return err }); err != nil {
			return err
		}
		s := makeSchool(b.o.Seed, b.world.ids, plan, b.o.Today)
		days := oneTerm(s.Terms, b.o.Today)
		if err := s.fill(b.ctx, b.db, func(*Class) when.Span { return days }, b.report); err != nil {
			return err
		}
	}
	return nil
}

// State is what a database is to the demo.
type State int

const (
	Empty      State = iota // nothing is in it: Build may
	Ready                   // a demo to show
	Outdated                // a demo of another version, or of too long ago
	Unfinished              // Build was stopped: nothing in it is worth keeping
	Foreign                 // somebody's own school: keep off
)

// version changes when what Build makes does.
const (
	version    = "2"
	metaName   = "demo" // parta serve refuses a database that has it
	unfinished = "unfinished"
	keeps      = 14 // days after which a demo no longer looks like today
)

func markOf(seed uint64, day when.Day) string { return fmt.Sprintf("%s %s %d", version, day, seed) }

func setMark(ctx context.Context, db *storage.DB, value string) error {
	return db.Control(ctx, func(tx *storage.Tx) error { return storage.SetMeta(tx, metaName, value) })
}

// StateOf tells what a database is.
func StateOf(ctx context.Context, db *storage.DB, today when.Day) (state State, err error) {
	err = db.ReadControl(ctx, func(tx *storage.Tx) error {
		mark, err := storage.Meta(tx, metaName)
		if err != nil {
			return err
		}
		if mark == "" {
			state = Foreign
			empty, err := orgs.Empty(tx)
			if empty {
				state = Empty
			}
			return err
		}
		state = stateOf(mark, today)
		return nil
	})
	return state, err
}

func stateOf(mark string, today when.Day) State {
	if mark == unfinished {
		return Unfinished
	}
	made, rest, _ := strings.Cut(mark, " ")
	text, _, _ := strings.Cut(rest, " ")
	day, err := when.ParseDay(text)
	if made != version || err != nil || today < day || today > day+keeps {
		return Outdated
	}
	return Ready
}

// Today is the date where the demo's schools lie.
func Today(now when.Instant) when.Day {
	location, err := time.LoadLocation(zone)
	if err != nil {
		panic(fmt.Sprintf("demo: %v", err)) // package orgs brings all zones
	}
	return now.Day(location)
}

// IsDemo tells whether Build was at work here, finished or not.
func IsDemo(ctx context.Context, db *storage.DB) (is bool, err error) {
	err = db.ReadControl(ctx, func(tx *storage.Tx) error {
		mark, err := storage.Meta(tx, metaName)
		is = mark != ""
		return err
	})
	return is, err
}
