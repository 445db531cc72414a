package main

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parta/internal/testkit"
)

// killedWhen runs a command in a process of its own and kills it as soon as reached
// says so.
func killedWhen(t *testing.T, reached func() bool, args ...string) {
	t.Helper()
	p := exec.Command(os.Args[0], args...)
	p.Env = append(os.Environ(), crashEnv+"=1")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	for !reached() {
		select {
		case err := <-ended:
			t.Fatalf("%v ended before it could be killed: %v", args, err)
		default:
		}
	}
	_ = p.Process.Kill()
	<-ended
}

// checked is the head of the one chain that a check prints, without the moment of
// the check.
func checked(t *testing.T, where []string) string {
	t.Helper()
	code, out, errs := command(t, append([]string{"check", "--ledger"}, where...)...)
	if code != exitDone {
		t.Fatalf("check: exit %d\n%s%s", code, out, errs)
	}
	_, head, _ := strings.Cut(out, "head: ")
	_, head, _ = strings.Cut(head, " ")
	head, _, _ = strings.Cut(head, "\n")
	return head
}

func TestKilledRestoreLeavesWhatWasThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "other.zip")
	other := []string{"--data", t.TempDir()}
	for _, args := range [][]string{
		append([]string{"import", "--org", "Школа № 2", book}, other...),
		append([]string{"backup", file}, other...),
	} {
		if code, out, errs := command(t, args...); code != exitDone {
			t.Fatalf("%v: exit %d\n%s%s", args, code, out, errs)
		}
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			where := []string{"--data", dir}
			built := func() int { // how much of the new is there, out of about a hundred
				log, err := os.Stat(filepath.Join(dir, "tmp", "restore", "parta.db-wal"))
				if err != nil {
					return 0
				}
				return int(log.Size() >> 13)
			}
			if engine == "postgres" {
				database := testkit.EmptyPostgres(t)
				where = append(where, "--database", database)
				pool, err := sql.Open("pgx", database)
				if err != nil {
					t.Fatal(err)
				}
				defer pool.Close()
				built = func() (tables int) {
					if err := pool.QueryRow("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'parta_restore'").Scan(&tables); err != nil {
						t.Fatal(err)
					}
					return tables
				}
			}
			if code, out, errs := command(t, append([]string{"import", "--org", "Школа № 1", book}, where...)...); code != exitDone {
				t.Fatalf("import: exit %d\n%s%s", code, out, errs)
			}
			want := checked(t, where)
			restore := append([]string{"restore", "--force", file}, where...)
			for _, amount := range []int{1, 15, 30} {
				killedWhen(t, func() bool { return built() >= amount }, restore...)
				if got := checked(t, where); got != want {
					t.Errorf("killed at %d: the chains are\n%swant\n%s", amount, got, want)
				}
			}
			if code, out, errs := command(t, restore...); code != exitDone {
				t.Fatalf("not killed: exit %d\n%s%s", code, out, errs)
			}
			if got, want := checked(t, where), checked(t, other); got != want {
				t.Errorf("restored, the chains are\n%swant\n%s", got, want)
			}
			if left := built(); left > 0 {
				t.Errorf("%d of what killed restores have built is left", left)
			}
		})
	}
}
