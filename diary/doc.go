// Package diary is what a pupil and a guardian see: the week with its lessons,
// homework, absences and marks, and the marks of a term by course with the
// mean explained.
//
// Its words:
//
//   - A Week is one pupil's Monday to Saturday, and Sunday when a lesson falls
//     on it. Every fact in it was recorded once, in the journal; the diary
//     writes nothing.
//   - Homework stands twice: under the lesson it was given at, and under the
//     first lesson of the same course on the day it is due.
//   - A book is everything the diary has lately read about one pupil, with the
//     place in the ledger it was read at. A line behind that place that concerns
//     the pupil, one of the pupil's groups, or the school as a whole makes it
//     stale; a line about somebody else does not.
//
// Who may look: the pupil, the guardians of today, the form tutor, the deputy
// and the head (access.ReadDiary). A subject teacher has the journal page
// instead. Other pupils never appear here, not even by name.
//
// The diary owns no tables. It reads those of school, people, journal and
// ledger.
//
// Source: the municipal service of informing families about progress, with an
// extract on paper for those without internet (docs/sources.md#diary).
package diary
