// Package rules holds the shape of the tree: tests that read the source and fail
// when a promise of the layout is broken. It has no code that runs in Parta.
//
// Who may import whom, who writes which table, what SQL may say on both engines,
// which sentences exist in each language, how long a file may be: each rule is
// one test file here, each with a bad sample it must catch.
package rules
