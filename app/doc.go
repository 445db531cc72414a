// Package app wires the slices: which there are, their routes, their readers of
// the ledger, and what one asks of another. Nothing is decided here that a slice
// could decide.
package app
