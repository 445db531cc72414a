// Package ledger is the record of everything that happens in an organisation:
// one line for each change, who made it, when, in which role and by which rule,
// and what stood there before and after.
//
// Lines are only ever added. Each carries the hash of the one before it, so a
// changed, removed or swapped line is found by Verify; the hash of the last
// line, the head, leaves the machine daily, so a tail cut off or a chain made
// anew no longer matches what was saved elsewhere.
//
// What a line says of before and after is its body, kept with a random salt. The
// chain holds only SHA-256(salt ‖ body): when the law
// demands that a text be destroyed, Erase deletes body and salt, and the chain
// still verifies. docs/ledger.md gives the exact bytes, for a verifier of
// somebody else's.
//
// Tables: ledger_head (the last line of each organisation), ledger_line,
// ledger_request (idempotency keys), ledger_cursor (how far each
// reader has come).
//
// Sequence numbers are gapless in an organisation. There is no order across
// organisations.
package ledger
