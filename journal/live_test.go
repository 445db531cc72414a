package journal_test

import (
	"testing"

	"parta/internal/testkit"
)

func TestALivePageAheadOfTheLedgerIsToldToAsk(t *testing.T) {
	each(t, func(k *kit) {
		if got := testkit.FirstSeq(k, k.router, "sidorov", pageURL(page7)+"/live?since=5000"); got != `{"seq":5001}` {
			k.Errorf("told %s", got)
		}
	})
}
