// Package source is how a file from outside is read before anybody believes it.
//
// Its words: a Folder is the files of one set, from a directory or a ZIP, under
// limits that a bomb cannot pass; a Table is one file as header and rows, each
// row remembering its line; a Finding is something a person must know about the
// file, with the place it stands in.
//
// It decides nothing about schools and touches no database.
package source
