// Package interop brings in what other systems know of a school: who is in it,
// its classes, groups, courses and teaching load. The formats are folders of
// their own (oneroster, classlist); here is what they share.
//
// Its words:
//
//   - A roster is what one file or set says about one organisation, in the
//     school's own words. Foreign words stay behind in the reader's folder.
//   - A plan is a roster compared with the database: for each row whether it
//     adds something, changes it (old and new), ends a span, finds it as it is,
//     or is left out, and why.
//   - A source id is what another system calls one of our things. The table
//     interop_source_id remembers it, so that a later file finds the same thing
//     under another name.
//
// Its rules: the whole set is checked first, for every organisation; one refusal
// and nothing is taken. Then each organisation is one transaction with its lines
// in the ledger. A row that finds its thing as it is writes nothing, so a second
// run is empty, and a run that was cut short goes on with the organisations not
// yet done. Nothing is deleted: what a file calls inactive ends its span. An
// empty value never clears ours. A file gives nobody power: of roles it may give
// that of a teacher alone, the others are given by hand.
//
// Tables: interop_source_id, interop_import; interop_org outside organisations.
package interop
