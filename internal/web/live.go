package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"parta/internal/storage"
)

// Times of a live stream.
const (
	heartbeat    = 20 * time.Second // keeps proxies from closing a silent stream
	recheckEvery = time.Minute
	sendWithin   = 30 * time.Second
)

// Watch is what a page wants to be told of.
type Watch struct {
	Topic   string                          // pages that see each other's people; "" shows nobody
	Match   func(storage.Change) bool       // whether a line of the ledger concerns the page
	Recheck func(ctx context.Context) error // whether the reader may still see the page, Who being asked anew; nil: the route's action decides alone

	// Behind tells the position of the last line that the page as it was made
	// does not show yet, 0 for none: what was recorded while the page was on its
	// way. It is asked once, when nothing later can be missed. Nil: nobody asks.
	Behind func(ctx context.Context) (seq int64, err error)
}

// Live keeps a stream of server-sent events open until the reader leaves, loses
// the right to the page, or the server stops:
//
//	event: seq    {"seq": 123}                  something changed; fetch it under the policy
//	event: here   {"people": ["Смирнов А. А."]}  who else looks at the page
//	event: gone   {}                            the right to the page may be lost; load it again
//
// A stream carries positions and names of people present, never what was
// written. When the hub drops changes the position jumps, and the page is told.
func Live(w http.ResponseWriter, r *http.Request, db *storage.DB, watch Watch) error {
	v := visitOf(r)
	me := &seat{account: v.actor.Account, person: v.actor.Person, name: v.actor.Name, changed: make(chan struct{}, 1)}
	changes, stop := db.Watch(v.org)
	defer stop()
	if err := v.router.here.sit(watch.Topic, me); err != nil {
		return err
	}
	defer v.router.here.leave(watch.Topic, me)

	s := &stream{w: w, r: r, visit: v, watch: watch, me: me, control: http.NewResponseController(w)}
	_ = s.control.SetReadDeadline(time.Time{}) // a reader that only listens sends nothing
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	if err := s.send("retry: 2000\n\n"); err != nil {
		return nil
	}
	if watch.Behind != nil {
		seq, err := watch.Behind(r.Context())
		if err == nil && seq > 0 {
			err = s.event("seq", map[string]any{"seq": seq})
		}
		if err != nil {
			return nil
		}
	}
	_ = s.run(changes)
	return nil // whatever ended a stream, its answer has begun
}

// stream is one open connection of Live.
type stream struct {
	w       http.ResponseWriter
	r       *http.Request
	visit   *visit
	watch   Watch
	me      *seat
	control *http.ResponseController
	last    int64 // position of the last line seen; 0 before the first
}

func (s *stream) run(changes <-chan storage.Change) error {
	beat, recheck := time.NewTicker(heartbeat), time.NewTicker(recheckEvery)
	defer beat.Stop()
	defer recheck.Stop()
	for {
		var err error
		select {
		case <-s.r.Context().Done():
			return nil
		case <-s.visit.router.done:
			return nil
		case <-s.me.changed:
			err = s.event("here", map[string]any{"people": s.visit.router.here.others(s.watch.Topic, s.me)})
		case c := <-changes:
			err = s.tell(c, changes)
		case <-beat.C:
			err = s.send(": \n\n")
		case <-recheck.C:
			err = s.recheck()
		}
		if err != nil {
			return err
		}
	}
}

// tell takes what came together as one event of the highest position.
func (s *stream) tell(c storage.Change, more <-chan storage.Change) error {
	var matched int64
	rights := false
	for {
		if s.last != 0 && c.Seq > s.last+1 || s.watch.Match(c) {
			matched = c.Seq
		}
		rights = rights || s.visit.router.ChangesRights(c.Act)
		s.last = max(s.last, c.Seq)
		select {
		case c = <-more:
			continue
		default:
		}
		break
	}
	if rights {
		if err := s.recheck(); err != nil {
			return err
		}
	}
	if matched == 0 {
		return nil
	}
	return s.event("seq", map[string]any{"seq": matched})
}

// recheck asks again all that was asked when the stream was opened.
func (s *stream) recheck() error {
	again := &visit{router: s.visit.router, text: s.visit.text, org: s.visit.org}
	err := s.visit.router.recognise(s.r, again)
	if err == nil {
		err = s.visit.router.permit(s.r, again, s.visit.action)
	}
	if err == nil && s.watch.Recheck != nil {
		err = s.watch.Recheck(context.WithValue(s.r.Context(), visitKey{}, again))
	}
	if err != nil {
		_ = s.event("gone", struct{}{})
	}
	return err
}

func (s *stream) event(name string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return s.send(fmt.Sprintf("event: %s\ndata: %s\n\n", name, body))
}

func (s *stream) send(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(sendWithin))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
