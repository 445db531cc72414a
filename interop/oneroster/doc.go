// Package oneroster reads a set of OneRoster CSV files, versions 1.1 and 1.2,
// from a folder or a ZIP, and says what is wrong with it. It alone uses
// OneRoster's words (org, academic session, enrollment, student); package
// interop turns its Set into the school's.
//
// What makes a set unusable is refused: a file that cannot be read, a required
// file or column that is missing, an enrollment in a class or of a user that is
// not there, one sourcedId twice with different content. Everything else that
// exporters get wrong is taken with a warning: other case, misspelt headers,
// extra columns, dates as d/m/yyyy or none, a parent, course or term that is
// not there. Passwords are never read out of the file, whatever the column is
// called.
//
// A file marked "delta" holds only changes; what it refers to may stand in the
// database instead of the set, so the reader leaves that check to interop.
//
// Source: IMS OneRoster v1.1 CSV Tables (2017), OneRoster 1.2 CSV Binding (2022).
package oneroster
