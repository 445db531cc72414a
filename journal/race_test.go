package journal_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"parta/access"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/journal"
	"parta/people"
	"parta/when"
)

// TestSavesAndWhatClosesThemDoNotPassEachOther lets two writes run into each
// other on PostgreSQL, where they are not one after another by nature: both have
// done all their work when the first of them commits. Whichever was first, no
// mark may stand in a closed term or a cancelled lesson that was told to be empty.
func TestSavesAndWhatClosesThemDoNotPassEachOther(t *testing.T) {
	for _, engine := range []string{"postgres", "partitioned"} {
		t.Run(engine, func(t *testing.T) {
			for _, tt := range []struct {
				name          string
				first, second func(r *race) string // the key of what it was refused with
				want          string
			}{
				{"a term is closed, then a mark", (*race).closeTerm, (*race).markAnswer, "journal.term.closed"},
				{"a mark, then the term is closed", (*race).markAnswer, (*race).closeTerm, ""},
				{"a term is closed, then a lesson on a page without one", (*race).closeTerm, (*race).addPhysics, "journal.term.closed"},
				{"a lesson on a page without one, then the term is closed", (*race).addPhysics, (*race).closeTerm, ""},
				{"a term is closed, then attendance is checked", (*race).closeTerm, (*race).check, "journal.term.closed"},
				{"a term is closed, then a lesson changes", (*race).closeTerm, (*race).changeLesson, "journal.term.closed"},
				{"a term is closed, then a task is added", (*race).closeTerm, (*race).addTask, "journal.term.closed"},
				{"a term is closed, then a task is cancelled", (*race).closeTerm, (*race).cancelTask, "journal.term.closed"},
				{"a lesson is cancelled, then a mark", (*race).cancelLesson, (*race).markAnswer, "journal.cell.cancelled"},
				{"a mark, then the lesson is cancelled", (*race).markAnswer, (*race).cancelLesson, "journal.lesson.used"},
				{"a lesson is cancelled, then attendance is checked", (*race).cancelLesson, (*race).check, "journal.lesson.gone"},
				{"a lesson is cancelled, then it changes", (*race).cancelLesson, (*race).changeLesson, "journal.lesson.gone"},
				{"a task is cancelled, then a mark", (*race).cancelTask, (*race).markTask, "journal.cell.cancelled"},
				{"a mark, then the task is cancelled", (*race).markTask, (*race).cancelTask, "journal.task.marked"},
				{"a lesson moves to a day to come, then a mark", (*race).moveLesson, (*race).markAnswer, "journal.cell.future"},
			} {
				t.Run(tt.name, func(t *testing.T) {
					r := newRace(t, template.Open(t, engine))
					first, second := r.run(tt.first, tt.second)
					if first != "" || second != tt.want {
						t.Errorf("first %q, second %q; want the first to pass and the second %q", first, second, tt.want)
					}
				})
			}
		})
	}
}

// race is a school in which two things are about to happen at once.
type race struct {
	*kit
	lesson journal.Lesson // held, and nothing stands in it
	task   journal.Task   // of a day, without a mark

	ivanova, sidorov, smirnov access.Actor
}

func newRace(t *testing.T, base *testkit.Kit) *race {
	r := &race{kit: newKit(t, base)}
	var err error
	r.lesson, err = r.AddLesson(t.Context(), r.act("ivanova"), journal.LessonDraft{Group: group7, Course: algebra, Day: friday, Number: 7, Held: true})
	r.must(err)
	r.task, err = r.AddTask(t.Context(), r.act("ivanova"), journal.TaskDraft{Group: group7, Course: algebra, Kind: "quiz", Title: "Степени", Day: friday})
	r.must(err)
	_, err = people.New(r.db).Substitute(t.Context(), r.act("smirnov"), cast["sidorov"].person, group7, physics, friday)
	r.must(err)
	r.ivanova, r.sidorov, r.smirnov = r.as("ivanova"), r.as("sidorov"), r.as("smirnov")
	return r
}

