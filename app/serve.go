package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"parta/internal/config"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/orgs"
)

// Serve answers requests until ctx ends, then lets those under way finish. The
// address is told through ready once connections are accepted.
func (a *App) Serve(ctx context.Context, s config.Server, ready func(address string)) error {
	collectSeldom()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return deaf("--listen", s.Listen, err)
	}
	server := &http.Server{
		Handler:           a.Router,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	scheme := "http"
	start := func() error { return server.Serve(listener) }
	var challenges *http.Server
	switch {
	case s.TLSCert != "":
		certificate, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
		if err != nil {
			err = problem.New(problem.Invalid, "app.listen.certificate", s.TLSCert, s.TLSKey).Because(err)
			return errors.Join(err, listener.Close())
		}
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}
		scheme, start = "https", func() error { return server.ServeTLS(listener, "", "") }
	case s.ACME != "":
		certificates := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(s.ACME), Cache: autocert.DirCache(a.certificates())}
		server.TLSConfig = certificates.TLSConfig()
		scheme, start = "https", func() error { return server.ServeTLS(listener, "", "") }
		challenges = &http.Server{Addr: ":80", Handler: certificates.HTTPHandler(nil), ReadHeaderTimeout: 10 * time.Second}
	}
	failed := make(chan error, 4)
	go func() { failed <- start() }()
	if challenges != nil {
		go func() { failed <- heard(challenges.ListenAndServe(), "--acme", challenges.Addr) }()
	}
	profiles := &http.Server{Addr: s.Debug, Handler: profileRoutes(), ReadHeaderTimeout: 10 * time.Second}
	if s.Debug != "" {
		go func() { failed <- heard(profiles.ListenAndServe(), "--debug", s.Debug) }()
	}
	work, stopWork := context.WithCancel(ctx)
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		if err := a.work(work); err != nil {
			failed <- err
		}
	}()
	if ready != nil {
		ready(scheme + "://" + listener.Addr().String())
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = nil
	}
	a.Router.Close()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(ending), profiles.Shutdown(ending))
	if challenges != nil {
		err = errors.Join(err, challenges.Shutdown(ending))
	}
	stopWork()
	<-worked
	if isAnothers(err) {
		return err // the tables are another's by now
	}
	if err := SaveHeads(ending, a.DB, a.dir); err != nil {
		slog.Error("heads not saved", "error", err)
	}
	return err
}

// heard is how a second server ended: as it should, or deaf.
func heard(err error, flag, address string) error {
	if errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return deaf(flag, address, err)
}

// deaf says why nobody can be heard at an address, and what to do.
func deaf(flag, address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return problem.New(problem.Unavailable, "app.listen.used", address, flag)
	case errors.Is(err, fs.ErrPermission):
		return problem.New(problem.Unavailable, "app.listen.forbidden", address, flag)
	}
	return problem.New(problem.Unavailable, "app.listen.failed", address, flag).Because(err)
}

// plenty is the memory from which the collector works harder: hashing passwords
// of a class at once would otherwise take twice as much.
const plenty = 384 << 20

// collectSeldom halves what the collector costs: little is live between
// requests. GOGC and GOMEMLIMIT still decide where somebody sets them.
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(plenty)
	}
}

// profileRoutes answers for the second address what a developer asks of a
// running server. It knows nothing of accounts, hence the address.
func profileRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	return mux
}

// headsEvery is how often a running server saves heads; it also does so at its
// start and end.
const headsEvery = 24 * time.Hour

// work does what recurs while a server runs: each second it hears of other servers
// and, until some are saved, tries to save heads; at the start and daily it does
// the day's. It ends with an error when somebody has begun to replace the database,
// or has done so.
func (a *App) work(ctx context.Context) error {
	daily, second := time.NewTicker(headsEvery), time.NewTicker(hearEvery)
	defer daily.Stop()
	defer second.Stop()
	a.daily(ctx)
	for {
		select {
		case <-second.C:
			err := a.DB.Hear(ctx)
			if isAnothers(err) {
				return err
			}
			if err != nil && ctx.Err() == nil {
				slog.Error("other servers not heard", "error", err)
			}
			if err := a.firstHeads(ctx); err != nil && ctx.Err() == nil {
				slog.Error("heads not saved", "error", err)
			}
		case <-daily.C:
			a.daily(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// isAnothers tells that the database is being or was replaced under this server.
func isAnothers(err error) bool {
	return errors.Is(err, storage.ErrHeld) || errors.Is(err, storage.ErrReplaced)
}

// hearEvery is how late a page may show what was recorded through another
// server on the same database.
const hearEvery = time.Second

// daily saves the heads of the ledger to heads.log, and sweeps ended sessions
// and keys that nobody repeats any more.
func (a *App) daily(ctx context.Context) {
	for _, task := range []struct {
		failed string
		do     func() error
	}{
		{"heads not saved", func() error { return SaveHeads(ctx, a.DB, a.dir) }},
		{"ended sessions not swept", func() error { return a.Orgs.Sweep(ctx) }},
		{"keys not forgotten", func() error { return forgetKeys(ctx, a.DB) }},
		{"statistics not renewed", func() error { return a.DB.Analyze(ctx) }},
	} {
		if err := task.do(); err != nil && ctx.Err() == nil {
			slog.Error(task.failed, "error", err)
		}
	}
}

// firstHeads saves heads where none are yet: a school begins after its server.
func (a *App) firstHeads(ctx context.Context) error {
	if exists(headsLog(a.dir)) {
		return nil
	}
	return SaveHeads(ctx, a.DB, a.dir)
}

// forgetKeys sweeps the keys of every organisation.
func forgetKeys(ctx context.Context, db *storage.DB) error {
	var all []orgs.Org
	err := db.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		all, err = orgs.All(tx)
		return err
	})
	for _, org := range all {
		if _, err := ledger.ForgetKeys(ctx, db, org.ID); err != nil {
			return fmt.Errorf("%s: %w", org.Name, err)
		}
	}
	return err
}
