package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// start runs the one writer until close.
func (l *lite) start(c *liteConn, pool *sql.DB) {
	go func() {
		defer close(l.ended)
		for first := range l.queue {
			jobs := []*job{first}
			acts := len(first.acts)
			for acts < groupLimit && len(l.queue) > 0 {
				next := <-l.queue
				jobs = append(jobs, next)
				acts += len(next.acts)
			}
			commitGroup(c, jobs)
		}
		c.close()
		_ = pool.Close()
	}()
}

func (l *lite) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	close(l.queue)
	<-l.ended
	l.all.Lock()
	defer l.all.Unlock()
	for range cap(l.readers) {
		c := <-l.readers
		c.close()
	}
	return l.pool.Close()
}

// commitGroup answers every job of a batch. When the batch as a whole fails,
// each job is tried alone, so that one cannot spoil the others.
func commitGroup(c *liteConn, jobs []*job) {
	err := tryGroup(c, jobs)
	if err != nil && len(jobs) > 1 {
		for _, j := range jobs {
			commitGroup(c, []*job{j})
		}
		return
	}
	for _, j := range jobs {
		if err == nil {
			j.db.publish(j)
		}
		j.done <- err
	}
}

func tryGroup(c *liteConn, jobs []*job) error {
	if err := c.plain("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	err := func() error {
		for _, j := range jobs {
			if err := tryJob(c, j); err != nil {
				return err
			}
		}
		return jobs[0].db.append(context.Background(), c, jobs)
	}()
	if err == nil {
		err = c.plain("COMMIT")
	}
	if err != nil {
		// A full disk may have rolled back already; then this has nothing to do.
		_ = c.plain("ROLLBACK")
	}
	return err
}

// tryJob runs the acts of a job, each in a savepoint. It returns an error only
// when the whole transaction is lost; an act's own error is its answer.
func tryJob(c *liteConn, j *job) error {
	j.entries = nil
	for i := range j.acts {
		if err := c.plain("SAVEPOINT act"); err != nil {
			return err
		}
		kept := len(j.entries)
		j.errs[i] = j.db.body(c, j, i)
		if j.errs[i] == nil {
			if err := c.plain("RELEASE act"); err != nil {
				return err
			}
			continue
		}
		j.entries = j.entries[:kept]
		if err := c.plain("ROLLBACK TO act"); err != nil {
			if HindranceOf(j.errs[i]) != "" {
				return j.errs[i] // SQLite has rolled all of it back already
			}
			return errors.Join(j.errs[i], err)
		}
		if err := c.plain("RELEASE act"); err != nil {
			return err
		}
	}
	return nil
}
