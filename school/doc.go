// Package school is what a school year is made of, before anybody is in it:
// the years and their terms, subjects and courses, classes, groups, and what
// the school has decided for itself.
//
// Its words:
//
//   - A Year runs from 1 September; a Term is a part of it (a fourth, a third,
//     a half, or the whole), and different year groups may live by different
//     kinds. Days between terms are holidays.
//   - A Subject is what the certificate names (математика); a Course is what has
//     a journal page of its own (алгебра, геометрия). Most subjects have one
//     course of the same name.
//   - A Class (7Б) is pupils who belong together for a year. A Group is pupils
//     who are taught together: a whole class, a part of one, or pupils of
//     several classes and even year groups, as in a village school where one
//     teacher takes grades 1 and 3 at once. Each class has exactly one group of
//     kind "class"; lessons, load and journal pages always name a group.
//   - A Setting is a decision of the school's own rules, with the day it holds
//     from and the local act it follows from: whether marks are weighted,
//     whether the mark 1 is given, where a mean is rounded.
//
// Tables: school_year, school_term, school_subject, school_course,
// school_class, school_group, school_group_class, school_setting.
//
// Who is in a class or teaches a group is known by package people.
package school
