// Package orgs knows who may come in: the directory of organisations, accounts,
// seats, sign-in, sessions and invitations.
//
// An Account is somebody's way in and belongs to that person, not to a school.
// It has one sign-in name, a password, and perhaps a PIN for the quick lock and
// a spare code for the day the password is forgotten. A Seat says that the
// account is a certain person of a certain organisation; a teacher who is also
// a mother in two schools has one account and three seats. A Session is one
// signed-in browser; it names neither organisation nor role.
//
// Nobody gets a first password from anybody. An Invitation is a code on paper,
// for one person, used once, that expires and asks for a birth date; accepting
// it makes a seat. The same kind of code, for a person who has a seat, lets a
// new password be set. That never reaches beyond the organisation: an account
// with seats in several needs a code of each, or its own spare code.
//
// Its tables are control tables with global keys. What an organisation must be
// able to look up later (who invited, who reset, who came in) is also a line in
// its ledger: first the line, then the control table for what staff does; the
// other way round for accepting, which the next sign-in repairs.
//
// Guessing is answered by delays that grow per name and address together: by
// name alone a pupil could lock a teacher out, by address alone a whole school.
// Tries at one name from many new places share a bucket that known places never
// meet (place.go).
//
// Names of people and classes belong to slices below; app gives the functions
// that find them (Asks).
package orgs
