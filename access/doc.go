// Package access says who may do what. It is one table and pure functions over
// it: no database, no clock.
//
// A Rule is a line of the table: an action, a role, a reach. The facts a rule
// is judged by (which groups a teacher teaches, whose guardian someone is) come
// with the Actor, loaded once per request. Judging names the rule that decided,
// and the ledger keeps that name with whatever was done.
//
// What belongs to another organisation does not exist (404, decided where the
// actor is loaded); what is ours but out of reach is refused (403, decided here).
//
// Source of roles and duties: docs/sources.md, roles of a school.
package access
