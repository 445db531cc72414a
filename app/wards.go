package app

import (
	"context"

	"parta/diary"
	"parta/id"
	"parta/internal/storage"
	"parta/orgs"
	"parta/people"
)

// wardsElsewhere finds the children of an account in other organisations than
// the one it is visiting: brother and sister in two schools.
func (a *App) wardsElsewhere(ctx context.Context, account id.Account, here id.Org) ([]diary.Ward, error) {
	var seats []orgs.Seat
	err := a.DB.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		seats, err = orgs.Seats(tx, account)
		return err
	})
	if err != nil {
		return nil, err
	}
	var wards []diary.Ward
	for _, seat := range seats {
		if seat.Org == here {
			continue
		}
		err := a.DB.Read(ctx, seat.Org, func(tx *storage.Tx) error {
			org, err := orgs.OrgOf(tx, seat.Org)
			if err != nil {
				return err
			}
			today, err := orgs.Today(tx, seat.Org)
			if err != nil {
				return err
			}
			facts, err := people.FactsOf(tx, seat.Person, today)
			for _, w := range facts.Wards {
				wards = append(wards, diary.Ward{Org: seat.Org, OrgName: org.ShortName, ID: w.ID, Name: w.Name})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return wards, nil
}