// run holds the ledger's head, which every write takes last, while first and
// then second do their work, and lets them go in that order.
func (r *race) run(first, second func(*race) string) (string, string) {
	r.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	undo := errors.New("nothing is to be kept")
	go func() {
		ended <- r.db.Write(context.Background(), storage.Act{Org: org1, Key: "hold"}, func(tx *storage.Tx) error {
			if err := tx.Lock("ledger_head", "org_id", int64(org1)); err != nil {
				return err
			}
			close(held)
			<-release
			return undo
		})
	}()
	<-held
	answers := [2]chan string{make(chan string, 1), make(chan string, 1)}
	for i, act := range []func(*race) string{first, second} {
		go func() { answers[i] <- act(r) }()
		r.untilWaiting(i+1, answers[i])
	}
	close(release)
	if err := <-ended; !errors.Is(err, undo) {
		r.Error(err)
	}
	return <-answers[0], <-answers[1]
}

// untilWaiting returns when so many transactions wait for another.
func (r *race) untilWaiting(want int, answer chan string) {
	r.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); runtime.Gosched() {
		var waiting int
		err := r.db.ReadControl(context.Background(), func(tx *storage.Tx) (err error) {
			waiting, err = storage.Value[int](tx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		if waiting >= want || len(answer) > 0 {
			return
		}
	}
	r.Fatalf("%d transactions were to wait for another", want)
}

// actOf is an act of somebody whose rights are known already.
func actOf(who access.Actor, key string) storage.Act {
	return storage.Act{Org: who.Org, By: who, Key: key}
}

func (r *race) closeTerm() string {
	return problem.KeyOf(r.CloseTerm(context.Background(), actOf(r.smirnov, "close"), term1, true))
}

func (r *race) markAnswer() string { return r.mark(journal.Column{Lesson: r.lesson.ID}) }
func (r *race) markTask() string   { return r.mark(journal.Column{Task: r.task.ID}) }

func (r *race) mark(column journal.Column) string {
	results, err := r.SaveCells(context.Background(), r.ivanova, term1, []journal.CellWrite{{Key: "mark", Column: column, Pupil: petrov, Text: "5"}})
	if err != nil {
		return err.Error()
	}
	return problem.KeyOf(results[0].Problem)
}

func (r *race) draft(day when.Day) journal.LessonDraft {
	return journal.LessonDraft{Group: group7, Course: algebra, Day: day, Number: 7, Topic: "Повторение"}
}

func (r *race) changeLesson() string {
	return problem.KeyOf(r.ChangeLesson(context.Background(), actOf(r.ivanova, "change"), r.lesson.ID, 1, r.draft(friday)))
}

func (r *race) moveLesson() string {
	return problem.KeyOf(r.ChangeLesson(context.Background(), actOf(r.ivanova, "move"), r.lesson.ID, 1, r.draft(today+1)))
}

func (r *race) cancelLesson() string {
	return problem.KeyOf(r.CancelLesson(context.Background(), actOf(r.ivanova, "cancel"), r.lesson.ID, 1))
}

func (r *race) check() string {
	return problem.KeyOf(r.CheckAttendance(context.Background(), actOf(r.ivanova, "check"), r.lesson.ID))
}

func (r *race) addPhysics() string {
	draft := r.draft(friday)
	draft.Course = physics
	_, err := r.AddLesson(context.Background(), actOf(r.sidorov, "add"), draft)
	return problem.KeyOf(err)
}

func (r *race) addTask() string {
	_, err := r.AddTask(context.Background(), actOf(r.ivanova, "task"), journal.TaskDraft{Group: group7, Course: algebra, Kind: "test", Title: "Степени", Day: friday})
	return problem.KeyOf(err)
}

func (r *race) cancelTask() string {
	return problem.KeyOf(r.CancelTask(context.Background(), actOf(r.ivanova, "untask"), r.task.ID, 1))
}
