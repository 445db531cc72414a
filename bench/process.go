package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	command *exec.Cmd
	address string
	began   time.Time
}

// start runs a server and waits for the line in which it names its address.
func start(program string, args ...string) (*process, error) {
	p := &process{command: exec.Command(program, args...), began: time.Now()}
	p.command.Stderr = nil // a log line per request is part of the cost; where it goes is not
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "http://"); found {
			p.address = strings.Fields(address)[0]
			go func() {
				for lines.Scan() { // the pipe must not fill up
				}
			}()
			return p, nil
		}
	}
	_ = p.command.Wait()
	return nil, fmt.Errorf("%s %s ended without naming its address", program, strings.Join(args, " "))
}

func (p *process) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	_ = p.command.Wait()
}

// ticks is the kernel's unit of processor time, USER_HZ, 100 on Linux.
const ticks = 100

// cpu is the processor time the server has used since it started.
func (p *process) cpu() (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, found := strings.Cut(string(raw), ") ")
	fields := strings.Fields(after)
	if !found || len(fields) < 13 {
		return 0, fmt.Errorf("/proc stat: %q", raw)
	}
	user, errUser := strconv.ParseInt(fields[11], 10, 64)
	system, errSystem := strconv.ParseInt(fields[12], 10, 64)
	if errUser != nil || errSystem != nil {
		return 0, fmt.Errorf("/proc stat: %q", raw)
	}
	return time.Duration(user+system) * time.Second / ticks, nil
}

// memory reads a line of /proc/PID/status, in MiB: "VmHWM" is the peak,
// "VmRSS" what is resident now.
func (p *process) memory(name string) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if rest, found := strings.CutPrefix(line, name+":"); found {
			kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("no %s in /proc status", name)
}
