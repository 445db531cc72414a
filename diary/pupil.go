package diary

import (
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// pupilFor opens the book of a pupil whom the actor may see: the only way from
// an identifier to a diary. Somebody of another organisation, or who never was a
// pupil, is NotFound "diary.pupil.none"; a pupil out of the actor's reach is
// Forbidden "diary.pupil.foreign".
//
// The second result is the place in the ledger up to which the book is right.
func (d *Diary) pupilFor(tx *storage.Tx, who access.Actor, action access.Action, pupil id.Person) (*book, int64, error) {
	b, seq, err := d.bookOf(tx, pupil, who)
	if err != nil {
		return nil, 0, err
	}
	if _, may := who.Decide(action, access.Thing{Pupil: pupil, Classes: b.pupil.Classes}); !may {
		return nil, 0, problem.New(problem.Forbidden, "diary.pupil.foreign")
	}
	return b, seq, nil
}

// linesChecked is how many lines behind a book are looked through before it is
// cheaper to read the pupil anew.
const linesChecked = 200

// bookOf takes the book from the shelf if nothing behind it in the ledger, as
// far as the actor has seen it, concerns the pupil, and reads it otherwise.
func (d *Diary) bookOf(tx *storage.Tx, pupil id.Person, who access.Actor) (*book, int64, error) {
	key := bookKey{tx.Org(), pupil}
	if b, seq := d.shelf.take(key, who.On); b != nil {
		if seq >= who.Position && who.Position > 0 {
			return b, seq, nil
		}
		lines, err := linesAfter(tx, seq, linesChecked+1)
		if err != nil {
			return nil, 0, err
		}
		if len(lines) == 0 {
			return b, seq, nil
		}
		if len(lines) <= linesChecked && !b.staleBy(lines) {
			seq = lines[len(lines)-1].seq
			d.shelf.rightUpTo(b, seq)
			return b, seq, nil
		}
	}
	b, err := readBook(tx, pupil, who.On)
	if err != nil {
		return nil, 0, err
	}
	d.shelf.put(key, b)
	return b, b.read, nil
}

func readBook(tx *storage.Tx, pupil id.Person, today when.Day) (*book, error) {
	years, err := enrolmentsOf(tx, pupil)
	if err != nil {
		return nil, err
	}
	groups, err := groupsOf(tx, pupil)
	if err != nil {
		return nil, err
	}
	terms, err := allTerms(tx)
	if err != nil {
		return nil, err
	}
	settings, err := school.SettingsOn(tx, today)
	if err != nil {
		return nil, err
	}
	b := &book{
		pupil:    pupilOf(pupil, years, groups, today),
		settings: settings,
		on:       today,
		read:     years[0].seq,
		seq:      years[0].seq,
		weeks:    map[when.Day]Week{},
		marks:    map[id.Term]TermMarks{},
	}
	for _, y := range slices.Backward(years) {
		ofYear := slices.DeleteFunc(slices.Clone(terms), func(t school.Term) bool { return t.Year != y.year })
		for _, t := range school.TermsFor(ofYear, y.yearGroup, settings) {
			if !slices.Contains(b.terms, t) {
				b.terms = append(b.terms, t)
			}
		}
	}
	return b, nil
}

// pupilOf names the pupil by the enrolment of today, or the latest one.
func pupilOf(pupil id.Person, years []schooling, groups []Group, today when.Day) Pupil {
	now := years[0]
	var classes []id.Class
	for _, y := range years {
		if y.days.Holds(today) {
			now = y
			classes = append(classes, y.class)
		}
	}
	return Pupil{
		ID:        pupil,
		First:     now.first,
		Name:      now.last + " " + now.first,
		Sex:       now.sex,
		ClassName: now.className,
		Classes:   classes,
		Groups:    groups,
	}
}
