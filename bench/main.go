package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "ceiling" {
		fail(ceiling(os.Args[2]))
		return
	}
	fail(fmt.Errorf("usage: bench ceiling DIR"))
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
