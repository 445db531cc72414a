package storage

import (
	"context"
	"database/sql"
	"errors"
	"iter"
)

// readSession is a transaction that reads, and is opened by its first statement.
type readSession struct {
	open func() (on session, end func() error, err error)
	on   session
	end  func() error // nil before the first statement
}

func (s *readSession) opened() (session, error) {
	if s.end != nil {
		return s.on, nil
	}
	on, end, err := s.open()
	if err != nil {
		return nil, err
	}
	s.on, s.end = on, end
	return on, nil
}

// query reads. Until the first statement is answered nothing was read, so another
// connection does as well as one that turns out to have been cut while it was idle.
func (s *readSession) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	begun := s.end != nil
	for cut := 0; ; cut++ {
		rows, err := s.ask(ctx, query, args)
		if begun || cut == postgresConns || !lost(err) || refused(err) || ctx.Err() != nil {
			return rows, err
		}
		if s.end != nil {
			_ = s.end()
			s.end = nil
		}
	}
}

func (s *readSession) ask(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	on, err := s.opened()
	if err != nil {
		return nil, err
	}
	return on.query(ctx, query, args)
}

func (s *readSession) exec(ctx context.Context, query string, args []any) (int64, error) {
	on, err := s.opened()
	if err != nil {
		return 0, err
	}
	return on.exec(ctx, query, args)
}

func (s *readSession) bulk(context.Context, string, []string, iter.Seq[[]any]) (int64, error) {
	return 0, errors.New("storage: a transaction that reads was to write")
}
