package testkit

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
)

// Server is a PostgreSQL of one test's own, which it may stop and start. Unlike
// the shared one it forces every commit to the disk.
type Server struct {
	URL string

	programs, dir string
	port          int
}

// OwnPostgres makes a server and starts it. Where PostgreSQL is not installed
// the test is skipped, or fails where servers are required.
func OwnPostgres(t *testing.T) *Server {
	t.Helper()
	Postgres(t) // the same rule about what may be missing
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Fatal("PostgreSQL's initdb is not under /usr/lib/postgresql")
	}
	dir, err := os.MkdirTemp("", "parta-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{programs: filepath.Dir(found[len(found)-1]), dir: dir, port: freePort(t)}
	s.URL = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres", s.port)
	t.Cleanup(func() {
		_ = s.command("pg_ctl", "-D", s.data(), "-m", "immediate", "stop").Run()
		_ = os.RemoveAll(dir)
	})
	if os.Getuid() == 0 {
		hand(t, dir)
	}
	s.must(t, "initdb", "-D", s.data(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale")
	s.Start(t)
	return s
}

// Start starts the server and waits until it answers.
func (s *Server) Start(t *testing.T) {
	t.Helper()
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c max_connections=100", s.port, s.dir)
	s.must(t, "pg_ctl", "-D", s.data(), "-l", filepath.Join(s.dir, "log"), "-o", options, "-w", "start")
}

// StopNow stops the server as a power cut would: without a checkpoint.
func (s *Server) StopNow(t *testing.T) {
	t.Helper()
	s.must(t, "pg_ctl", "-D", s.data(), "-m", "immediate", "-w", "stop")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) must(t *testing.T, program string, args ...string) {
	t.Helper()
	command := s.command(program, args...)
	if err := command.Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		t.Errorf("%s: %v\n%s", program, err, log)
	}
}

// command runs a program of PostgreSQL's, which refuses to be root. Its output
// goes nowhere: a server that inherited ours would hold it open.
func (s *Server) command(program string, args ...string) *exec.Cmd {
	path := filepath.Join(s.programs, program)
	if os.Getuid() != 0 {
		return exec.Command(path, args...)
	}
	return exec.Command("runuser", append([]string{"-u", "postgres", "--", path}, args...)...)
}

// hand gives the folder to the account that PostgreSQL's package made.
func hand(t *testing.T, dir string) {
	t.Helper()
	owner, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
