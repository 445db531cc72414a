package people_test

import (
	"slices"
	"testing"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/people"
	"parta/when"
)

func TestFactsFollowFromWhatIsRecorded(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			name   string
			person id.Person
			want   []access.Role
		}{
			{"a teacher", the.ivanova, []access.Role{access.Teacher}},
			{"a teacher who is form tutor", the.sidorov, []access.Role{access.Teacher, access.Tutor}},
			{"a clerk who taught until October", the.kuznetsova, []access.Role{access.Clerk}},
			{"a pupil", the.petrov, []access.Role{access.Pupil}},
			{"a mother", the.petrova, []access.Role{access.Guardian}},
			{"a pupil who left", the.alekhin, nil},
		} {
			got := k.facts(tt.person, today)
			slices.Sort(got.Roles)
			if !slices.Equal(got.Roles, tt.want) {
				t.Errorf("%s: roles = %v, want %v", tt.name, got.Roles, tt.want)
			}
		}
		ivanova := k.facts(the.ivanova, today)
		if ivanova.Name != "Иванова Е. П." || ivanova.Org != org1 || ivanova.On != today || len(ivanova.Load) != 1 {
			t.Errorf("Ivanova = %+v", ivanova)
		}
		if got := k.facts(the.sidorov, today).Tutored; len(got) != 1 || got[0] != (access.Class{ID: the.class7, Name: "7Б"}) {
			t.Errorf("Sidorov's classes = %v", got)
		}
		if got := k.facts(the.petrova, today).Wards; len(got) != 1 || got[0] != (access.Ward{ID: the.petrov, Name: "Илья"}) {
			t.Errorf("Petrova's children = %v", got)
		}
	})
}

func TestFactsOfNobodyAreNotFound(t *testing.T) {
	each(t, func(k *kit) {
		for org, person := range map[id.Org]id.Person{org1: 999, org2: the.ivanova} {
			err := k.db.Read(t.Context(), org, func(tx *storage.Tx) error {
				_, err := people.FactsOf(tx, person, today)
				return err
			})
			if problem.KindOf(err) != problem.NotFound {
				t.Errorf("organisation %d: FactsOf = %v, want NotFound", org, err)
			}
		}
	})
}

func TestLoadOfAnotherYearIsNoFact(t *testing.T) {
	each(t, func(k *kit) {
		next := when.Date(2027, time.September, 1)
		k.must(k.EndLoad(t.Context(), k.act(the.deputy), the.ivanovaLoad, today))
		if got := k.facts(the.ivanova, today+30).Load; len(got) != 1 {
			t.Errorf("load that ended this year = %v, want to be kept", got)
		}
		k.must(k.write(org1, func(tx *storage.Tx) error { return addYear(tx, next) }))
		if got := k.facts(the.ivanova, next).Load; len(got) != 0 {
			t.Errorf("load next year = %v, want none", got)
		}
	})
}

func TestPupilForNamesTheRule(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			name   string
			who    id.Person
			action access.Action
			want   string
		}{
			{"his mother reads the diary", the.petrova, access.ReadDiary, "diary.read/guardian/child"},
			{"he himself", the.petrov, access.ReadDiary, "diary.read/pupil/self"},
			{"his form tutor", the.sidorov, access.ReadDiary, "diary.read/tutor/tutored"},
			{"a teacher who is not", the.ivanova, access.ReadDiary, ""},
			{"a classmate", the.alyokhina, access.ReadDiary, ""},
		} {
			actor := k.facts(tt.who, today)
			k.read(func(tx *storage.Tx) error {
				pupil, rule, err := people.PupilFor(tx, actor, tt.action, the.petrov)
				if tt.want == "" {
					if problem.KindOf(err) != problem.Forbidden {
						t.Errorf("%s: PupilFor = %v, want Forbidden", tt.name, err)
					}
					return nil
				}
				if err != nil || rule.Name() != tt.want || pupil.Class.Name != "7Б" {
					t.Errorf("%s: PupilFor = %s in %q, %v, want %s", tt.name, rule.Name(), pupil.Class.Name, err, tt.want)
				}
				return nil
			})
		}
	})
}

func TestGuardianOfTwoPupilsHasBoth(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.SetGuardian(t.Context(), k.act(the.clerk), people.Guardianship{
			Guardian: the.petrova, Pupil: the.alyokhina, Kind: people.Tutelary, Days: when.Span{From: october, To: when.Forever},
		}))
		wards := k.facts(the.petrova, today).Wards
		if len(wards) != 2 || wards[0].Name != "Анна" || wards[1].Name != "Илья" {
			t.Errorf("children = %v, want Анна (Алёхина) and Илья (Петров) in the order of their names", wards)
		}
	})
}
