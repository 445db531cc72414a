package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

const (
	crashRounds  = 20
	crashWriters = 32
	crashEnv     = "PARTA_TEST_CRASH" // set in the process that is to be killed: the folder or the connection
)

// TestMain is also the process that is killed: it writes as fast as it can and
// says on its output what was acknowledged.
func TestMain(m *testing.M) {
	if where := os.Getenv(crashEnv); where != "" {
		if err := writeUntilKilled(where); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func writeUntilKilled(where string) error {
	ctx := context.Background()
	config, err := template.Config("sqlite")
	if err != nil {
		return err
	}
	if strings.HasPrefix(where, "postgres://") {
		config.Postgres = where
	} else {
		config.Dir = where
	}
	db, err := storage.Open(ctx, config)
	if err != nil {
		return err
	}
	ledger.Install(db)
	round := os.Getenv(crashEnv + "_ROUND")
	var out sync.Mutex
	var wait sync.WaitGroup
	for w := range crashWriters {
		wait.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%s-%d-%d", round, w, i)
				if err := db.Write(ctx, act(key), func(tx *storage.Tx) error { return add(tx, int64(id.New[id.Thing](tx)), key) }); err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				out.Lock()
				fmt.Println(key)
				out.Unlock()
			}
		})
	}
	wait.Wait()
	return nil
}

// untilKilled runs the writing process, ends it by fell after a while that
// differs from round to round, and returns what it had acknowledged.
func untilKilled(t *testing.T, where string, round int, fell func(*os.Process)) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashEnv+"="+where, crashEnv+"_ROUND="+strconv.Itoa(round))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	lines := bufio.NewScanner(out)
	felled := false
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		// The moment is counted in answers, not in seconds, so a slow machine
		// is killed amid its work too.
		if !felled && len(acknowledged) >= 40+round*17 {
			felled = true
			go fell(child.Process)
		}
	}
	_ = child.Wait() // killed, as it should be
	if !felled {
		t.Fatalf("round %d: the writers stopped by themselves after %d answers", round, len(acknowledged))
	}
	return acknowledged
}

// nothingLost checks that each acknowledged act is in the ledger and in the
// table, and that the chain verifies.
func nothingLost(t *testing.T, db *storage.DB, acknowledged []string) {
	t.Helper()
	damages, _, err := ledger.Verify(context.Background(), db, org, nil)
	if err != nil || len(damages) > 0 {
		t.Fatalf("ledger: %v, %v", damages, err)
	}
	err = db.Read(context.Background(), org, func(tx *storage.Tx) error {
		for _, key := range acknowledged {
			lines, err := ledger.Request(tx, key)
			if err != nil || len(lines) != 1 {
				t.Fatalf("%s was acknowledged and has %d lines: %v", key, len(lines), err)
			}
			if _, err := storage.Value[int64](tx, "SELECT row_id FROM probe_row WHERE org_id = $1 AND name = $2", org, key); err != nil {
				t.Fatalf("%s was acknowledged and is not in the table: %v", key, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			k := template.Open(t, engine)
			where := k.Config.Dir
			if engine == "postgres" {
				where = k.Config.Postgres
			}
			total := 0
			for round := range crashRounds {
				acknowledged := untilKilled(t, where, round, func(p *os.Process) { _ = p.Kill() })
				total += len(acknowledged)
				nothingLost(t, template.Again(t, k), acknowledged)
			}
			t.Logf("%d kills, %d acknowledged acts, none lost", crashRounds, total)
		})
	}
}

func TestImmediateStopOfPostgresLosesNothingAcknowledged(t *testing.T) {
	server := testkit.OwnPostgres(t)
	k := template.OpenOn(t, "postgres", server.URL)
	where := k.Config.Postgres
	for round := range 3 {
		acknowledged := untilKilled(t, where, round, func(p *os.Process) {
			server.StopNow(t)
			_ = p.Kill()
		})
		server.Start(t)
		nothingLost(t, template.Again(t, k), acknowledged)
	}
}
