package orgs

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"parta/when"
)

// pace slows those who try very fast, in memory, before anything is asked of
// the database. What must survive a restart is in orgs_failure.
type pace struct {
	mu   sync.Mutex
	seen map[string]*rate.Limiter
}

func newPace() *pace { return &pace{seen: map[string]*rate.Limiter{}} }

// most is how many pairs are remembered; then all are forgotten at once.
const most = 50_000

// allow tells whether one more try from there comes slowly enough: so many at
// once, then one each interval.
func (p *pace) allow(who string, now when.Instant, burst int, each time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.seen[who]
	if l == nil {
		if len(p.seen) >= most {
			clear(p.seen)
		}
		l = rate.NewLimiter(rate.Every(each), burst)
		p.seen[who] = l
	}
	return l.AllowN(now.Time(), 1)
}
