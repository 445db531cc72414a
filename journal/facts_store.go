package journal

import (
	"database/sql"

	"parta/id"
	"parta/internal/storage"
)

// marksAfter lists marks behind an identifier, in the order of identifiers.
func marksAfter(tx *storage.Tx, after id.Mark, limit int) ([]Mark, error) {
	return storage.All(tx, func(r storage.Row) (m Mark, err error) {
		var value sql.NullInt64
		err = r.Scan(&m.ID, &m.Task, &m.Pupil, &m.Slot, &m.Text, &value, storage.OrZero(&m.Counted), &m.Scale, &m.Version, &m.By, storage.OrZero(&m.At))
		m.Value = value.Int64
		return m, err
	}, `SELECT mark_id, task_id, pupil_id, slot, text, value, counted, scale, version, given_by, given_at
		FROM journal_mark
		WHERE org_id = $1 AND mark_id > $2
		ORDER BY mark_id LIMIT $3`, tx.Org(), after, limit)
}

// attendanceAfter lists attendance behind an identifier, in the order of identifiers.
func attendanceAfter(tx *storage.Tx, after id.Attendance, limit int) ([]Attendance, error) {
	return storage.All(tx, func(r storage.Row) (a Attendance, err error) {
		return a, r.Scan(&a.ID, &a.Lesson, &a.Pupil, &a.State, &a.Minutes, &a.Reason, &a.Excused, &a.Source, &a.Version)
	}, `SELECT attendance_id, lesson_id, pupil_id, state, minutes, reason, excused, source, version
		FROM journal_attendance
		WHERE org_id = $1 AND attendance_id > $2
		ORDER BY attendance_id LIMIT $3`, tx.Org(), after, limit)
}
