package interop

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/interop/source"
	"parta/orgs"
)

// target is a roster and the organisation it is for.
type target struct {
	r      *roster
	org    orgs.Org // ID zero: it is new
	parent *target  // the authority of the same set above it; nil for none
	known  bool     // its source id is remembered
	made   bool     // this run added it
}

func (t *target) name() string {
	if t.org.Name != "" {
		return t.org.Name
	}
	return t.r.org.source
}

func loadZone(zone string) (*time.Location, error) {
	o := orgs.Org{Name: "-", Zone: zone}
	if err := o.Check(); err != nil {
		return nil, err
	}
	return o.Location()
}

// targets finds the organisation of each roster, authorities first.
func (run *importing) targets(ctx context.Context, rosters []*roster) (targets []*target, err error) {
	if run.o.Org != "" || run.o.OrgID != 0 {
		t, err := run.given(ctx, rosters)
		if err != nil || t == nil {
			return nil, err
		}
		return []*target{t}, nil
	}
	err = run.db.ReadControl(ctx, func(tx *storage.Tx) error {
		targets = nil
		bySource, byName := map[string]*target{}, map[[2]string]bool{}
		for _, r := range rosters {
			t := &target{r: r}
			if above := bySource[r.org.parent]; above != nil && r.org.parent != "" {
				if above.org.Kind == orgs.School {
					run.found.Drop(r.org.at.In("parentSourcedId"), "interop.org.parentschool", above.org.Name)
				} else {
					t.parent = above
				}
			}
			if err := run.find(tx, t); err != nil {
				return err
			}
			if t.org.ID == 0 && t.org.Name != "" {
				above := ""
				if t.parent != nil {
					above = t.parent.r.org.source
				}
				if byName[[2]string{above, t.org.Name}] {
					run.found.Warn(r.org.at.In("name"), "interop.org.namesake", t.org.Name)
					t.org.Name += " (" + r.org.source + ")"
				}
				byName[[2]string{above, t.org.Name}] = true
			}
			run.tellZone(t.org, r.org.at)
			bySource[r.org.source] = t
			targets = append(targets, t)
		}
		return nil
	})
	return targets, err
}

// find looks an organisation up by its source id, then by its name under the
// same authority.
func (run *importing) find(tx *storage.Tx, t *target) error {
	org, err := orgOf(tx, t.r.system, t.r.org.source)
	switch {
	case err == nil:
		t.known = true
		t.org, err = orgs.OrgOf(tx, org)
		return err
	case !errors.Is(err, storage.ErrNone):
		return err
	}
	if t.r.org.name == "" {
		run.found.Refuse(source.Place{File: t.r.files}, "interop.org.unknown", t.r.org.source)
		return nil
	}
	t.org = orgs.Org{Kind: orgs.Kind(t.r.org.kind), Name: t.r.org.name, Zone: run.zone}
	if t.parent != nil {
		if run.o.Zone == "" {
			t.org.Zone = t.parent.org.Zone
		}
		if t.parent.org.ID == 0 {
			return nil
		}
		t.org.Parent = t.parent.org.ID
	}
	found, err := orgs.OrgNamed(tx, t.org.Parent, t.r.org.name)
	if problem.KindOf(err) == problem.NotFound {
		return nil
	}
	if err == nil {
		t.org = found
	}
	return err
}

// given is the one roster for the organisation the person named: the one known
// to be this, the only one, or of several the one called so. Any other set is
// refused with the names it holds.
func (run *importing) given(ctx context.Context, rosters []*roster) (*target, error) {
	var t *target
	err := run.db.ReadControl(ctx, func(tx *storage.Tx) error {
		t = &target{}
		if err := run.named(tx, t); err != nil || run.found.Refused() {
			return err
		}
		var full []*roster
		for _, r := range rosters {
			if len(r.persons)+len(r.classes)+len(r.places) == 0 {
				continue
			}
			org, err := orgOf(tx, r.system, r.org.source)
			if err == nil && org == t.org.ID && t.org.ID != 0 {
				t.r, t.known = r, true
				return nil
			}
			if err != nil && !errors.Is(err, storage.ErrNone) {
				return err
			}
			full = append(full, r)
		}
		if len(full) == 0 && len(rosters) > 0 {
			full = rosters[:1]
		}
		t.r = run.choose(t.org, full)
		return nil
	})
	if err != nil || t.r == nil {
		return nil, err
	}
	return t, nil
}

// choose finds the roster meant for an organisation; nil when it is refused.
func (run *importing) choose(org orgs.Org, full []*roster) *roster {
	if at := slices.IndexFunc(full, func(r *roster) bool { return r.org.source == run.o.From }); run.o.From != "" && at >= 0 {
		return run.otherwise(org, full[at])
	}
	for _, as := range []func(string) string{fold, bare} {
		var same []*roster
		for _, r := range full {
			if r.org.name != "" && (as(r.org.name) == as(org.Name) || as(r.org.name) == as(org.ShortName)) {
				same = append(same, r)
			}
		}
		switch {
		case len(same) == 1:
			return same[0]
		case len(same) > 1:
			run.refuseOrg(same[0].files, "interop.org.alike", org.Name, sourcesOf(same))
			run.sources = sources(same)
			return nil
		}
	}
	switch {
	case len(full) == 0:
		return nil
	case len(full) > 1:
		run.refuseOrg(full[0].files, "interop.org.several", org.Name, namesOf(full))
		run.sources = sources(full)
		return nil
	}
	return run.otherwise(org, full[0])
}

