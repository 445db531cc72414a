package orgs

import (
	"errors"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
)

func insertOrg(tx *storage.Tx, o Org) error {
	_, err := tx.Exec(`INSERT INTO orgs_directory (org_id, kind, name, short_name, zone, parent_id, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		o.ID, string(o.Kind), o.Name, o.ShortName, o.Zone, o.Parent, tx.Now())
	return err
}

// setZone puts an organisation into a zone, and tells whether it is there.
func setZone(tx *storage.Tx, org id.Org, zone string) (found bool, err error) {
	n, err := tx.Exec("UPDATE orgs_directory SET zone = $2 WHERE org_id = $1", org, zone)
	return n > 0, err
}

// holdOrg keeps whoever else holds the organisation waiting until the transaction
// ends. tx.Lock is for rows of an organisation, and the directory is of none.
func holdOrg(tx *storage.Tx, org id.Org) error {
	_, err := tx.Exec("UPDATE orgs_directory SET zone = zone WHERE org_id = $1", org)
	return err
}

func scanOrg(r storage.Row) (o Org, err error) {
	err = r.Scan(&o.ID, &o.Kind, &o.Name, &o.ShortName, &o.Zone, &o.Parent)
	return o, err
}

const orgColumns = "org_id, kind, name, short_name, zone, parent_id"

// OrgOf finds an organisation; NotFound "orgs.org.none" when it is not in the
// directory.
func OrgOf(tx *storage.Tx, org id.Org) (Org, error) {
	return oneOrg(tx, `SELECT `+orgColumns+` FROM orgs_directory WHERE org_id = $1`, org)
}

// OrgNamed finds an organisation by its full or short name under an authority,
// zero for those under none.
func OrgNamed(tx *storage.Tx, parent id.Org, name string) (Org, error) {
	return oneOrg(tx, `SELECT `+orgColumns+` FROM orgs_directory
		WHERE parent_id = $1 AND (name = $2 OR short_name = $2) ORDER BY org_id LIMIT 1`, parent, name)
}

func oneOrg(tx *storage.Tx, query string, args ...any) (Org, error) {
	found, err := storage.One(tx, scanOrg, query, args...)
	if errors.Is(err, storage.ErrNone) {
		return Org{}, problem.New(problem.NotFound, "orgs.org.none")
	}
	return found, err
}

// OrgsAfter lists the directory in the order of identifiers, a page at a time:
// pass zero, then the last one seen.
func OrgsAfter(tx *storage.Tx, after id.Org, limit int) ([]Org, error) {
	return storage.All(tx, scanOrg, `SELECT `+orgColumns+` FROM orgs_directory
		WHERE org_id > $1 ORDER BY org_id LIMIT $2`, after, limit)
}

// All lists the directory, at most 100,000 organisations.
func All(tx *storage.Tx) ([]Org, error) { return OrgsAfter(tx, 0, 100_000) }

// Place is a seat with its organisation.
type Place struct {
	Org    Org
	Person id.Person
}

// PlacesOf lists an account's seats with their organisations. Every request asks
// it, so it follows the key of the seats and sorts nothing.
func PlacesOf(tx *storage.Tx, account id.Account) ([]Place, error) {
	return storage.All(tx, func(r storage.Row) (p Place, err error) {
		return p, r.Scan(&p.Person, &p.Org.ID, &p.Org.Kind, &p.Org.Name, &p.Org.ShortName, &p.Org.Zone, &p.Org.Parent)
	}, `SELECT s.person_id, d.org_id, d.kind, d.name, d.short_name, d.zone, d.parent_id
		FROM orgs_seat s CROSS JOIN orgs_directory d
		WHERE s.account_id = $1 AND d.org_id = s.org_id
		ORDER BY s.org_id, s.person_id LIMIT 200`, account)
}

// Unopened tells that nobody can come in anywhere, though organisations may have
// been imported: whoever holds the code on the console opens the door. An account
// that lost its last seat opens nothing, and nobody is there to invite it.
func Unopened(tx *storage.Tx) (bool, error) {
	_, err := storage.Value[int64](tx, "SELECT account_id FROM orgs_seat LIMIT 1")
	if errors.Is(err, storage.ErrNone) {
		return true, nil
	}
	return false, err
}

// Empty tells that no organisation exists yet.
func Empty(tx *storage.Tx) (bool, error) {
	first, err := OrgsAfter(tx, 0, 1)
	return len(first) == 0, err
}
