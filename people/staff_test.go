package people_test

import (
	"testing"

	"parta/access"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/people"
	"parta/when"
)

func TestSubstituteMayMarkOnlyThatDay(t *testing.T) {
	each(t, func(k *kit) {
		_, err := k.Substitute(t.Context(), k.act(the.deputy), the.sidorov, the.group7, the.algebra, today)
		k.must(err)
		sidorov := k.facts(the.sidorov, today)
		for day, want := range map[when.Day]bool{today - 1: false, today: true, today + 1: false} {
			thing := access.Thing{Group: the.group7, Course: the.algebra, Day: day}
			if _, got := sidorov.Decide(access.WriteMark, thing); got != want {
				t.Errorf("on %s: may mark = %t, want %t", day, got, want)
			}
		}
		if _, got := sidorov.Decide(access.WriteMark, access.Thing{Group: the.group7, Course: the.physics, Day: today}); got {
			t.Error("may mark another course that day")
		}
	})
}

func TestLoadRefuses(t *testing.T) {
	each(t, func(k *kit) {
		load := func(by access.Actor, change people.Teaching) error {
			_, err := k.SetLoad(t.Context(), k.act(by), change)
			return err
		}
		from := when.Span{From: today, To: when.Forever}
		for _, tt := range []struct {
			name string
			got  error
			want string
		}{
			{"by the clerk", load(the.clerk, people.Teaching{Teacher: the.sidorov, Group: the.group9, Course: the.physics, Days: from}), "people.forbidden"},
			{"for the deputy, who is no teacher", load(the.deputy, people.Teaching{Teacher: the.smirnov, Group: the.group9, Course: the.physics, Days: from}), "people.load.not-teacher"},
			{"for who was one until October", load(the.deputy, people.Teaching{Teacher: the.kuznetsova, Group: the.group9, Course: the.physics, Days: from}), "people.load.not-teacher"},
			{"twice", load(the.deputy, people.Teaching{Teacher: the.ivanova, Group: the.group7, Course: the.algebra, Days: from}), "people.load.overlaps"},
			{"backwards", load(the.deputy, people.Teaching{Teacher: the.sidorov, Group: the.group9, Course: the.physics, Days: when.Span{From: today, To: september}}), "people.load.days"},
			{"of no course", load(the.deputy, people.Teaching{Teacher: the.sidorov, Group: the.group9, Course: 999, Days: from}), "storage.reference"},
			{"ending what is not there", k.EndLoad(t.Context(), k.act(the.deputy), 999, today), "people.load.none"},
			{"ending before it begins", k.EndLoad(t.Context(), k.act(the.deputy), the.ivanovaLoad, september-1), "people.load.ended"},
		} {
			if problem.KeyOf(tt.got) != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, tt.got, tt.want)
			}
		}
	})
}

func TestLoadMayBeginAgainAfterItEnded(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.EndLoad(t.Context(), k.act(the.deputy), the.ivanovaLoad, october))
		_, err := k.SetLoad(t.Context(), k.act(the.deputy), people.Teaching{
			Teacher: the.ivanova, Group: the.group7, Course: the.algebra, Days: when.Span{From: today, To: when.Forever},
		})
		k.must(err)
		if got := k.facts(the.ivanova, today).Load; len(got) != 2 {
			t.Errorf("load = %v, want both spans", got)
		}
	})
}

func TestNewTutorEndsTheOld(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.SetTutor(t.Context(), k.act(the.deputy), the.class7, the.ivanova, today))
		if k.facts(the.sidorov, today).Has(access.Tutor) || !k.facts(the.sidorov, today-1).Has(access.Tutor) {
			t.Error("the old tutor's last day is not the day before")
		}
		if !k.facts(the.ivanova, today).Has(access.Tutor) {
			t.Error("the new tutor is not one")
		}
		if err := k.SetTutor(t.Context(), k.act(the.deputy), the.class7, the.ivanova, today+1); problem.KeyOf(err) != "people.tutor.same" {
			t.Errorf("the same tutor again: %v", err)
		}
	})
}

func TestGuardianshipEnds(t *testing.T) {
	each(t, func(k *kit) {
		again := people.Guardianship{Guardian: the.petrova, Pupil: the.petrov, Kind: people.Mother, Days: when.Span{From: today, To: when.Forever}}
		if err := k.SetGuardian(t.Context(), k.act(the.clerk), again); problem.KeyOf(err) != "people.guardian.set" {
			t.Errorf("set twice: %v", err)
		}
		again.Guardian = the.petrov
		if err := k.SetGuardian(t.Context(), k.act(the.clerk), again); problem.KeyOf(err) != "people.guardian.self" {
			t.Errorf("of oneself: %v", err)
		}
		k.must(k.EndGuardian(t.Context(), k.act(the.clerk), the.petrova, the.petrov, today))
		if !k.facts(the.petrova, today).Has(access.Guardian) || k.facts(the.petrova, today+1).Has(access.Guardian) {
			t.Error("the last day is not the last")
		}
		if err := k.EndGuardian(t.Context(), k.act(the.clerk), the.petrova, the.petrov, today); problem.KeyOf(err) != "people.guardian.none" {
			t.Errorf("ended twice: %v", err)
		}
		k.read(func(tx *storage.Tx) error {
			before, err := people.GuardiansOf(tx, the.petrov, today)
			if err != nil || len(before) != 1 || before[0].Name.Address() != "Ольга Викторовна" || before[0].Kind != people.Mother {
				t.Errorf("GuardiansOf = %v, %v", before, err)
			}
			in, err := people.GuardiansIn(tx, the.group7, today)
			if err != nil || len(in) != 1 || in[0].Pupil != the.petrov {
				t.Errorf("GuardiansIn = %v, %v", in, err)
			}
			return nil
		})
	})
}
