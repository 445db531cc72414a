// Package problem is the one kind of error that is meant for a person.
//
// It carries a key, not a sentence: the sentence, in the reader's language,
// stands in the text file of the slice the key begins with. Whatever error is
// not a problem is ours, and the reader is shown a request number instead.
package problem

import (
	"errors"
	"fmt"
)

// Kind decides the HTTP status and nothing else.
type Kind int

const (
	Internal    Kind = iota
	Invalid          // the input is wrong; the person can mend it
	Forbidden        // it is there, in this organisation, but not for this person
	NotFound         // it does not exist, or belongs to another organisation
	Conflict         // somebody was faster, or a rule of the data forbids it
	Unavailable      // try again later
	TooOften         // too many tries: wait first
)

// Error is a problem to be shown.
type Error struct {
	Kind   Kind
	Key    string  // of the sentence, begins with the slice's name
	Args   []any   // for the sentence
	Fields []Field // which inputs are wrong, for a form
	Cause  error   // for the log only
}

// Field is one input that is wrong.
type Field struct {
	Name string
	Key  string
	Args []any
}

// New makes a problem with the arguments of its sentence.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// WithField names the input that is to blame and returns the same problem.
func (e *Error) WithField(name, key string, args ...any) *Error {
	e.Fields = append(e.Fields, Field{name, key, args})
	return e
}

// Because keeps the cause for the log and returns the same problem.
func (e *Error) Because(cause error) *Error {
	e.Cause = cause
	return e
}

func (e *Error) Error() string {
	text := e.Key
	if len(e.Args) > 0 {
		text += fmt.Sprint(e.Args)
	}
	for _, f := range e.Fields {
		text += fmt.Sprintf(" %s: %s%v", f.Name, f.Key, f.Args)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Cause }

// KindOf tells the kind of an error; Internal for one that is not a problem.
func KindOf(err error) Kind {
	var p *Error
	if errors.As(err, &p) {
		return p.Kind
	}
	return Internal
}

// KeyOf tells the key of an error; "" for one that is not a problem.
func KeyOf(err error) string {
	var p *Error
	if errors.As(err, &p) {
		return p.Key
	}
	return ""
}
