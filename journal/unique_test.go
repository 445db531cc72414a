package journal_test

import (
	"testing"

	"parta/internal/problem"
	"parta/internal/storage"
)

// TestEveryUniqueKeyRefusesItsDuplicate tries each of them: a copy of a row
// that is there, with all but that key made different.
func TestEveryUniqueKeyRefusesItsDuplicate(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct{ key, row, copy string }{
			{
				"journal_lesson primary", "",
				"INSERT INTO journal_lesson (org_id, lesson_id, group_id, course_id, on_date, number, teacher_id, topic, state, checked, version) SELECT org_id, lesson_id, group_id, course_id, on_date, 9, teacher_id, topic, state, checked, version FROM journal_lesson WHERE org_id = $1 AND lesson_id = 1000",
			},
			{
				"journal_lesson_place", "",
				"INSERT INTO journal_lesson (org_id, lesson_id, group_id, course_id, on_date, number, teacher_id, topic, state, checked, version) SELECT org_id, 5, group_id, course_id, on_date, number, teacher_id, topic, 'planned', checked, version FROM journal_lesson WHERE org_id = $1 AND lesson_id = 1000",
			},
			{
				"journal_task primary", "",
				"INSERT INTO journal_task (org_id, task_id, group_id, course_id, lesson_id, kind, title, on_date, weight, state, version) SELECT org_id, task_id, group_id, course_id, lesson_id, 'test', 'x', on_date, weight, state, version FROM journal_task WHERE org_id = $1 AND task_id = 2000",
			},
			{
				"journal_task_answer", "",
				"INSERT INTO journal_task (org_id, task_id, group_id, course_id, lesson_id, kind, title, on_date, weight, state, version) SELECT org_id, 5, group_id, course_id, lesson_id, kind, 'x', on_date, weight, state, version FROM journal_task WHERE org_id = $1 AND task_id = 2000",
			},
			{
				"journal_task_title", "",
				"INSERT INTO journal_task (org_id, task_id, group_id, course_id, lesson_id, kind, title, on_date, weight, state, version) SELECT org_id, 5, group_id, course_id, 0, kind, title, on_date, weight, state, version FROM journal_task WHERE org_id = $1 AND task_id = 3000",
			},
			{
				"journal_mark primary", "",
				"INSERT INTO journal_mark (org_id, task_id, pupil_id, slot, mark_id, text, value, counted, scale, version, given_by, given_at) SELECT org_id, task_id, pupil_id, slot, 5, text, value, counted, scale, version, given_by, given_at FROM journal_mark WHERE org_id = $1 AND task_id = 3000 AND pupil_id = 51",
			},
			{
				"journal_mark_id", "",
				"INSERT INTO journal_mark (org_id, task_id, pupil_id, slot, mark_id, text, value, counted, scale, version, given_by, given_at) SELECT org_id, task_id, pupil_id, 2, mark_id, text, value, counted, scale, version, given_by, given_at FROM journal_mark WHERE org_id = $1 AND task_id = 3000 AND pupil_id = 51",
			},
			{
				"journal_attendance primary",
				"INSERT INTO journal_attendance (org_id, lesson_id, pupil_id, attendance_id, state, minutes, reason, excused, source, version) VALUES ($1, 1000, 41, 6, 'absent', 0, '', 'unknown', 'teacher', 1)",
				"INSERT INTO journal_attendance (org_id, lesson_id, pupil_id, attendance_id, state, minutes, reason, excused, source, version) VALUES ($1, 1000, 41, 7, 'absent', 0, '', 'unknown', 'teacher', 1)",
			},
			{
				"journal_attendance_id",
				"INSERT INTO journal_attendance (org_id, lesson_id, pupil_id, attendance_id, state, minutes, reason, excused, source, version) VALUES ($1, 1000, 41, 6, 'absent', 0, '', 'unknown', 'teacher', 1)",
				"INSERT INTO journal_attendance (org_id, lesson_id, pupil_id, attendance_id, state, minutes, reason, excused, source, version) VALUES ($1, 1001, 41, 6, 'absent', 0, '', 'unknown', 'teacher', 1)",
			},
			{
				"journal_homework primary",
				"INSERT INTO journal_homework (org_id, homework_id, lesson_id, group_id, course_id, text, due_on, version) VALUES ($1, 8, 1000, 21, 31, '', '2026-10-20', 1)",
				"INSERT INTO journal_homework (org_id, homework_id, lesson_id, group_id, course_id, text, due_on, version) VALUES ($1, 8, 1001, 21, 31, '', '2026-10-20', 1)",
			},
			{
				"journal_homework_lesson",
				"INSERT INTO journal_homework (org_id, homework_id, lesson_id, group_id, course_id, text, due_on, version) VALUES ($1, 8, 1000, 21, 31, '', '2026-10-20', 1)",
				"INSERT INTO journal_homework (org_id, homework_id, lesson_id, group_id, course_id, text, due_on, version) VALUES ($1, 9, 1000, 21, 31, '', '2026-10-20', 1)",
			},
			{
				"journal_page primary", "",
				"INSERT INTO journal_page (org_id, group_id, course_id, term_id, version) VALUES ($1, 21, 31, 15, 7)",
			},
			{
				"journal_term primary",
				"INSERT INTO journal_term (org_id, term_id, closed, changed_on, version) VALUES ($1, 15, FALSE, '2026-10-20', 1)",
				"INSERT INTO journal_term (org_id, term_id, closed, changed_on, version) VALUES ($1, 15, TRUE, '2026-10-21', 2)",
			},
			{
				"journal_letter primary",
				"INSERT INTO journal_letter (org_id, letter, state, reason, excused, rank) VALUES ($1, 'н', 'absent', '', 'unknown', 1)",
				"INSERT INTO journal_letter (org_id, letter, state, reason, excused, rank) VALUES ($1, 'н', 'late', '', 'yes', 2)",
			},
		} {
			err := k.db.Write(k.Context(), k.act("ivanova"), func(tx *storage.Tx) error {
				if tt.row != "" {
					if _, err := tx.Exec(tt.row, org1); err != nil {
						k.Errorf("%s: the first row: %v", tt.key, err)
					}
				}
				_, err := tx.Exec(tt.copy, org1)
				return err
			})
			if problem.KeyOf(err) != "storage.duplicate" {
				k.Errorf("%s: %v, want a duplicate", tt.key, err)
			}
		}
	})
}
