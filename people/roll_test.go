package people_test

import (
	"testing"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/people"
	"parta/school"
	"parta/when"
)

func addYear(tx *storage.Tx, first when.Day) error {
	return school.Fill(tx, school.Rows{Years: []school.Year{{
		ID: id.New[id.Year](tx), Name: first.String(), Days: when.Span{From: first, To: first + 364},
	}}})
}

func (k *kit) pupils(group id.Group, days when.Span) (pupils []people.OnPage) {
	k.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		pupils, err = people.Pupils(tx, group, days)
		return err
	})
	return pupils
}

func TestPageListsWhoWasThereByName(t *testing.T) {
	each(t, func(k *kit) {
		term := k.pupils(the.group7, when.Span{From: september, To: today})
		var names []string
		for _, p := range term {
			names = append(names, p.Name.InList())
		}
		if len(names) != 3 || names[0] != "Алехин Виктор" || names[1] != "Алёхина Анна" || names[2] != "Петров Илья" {
			t.Errorf("in the term: %v", names)
		}
		if !term[0].On(october) || term[0].On(october+1) {
			t.Errorf("Алехин belongs on %v", term[0].Spans)
		}
		if later := k.pupils(the.group7, when.Span{From: today, To: today}); len(later) != 2 {
			t.Errorf("today: %v, want the two who are left", later)
		}
	})
}

func TestMovingKeepsBothPagesTrue(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.Move(t.Context(), k.act(the.clerk), the.petrov, the.class9, today))
		whole := when.Span{From: september, To: today + 100}
		for group, want := range map[id.Group]when.Span{
			the.group7:  {From: september, To: today - 1},
			the.english: {From: september, To: today - 1},
			the.group9:  {From: today, To: when.Forever},
		} {
			found := false
			for _, p := range k.pupils(group, whole) {
				if p.ID == the.petrov {
					found = true
					if len(p.Spans) != 1 || p.Spans[0] != want {
						t.Errorf("group %d: Petrov belongs on %v, want %v", group, p.Spans, want)
					}
				}
			}
			if !found {
				t.Errorf("group %d: Petrov is not on the page of the year", group)
			}
		}
		k.read(func(tx *storage.Tx) error {
			for day, want := range map[when.Day]string{today - 1: "7Б", today: "9А"} {
				if class, err := people.ClassOf(tx, the.petrov, day); err != nil || class.Name != want {
					t.Errorf("on %s: ClassOf = %s, %v, want %s", day, class.Name, err, want)
				}
			}
			entries, err := ledger.Request(tx, "1")
			if err != nil || len(entries) != 1 || entries[0].Act != "pupil.moved" || entries[0].Rule != "roll.write/clerk/organisation" {
				t.Errorf("ledger = %+v, %v", entries, err)
			}
			return nil
		})
	})
}

func TestWhoLeftAndCameBackHasTwoSpans(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.Admit(t.Context(), k.act(the.clerk), the.alekhin, the.class7, today))
		page := k.pupils(the.group7, when.Span{From: september, To: today})
		if len(page) != 3 || len(page[0].Spans) != 2 || page[0].On(today-1) || !page[0].On(today) {
			t.Errorf("page = %v", page)
		}
	})
}

func TestRollRefuses(t *testing.T) {
	each(t, func(k *kit) {
		teacher := k.facts(the.ivanova, today)
		ctx := t.Context()
		for _, tt := range []struct {
			name string
			do   func() error
			want string
		}{
			{"a teacher admits", func() error { return k.Admit(ctx, k.act(teacher), the.alekhin, the.class7, today) }, "people.forbidden"},
			{"in a class already", func() error { return k.Admit(ctx, k.act(the.clerk), the.petrov, the.class9, today) }, "people.roll.enrolled"},
			{"while still in another", func() error { return k.Admit(ctx, k.act(the.clerk), the.alekhin, the.class9, october) }, "people.roll.enrolled"},
			{"a day of another year", func() error {
				return k.Admit(ctx, k.act(the.clerk), the.alekhin, the.class7, when.Date(2027, time.September, 1))
			}, "people.roll.outside-year"},
			{"a class that is not there", func() error { return k.Admit(ctx, k.act(the.clerk), the.alekhin, 999, today) }, "school.class.none"},
			{"moving to the same class", func() error { return k.Move(ctx, k.act(the.clerk), the.petrov, the.class7, today) }, "people.roll.same"},
			{"moving on the first day", func() error { return k.Move(ctx, k.act(the.clerk), the.petrov, the.class9, september) }, "people.roll.moved"},
			{"moving who left", func() error { return k.Move(ctx, k.act(the.clerk), the.alekhin, the.class9, today) }, "people.roll.none"},
			{"leaving twice", func() error { return k.Leave(ctx, k.act(the.clerk), the.alekhin, today) }, "people.roll.none"},
			{"joining the group of a class", func() error { return k.Join(ctx, k.act(the.clerk), the.alyokhina, the.group9, today) }, "people.group.whole"},
			{"joining twice", func() error { return k.Join(ctx, k.act(the.clerk), the.petrov, the.english, today) }, "people.group.joined"},
		} {
			if err := tt.do(); problem.KeyOf(err) != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
		}
	})
}

func TestLeavingEndsTheGroupsToo(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.Leave(t.Context(), k.act(the.clerk), the.petrov, today))
		if got := k.pupils(the.english, when.Span{From: today + 1, To: today + 1}); len(got) != 0 {
			t.Errorf("the day after, the part still has %v", got)
		}
		if got := k.facts(the.petrov, today+1).Roles; len(got) != 0 {
			t.Errorf("the day after, roles = %v", got)
		}
	})
}

func TestJoiningAndLeavingAPart(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.Join(t.Context(), k.act(the.clerk), the.alyokhina, the.english, today))
		if got := k.pupils(the.english, when.Span{From: today, To: today}); len(got) != 2 {
			t.Errorf("after joining: %v", got)
		}
		k.must(k.write(org1, func(tx *storage.Tx) error {
			return people.Part(tx, access.Rule{}, the.alyokhina, the.english, today+5)
		}))
		if got := k.pupils(the.english, when.Span{From: today + 6, To: today + 6}); len(got) != 1 {
			t.Errorf("after leaving: %v", got)
		}
	})
}
