// Package people knows who is in the organisation and what they are to each
// other: persons, staff and their roles, the roll, guardians, teaching load and
// form tutors.
//
// Its words:
//
//   - A Person is known within one organisation. Somebody with a child in two
//     schools is two persons with one account.
//   - The roll is enrolments: which class a pupil belongs to and on which days.
//     A pupil is in one class at a time. Moving to another class ends one
//     enrolment the day before the other begins; nothing is overwritten, so last
//     month's page still shows who was there.
//   - Membership is the same for groups. The group of a whole class has its
//     members written together with the enrolment, so that everything about
//     lessons asks people_member alone, whatever kind the group is.
//   - Teaching load says who teaches which course to which group. A
//     substitution is a load of one day.
//   - A form tutor looks after a class; a guardian, after pupils.
//
// A span that has no end yet ends on when.Forever. Both ends are included.
//
// Roles of staff are kept with their days. That somebody is a pupil, a guardian
// or a form tutor is not written down a second time as a role: it follows from
// the roll, the guardianship and the class (see FactsOf).
//
// Tables: people_person, people_role, people_enrolment, people_member,
// people_guardian, people_teaching, people_tutor.
package people
