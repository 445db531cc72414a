// Package journal is the class journal: the lessons that were held, who was
// there, what was set as homework, and the marks.
//
// Its words:
//
//   - A Page is group × course × term: what a paper register calls a spread.
//     Its pupils are those who were members of the group on some day of the term.
//   - A Lesson is one hour of a course with a group: planned, held or cancelled.
//     That attendance was checked is a fact of its own, so that "everybody was
//     there" differs from "nobody has looked".
//   - A Task is what marks are given for. Each lesson has the task «ответ»
//     (kind "answer") from the beginning; a test or a project is another task,
//     of a lesson or of a day.
//   - A Mark is what was given to a pupil for a task. «5/4» is two marks, in
//     slots 1 and 2. The text stays as it was entered; what it is worth, in
//     hundredths, is decided by a Scale, which is data with a version and a source.
//   - Attendance is a state, minutes, a reason and whether it is excused. The
//     letters Н, Б, УП, ОП are how one school shows it and how people type it.
//   - A Cell is where a pupil's row meets a column. It shows two facts,
//     attendance and marks, each with a version of its own; a write names the
//     versions it replaces, and whoever was slower is shown both values.
//   - A Mean is exact: a sum and a weight. It is compared by multiplication and
//     rounded only to be shown. An Explanation opens it to its marks.
//
// Nothing is deleted: a cleared mark is a row with an empty text and a line in
// the ledger, and the history of a cell is read from there.
//
// Tables: journal_lesson, journal_task, journal_mark, journal_attendance,
// journal_homework, journal_page (a version per page), journal_term (terms that
// were closed), journal_letter (a school's own letters).
//
// Sources: 273-FZ art. 28(3)(10–11) for keeping results and attendance;
// docs/sources.md for scales, letters and thresholds.
package journal
