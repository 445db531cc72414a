package main

import "parta/internal/storage"

// advice says what to do about a machine that lacks something; "" when the error
// speaks for itself.
func advice(err error) string {
	switch storage.HindranceOf(err) {
	case storage.NoSpace:
		return "there is no space left: make room where the data is and run the command again"
	case storage.NotWritable:
		return "this account may not use what is named above: give it the right, or name another place by --data or --database"
	}
	return ""
}
