// Package demo makes schools that look as if they had been at work for months:
// for somebody who wants to look round, for tests, and for measuring.
//
// There are two sizes. Cast is the smallest that has everybody everyone knows:
//
//   - School No. 1: Orlova (head), Smirnov (deputy), Ivanova (algebra in 7Б),
//     Sidorov (physics in 9А and 7Б, form tutor of 7Б), Kuznetsova (clerk), Lebedev
//     (administrator), Petrov (pupil of 7Б) and Petrova, his mother;
//   - School No. 2: Volkova, a teacher who must never see anything of No. 1, and
//     3А, where Petrova has a daughter: one account, two seats;
//   - a village school where Zhdanova teaches grades 1 and 3 together and five
//     subjects;
//   - the municipality (Belova) and the region (Gromov) above them.
//
// Build fills the same three schools to a natural size, and after them as many
// as asked, shaped like those of one region: many village schools with a few
// dozen pupils, and a few in the city that teach most of the children.
//
// Everything follows from a seed and a day, identifiers included; only the salts
// and times of the ledger differ. Lessons and marks stand in the term of that
// day, or, in holidays, in the term that ended last.
//
// Names, subjects, topics and homework are data: data/*.json.
package demo
