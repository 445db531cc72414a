package i18n

import (
	"errors"
	"strings"

	"parta/internal/problem"
)

// Problem says an error to a person: each problem in it by its sentence, with what
// caused it behind, and what is no problem by the reason that the machine gives.
// What wraps them is for the log. A reason that there are no words for stands as it
// is, on a line of its own.
func (p *Printer) Problem(err error) string {
	switch e := err.(type) { //nolint:errorlint // the tree is walked here
	case *problem.Error:
		return p.caused(p.T(e.Key, e.Args...), e.Cause)
	case interface{ Unwrap() error }:
		if told := e.Unwrap(); told != nil && problem.KeyOf(told) != "" {
			return p.Problem(told)
		}
	case interface{ Unwrap() []error }:
		all := e.Unwrap()
		if err.Error() == errors.Join(all...).Error() {
			said := make([]string, len(all))
			for at, one := range all {
				said[at] = p.Problem(one)
			}
			return strings.Join(said, "\n")
		}
		if first, ok := all[0].(*problem.Error); ok { //nolint:errorlint // as it was written: "%w: %w"
			rest := strings.TrimPrefix(err.Error(), first.Error()+": ")
			return p.caused(p.T(first.Key, first.Args...), detail{rest, errors.Join(all[1:]...)})
		}
	}
	return p.place(err) + p.reasonOr(err)
}

// detail is a cause with the words that were around it.
type detail struct {
	text string
	error
}

func (d detail) Error() string { return d.text }
func (d detail) Unwrap() error { return d.error }

// caused puts what caused a problem behind its sentence.
func (p *Printer) caused(told string, cause error) string {
	if cause == nil {
		return told
	}
	if problem.KeyOf(cause) != "" {
		return strings.TrimSuffix(told, ".") + ": " + p.Problem(cause)
	}
	if reason := p.reason(cause); reason != "" {
		return strings.TrimSuffix(told, ".") + " (" + reason + ")"
	}
	return told + "\n" + p.T("i18n.detail", cause.Error())
}
