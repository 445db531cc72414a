package orgs

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // zones, where the machine has none

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Kind is what an organisation is.
type Kind string

const (
	School       Kind = "school"
	Municipality Kind = "municipality" // орган управления образованием
	Region       Kind = "region"
	Centre       Kind = "centre" // a methodical or regional centre
)

// Org is one organisation of the directory: a tenant.
type Org struct {
	ID        id.Org
	Kind      Kind
	Name      string // in full, as in its charter
	ShortName string // «Школа № 1», for menus
	Zone      string // IANA: "Asia/Tomsk"
	Parent    id.Org // the authority above; zero for none
}

// zones keeps what was read of the zones, which every request asks for: reading
// one takes as long as all its queries.
var zones sync.Map // name → *time.Location

// Location is the organisation's zone; an unknown one is an error of whoever
// wrote the directory.
func (o Org) Location() (*time.Location, error) {
	if known, ok := zones.Load(o.Zone); ok {
		return known.(*time.Location), nil
	}
	zone, err := time.LoadLocation(o.Zone)
	if err == nil {
		zones.Store(o.Zone, zone)
	}
	return zone, err
}

// Check refuses an organisation that could not work: without a name, or in a
// zone nobody knows.
func (o Org) Check() error {
	wrong := problem.New(problem.Invalid, "orgs.org.wrong")
	if o.Name == "" || len(o.Name) > 300 {
		wrong.WithField("name", "orgs.org.name")
	}
	if _, err := o.Location(); err != nil || o.Zone == "" || o.Zone == "Local" {
		wrong.WithField("zone", "orgs.org.zone")
	}
	if len(wrong.Fields) > 0 {
		return wrong
	}
	return nil
}

// AddOrg puts an organisation into the directory, within db.Control. A zero ID
// is replaced by a new one.
func AddOrg(tx *storage.Tx, o Org) (id.Org, error) {
	if o.ShortName == "" {
		o.ShortName = o.Name
	}
	if err := o.Check(); err != nil {
		return 0, err
	}
	if o.ID == 0 {
		o.ID = id.New[id.Org](tx)
	}
	return o.ID, insertOrg(tx, o)
}

// Zone is the organisation's time zone, by which lesson dates are counted.
func Zone(tx *storage.Tx, org id.Org) (*time.Location, error) {
	found, err := OrgOf(tx, org)
	if err != nil {
		return nil, err
	}
	zone, err := found.Location()
	if err != nil {
		return nil, fmt.Errorf("zone of organisation %s: %w", org, err)
	}
	return zone, nil
}

// Today is the civil date in the organisation now.
func Today(tx *storage.Tx, org id.Org) (when.Day, error) {
	zone, err := Zone(tx, org)
	if err != nil {
		return 0, err
	}
	return tx.Now().Day(zone), nil
}
