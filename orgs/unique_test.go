package orgs_test

import (
	"strconv"
	"testing"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/orgs"
)

// Each unique key refuses a second row, on every engine.
func TestUniqueKeysRefuseASecond(t *testing.T) {
	withCast(t, func(t *testing.T, k *kit) {
		petrova := k.account("petrova", "")
		ivanova := k.account("ivanova", "")
		k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, petrova, k.org1, petrov) })
		if _, err := k.orgs.OpenSession(k.ctx, petrova, here); err != nil {
			t.Fatal(err)
		}
		k.code(k.administrator(k.org1), class7B, petrov+1)
		k.signIn("petrova", "wrong guess", "10.0.0.1")
		for key, statement := range map[string]string{
			"orgs_directory":           `INSERT INTO orgs_directory SELECT org_id, kind, name || '!', short_name, zone, parent_id, made_at FROM orgs_directory`,
			"orgs_directory_name":      `INSERT INTO orgs_directory SELECT org_id + 1, kind, name, short_name, zone, parent_id, made_at FROM orgs_directory`,
			"orgs_account":             `INSERT INTO orgs_account (account_id, password, made_at, changed_at) SELECT account_id, password, made_at, changed_at FROM orgs_account`,
			"orgs_signin_name":         `INSERT INTO orgs_signin_name SELECT folded, account_id, shown FROM orgs_signin_name`,
			"orgs_signin_name_account": `INSERT INTO orgs_signin_name SELECT folded || '2', account_id, shown FROM orgs_signin_name`,
			"orgs_session_token": `INSERT INTO orgs_session SELECT session_id + 1, token_hash, account_id, opened_at, seen_at, idle_at, ends_at, shared, locked, address, device
				FROM orgs_session`,
			"orgs_place":   `INSERT INTO orgs_place SELECT account_id, place, seen_at FROM orgs_place`,
			"orgs_failure": `INSERT INTO orgs_failure SELECT subject, address, tries, tried_at, until_at FROM orgs_failure`,
			"orgs_invitation_code": `INSERT INTO orgs_invitation (invitation_id, code_hash, purpose, org_id, person_id, role, account_id, born_hash, tries_left, made_by, made_at, expires_at)
				SELECT invitation_id + 1, code_hash, purpose, org_id, person_id + 5, role, account_id, born_hash, tries_left, made_by, made_at, expires_at FROM orgs_invitation`,
			"orgs_invitation_open": `INSERT INTO orgs_invitation (invitation_id, code_hash, purpose, org_id, person_id, role, account_id, born_hash, tries_left, made_by, made_at, expires_at)
				SELECT invitation_id + 1, substr(code_hash || 'z', 2), purpose, org_id, person_id, role, account_id, born_hash, tries_left, made_by, made_at, expires_at FROM orgs_invitation`,
			"orgs_seat":        `INSERT INTO orgs_seat (account_id, org_id, person_id, made_at) SELECT account_id, org_id, person_id, made_at FROM orgs_seat`,
			"orgs_seat_person": `INSERT INTO orgs_seat (account_id, org_id, person_id, made_at) SELECT ` + number(ivanova) + `, org_id, person_id, made_at FROM orgs_seat`,
		} {
			err := k.DB.Control(k.ctx, func(tx *storage.Tx) error {
				n, err := tx.Exec(statement)
				if err == nil {
					t.Errorf("%s: %d rows came twice", key, n)
				}
				return err
			})
			if problem.KeyOf(err) != "storage.duplicate" {
				t.Errorf("%s: %v, want storage.duplicate", key, err)
			}
		}
	})
}

// number writes an identifier as the database keeps it.
func number(account id.Account) string { return strconv.FormatInt(int64(account), 10) }
