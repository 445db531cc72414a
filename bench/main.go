package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "ceiling" {
		fail(ceiling(os.Args[2], os.Args[3]))
		return
	}
	o := options{}
	flag.DurationVar(&o.lasting, "lasting", 8*time.Second, "how long each load lasts")
	flag.IntVar(&o.schools, "schools", 20, "schools in the second folder; 0 leaves it out")
	flag.StringVar(&o.profiles, "profiles", "", "folder for a CPU profile of each scenario; empty for none")
	flag.BoolVar(&o.rest, "rest", true, "wait 30 s for the memory at rest")
	flag.Parse()
	fail(measure(context.Background(), o))
}

type options struct {
	lasting  time.Duration
	schools  int
	profiles string
	rest     bool
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "parta-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program := filepath.Join(dir, "parta")
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/parta").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	t := &table{program: program, dir: dir, lasting: o.lasting, profiles: o.profiles}
	one, err := t.run(ctx, 1, o.rest)
	if err != nil || o.schools == 0 {
		return err
	}
	many, err := t.run(ctx, o.schools, false)
	if err != nil {
		return err
	}
	fmt.Printf("\nCPU of %d schools beside one\n", o.schools)
	for i := range one {
		fmt.Printf("  %-10s %.3f ms : %.3f ms = %.2f\n", one[i].name, millis(many[i].cpu), millis(one[i].cpu), float64(many[i].cpu)/float64(one[i].cpu))
	}
	return nil
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
