package storage

import (
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestActWithTheKeyOfAnotherUnderWayIsTriedAgain(t *testing.T) {
	for table, want := range map[string]bool{
		"ledger_request": true, "ledger_request_p3": true, "ledger_request_102008": true, "ledger_head": true,
		"ledger_request_of_another": false, "journal_mark": false,
	} {
		if got := retryable(&pgconn.PgError{Code: "23505", TableName: table}); got != want {
			t.Errorf("a key doubled in %s is tried again: %v, want %v", table, got, want)
		}
	}
}
