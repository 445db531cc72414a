package diary_test

import (
	"testing"

	"parta/internal/testkit"
)

func TestALiveDiaryAheadOfTheLedgerIsToldToAsk(t *testing.T) {
	each(t, func(k *kit) {
		if got := testkit.FirstSeq(k, k.router, "petrova", k.path("petrov", "/live?since=5000")); got != `{"seq":5001}` {
			k.Errorf("told %s", got)
		}
	})
}
