package orgs_test

import (
	"context"
	"crypto/rand"
	"io/fs"
	"testing"
	"time"

	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/orgs"
)

// kit is a fresh database with two schools and a clock that stands still until
// it is moved.
type kit struct {
	*testing.T
	*testkit.Kit
	ctx  context.Context
	orgs *orgs.Orgs
	org1 id.Org
	org2 id.Org

	siblings []orgs.Invitee // the guardians of more pupils of 7Б
	hired    []id.Person    // those of the first school's classes who have come to work there
}

var template = &testkit.Template{
	Slices:  []fs.FS{ledger.Migrations, orgs.Migrations},
	Install: ledger.Install,
}

type testkitKit = testkit.Kit

// each runs the test on every engine at hand.
func each(t *testing.T, asks orgs.Asks, test func(t *testing.T, k *kit)) {
	t.Helper()
	template.Each(t, func(t *testing.T, base *testkit.Kit) { test(t, newKit(t, base, asks)) })
}

func newKit(t *testing.T, base *testkit.Kit, asks orgs.Asks) *kit {
	t.Helper()
	k := &kit{T: t, Kit: base, ctx: t.Context()}
	k.orgs = orgs.New(k.DB, orgs.Config{Asks: asks, Random: rand.Reader})
	k.control(func(tx *storage.Tx) (err error) {
		if k.org1, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 1", ShortName: "Школа № 1", Zone: "Asia/Tomsk"}); err != nil {
			return err
		}
		k.org2, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 2", ShortName: "Школа № 2", Zone: "Asia/Tomsk"})
		return err
	})
	return k
}

func (k *kit) later(d time.Duration) { k.Clock.Advance(d) }

func (k *kit) control(fn func(tx *storage.Tx) error) {
	k.Helper()
	if err := k.DB.Control(k.ctx, fn); err != nil {
		k.Fatal(err)
	}
}

// account makes an account with a password and no seat.
func (k *kit) account(name, password string) (account id.Account) {
	k.Helper()
	hash := orgs.NoPassword
	if password != "" {
		var err error
		if hash, err = k.orgs.HashPassword(k.ctx, password); err != nil {
			k.Fatal(err)
		}
	}
	k.control(func(tx *storage.Tx) error {
		account = id.New[id.Account](tx)
		return orgs.AddAccount(tx, account, name, hash)
	})
	return account
}