// otherwise warns where the set calls the organisation by another name.
func (run *importing) otherwise(org orgs.Org, r *roster) *roster {
	if own := bare(r.org.name); own != "" && own != bare(org.Name) && own != bare(org.ShortName) {
		run.found.Warn(r.org.at.In("name"), "interop.org.other", r.org.name, org.Name)
	}
	return r
}

func sources(rosters []*roster) (all []Source) {
	for _, r := range rosters {
		all = append(all, Source{r.org.source, source.Short(r.org.name)})
	}
	return all
}

// refuseOrg keeps the list of names whole, which Refuse would cut short.
func (run *importing) refuseOrg(file, key, name, list string) {
	run.found.Refuse(source.Place{File: file}, key, name, source.Whole(list))
}

func namesOf(rosters []*roster) string {
	var names []string
	for _, r := range rosters {
		name := r.org.name
		if name == "" {
			name = r.org.source
		}
		names = append(names, source.Short(name))
	}
	return joined(names)
}

func sourcesOf(rosters []*roster) string {
	var names []string
	for _, r := range rosters {
		names = append(names, source.Short(r.org.source))
	}
	return joined(names)
}

// joined is names in a sentence; of very many the first ones.
func joined(names []string) string {
	const most = 12
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	return strings.Join(names, "; ")
}

// called are the organisations with a name, long or short, that reads the same.
func called(all []orgs.Org, name string, as func(string) string) (found []orgs.Org) {
	for _, o := range all {
		if as(o.Name) == as(name) || as(o.ShortName) == as(name) {
			found = append(found, o)
		}
	}
	return found
}

// bare is the letters and digits of a name: «Школа №5» is «Школа № 5».
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(name))
}

// named finds the organisation by identifier or name; a name nobody has is a
// new school's.
func (run *importing) named(tx *storage.Tx, t *target) (err error) {
	if run.o.OrgID != 0 {
		t.org, err = orgs.OrgOf(tx, run.o.OrgID)
		return err
	}
	name := strings.Join(strings.Fields(run.o.Org), " ")
	all, err := orgs.All(tx)
	if err != nil {
		return err
	}
	found := called(all, name, fold)
	if len(found) == 0 {
		found = called(all, name, bare)
	}
	switch len(found) {
	case 0:
		t.org = orgs.Org{Kind: orgs.School, Name: name, Zone: run.zone}
		if err := t.org.Check(); err != nil {
			run.found.Refuse(source.Place{}, "interop.org.name", name)
			return nil
		}
		run.tellZone(t.org, source.Place{})
	case 1:
		t.org = found[0]
		run.tellZone(t.org, source.Place{})
	default:
		var names []string
		for _, o := range found {
			names = append(names, source.Short(o.Name))
		}
		run.refuseOrg("", "interop.org.ambiguous", name, joined(names))
	}
	return nil
}

// tellZone says which time zone an organisation will have, or keeps: every lesson
// of it will be told by that clock.
func (run *importing) tellZone(org orgs.Org, at source.Place) {
	switch {
	case org.Name == "": // refused
	case org.ID == 0:
		run.found.Warn(at, "interop.org.new", org.Name, org.Zone)
	case run.o.Zone != "" && run.o.Zone != org.Zone:
		run.found.Warn(at, "interop.zone.kept", org.Name, org.Zone, run.o.Zone)
	}
}

// ensure puts a new organisation into the directory and remembers its source id.
func (run *importing) ensure(ctx context.Context, t *target) error {
	remember := !t.known && t.r.org.source != ""
	if t.org.ID != 0 && !remember {
		return nil
	}
	org := t.org
	if t.parent != nil && org.ID == 0 {
		org.Parent = t.parent.org.ID
		if run.o.Zone == "" {
			org.Zone = t.parent.org.Zone
		}
	}
	err := run.db.Control(ctx, func(tx *storage.Tx) error {
		if t.org.ID == 0 {
			made, err := orgs.AddOrg(tx, org)
			if err != nil {
				return err
			}
			org.ID = made
		}
		if !remember {
			return nil
		}
		return saveOrg(tx, t.r.system, t.r.org.source, org.ID)
	})
	if err != nil {
		return err
	}
	t.made = t.org.ID == 0
	t.org, t.known = org, true
	return nil
}

// report is what a person sees of a target.
func (t *target) report(p *plan, state State) Organisation {
	one := Organisation{Name: t.name(), State: state, Counts: p.counts, Questions: p.questions, Rows: p.rows}
	slices.SortStableFunc(one.Rows, func(a, b Row) int { return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line) })
	if t.org.ID != 0 {
		one.ID = t.org.ID.String()
	}
	if t.org.ID == id.Org(0) || t.made {
		at := t.r.org.at
		one.Rows = append([]Row{{File: at.File, Line: at.Row, Kind: "org", Act: Create, Name: t.name()}}, one.Rows...)
		if one.Counts["org"] == nil {
			one.Counts["org"] = map[string]int{}
		}
		one.Counts["org"][Create]++
	}
	return one
}
