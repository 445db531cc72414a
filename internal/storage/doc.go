// Package storage keeps what a school records, on SQLite or PostgreSQL, with
// one SQL text for both.
//
// There are four ways in, and none nests: Write changes one organisation and
// must leave a line in its ledger; Read sees one moment; Control changes what
// stands outside organisations (accounts, sessions, the directory); Derive lets
// a reader of the ledger keep tables that follow from it. Each runs a function
// that may be called again after a failure, so it does no input or output of
// its own, sends on no channel and hashes no password.
//
// A migration says in its first line what class its tables are of: tenant
// (org_id leads every key), reference, control or derived. A transaction writes
// only the classes it is meant for; the kit checks each statement once.
//
// What the engines do differently and slices therefore may not use is listed
// in docs/sql.md and held by internal/rules.
package storage
