package i18n

import (
	"strings"

	"parta/internal/problem"
)

// Problem says an error to a person: each problem in it by its sentence, with its
// cause behind a colon, and what is no problem as it stands.
func (p *Printer) Problem(err error) string {
	said := err.Error()
	for _, found := range problemsIn(err) {
		told := p.T(found.Key, found.Args...)
		if found.Cause != nil {
			told = strings.TrimSuffix(told, ".") + ": " + p.Problem(found.Cause)
		}
		said = strings.Replace(said, found.Error(), told, 1)
	}
	return said
}

// problemsIn lists the problems that an error wraps, in order, without those that
// are the cause of another.
func problemsIn(err error) []*problem.Error {
	switch e := err.(type) { //nolint:errorlint // the tree is walked here
	case *problem.Error:
		return []*problem.Error{e}
	case interface{ Unwrap() error }:
		return problemsIn(e.Unwrap())
	case interface{ Unwrap() []error }:
		var found []*problem.Error
		for _, one := range e.Unwrap() {
			found = append(found, problemsIn(one)...)
		}
		return found
	}
	return nil
}
