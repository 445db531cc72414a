package people

import (
	"context"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// GuardianKind says by what right somebody answers for a pupil.
type GuardianKind string

const (
	Parent   GuardianKind = "parent" // mother or father, not said which
	Mother   GuardianKind = "mother"
	Father   GuardianKind = "father"
	Relative GuardianKind = "relative" // with the parents' power of attorney
	Tutelary GuardianKind = "guardian" // опекун, of a child up to 14
	Trustee  GuardianKind = "trustee"  // попечитель, of one from 14 to 18
)

// Guardianship is the days somebody answers for a pupil.
type Guardianship struct {
	Guardian id.Person    `json:"guardian"`
	Pupil    id.Person    `json:"pupil"`
	Kind     GuardianKind `json:"kind"`
	Days     when.Span    `json:"days"`
}

// SetGuardian makes somebody the guardian of a pupil from a day on.
//
// Conflict "people.guardian.set" when that is so already then or later; Invalid
// "people.guardian.self" when both are the same person.
func (p *People) SetGuardian(ctx context.Context, act storage.Act, g Guardianship) error {
	return p.write(ctx, act, access.WriteRoll, func(tx *storage.Tx, rule access.Rule) error {
		return SetGuardian(tx, rule, g)
	})
}

// SetGuardian is the same inside a transaction; an import has no rule.
func SetGuardian(tx *storage.Tx, rule access.Rule, g Guardianship) error {
	if g.Guardian == g.Pupil {
		return problem.New(problem.Invalid, "people.guardian.self")
	}
	if err := tx.Lock("people_person", "person_id", int64(g.Pupil)); err != nil {
		return err
	}
	standing, err := guardianshipsOf(tx, g.Pupil)
	if err != nil {
		return err
	}
	for _, s := range standing {
		if s.Guardian == g.Guardian && s.Days.To >= g.Days.From {
			return problem.New(problem.Conflict, "people.guardian.set", s.Days.From)
		}
	}
	if err := insertGuardianship(tx, g); err != nil {
		return err
	}
	tx.Record(storage.Line{
		Act: "guardian.set", Thing: "person", ThingID: g.Guardian.Thing(), Rule: rule, Pupil: g.Pupil, New: g,
	})
	return nil
}

// EndGuardian ends it: the pupil came of age, or a court decided. From the next
// day on nothing of the pupil is seen. NotFound "people.guardian.none".
func (p *People) EndGuardian(ctx context.Context, act storage.Act, guardian, pupil id.Person, last when.Day) error {
	return p.write(ctx, act, access.WriteRoll, func(tx *storage.Tx, rule access.Rule) error {
		return EndGuardian(tx, rule, guardian, pupil, last)
	})
}

// EndGuardian is the same inside a transaction; an import has no rule.
func EndGuardian(tx *storage.Tx, rule access.Rule, guardian, pupil id.Person, last when.Day) error {
	n, err := endGuardianship(tx, guardian, pupil, last)
	if err != nil {
		return err
	}
	if n == 0 {
		return problem.New(problem.NotFound, "people.guardian.none")
	}
	tx.Record(storage.Line{
		Act: "guardian.ended", Thing: "person", ThingID: guardian.Thing(), Rule: rule, Pupil: pupil, New: last,
	})
	return nil
}
