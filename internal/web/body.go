package web

import (
	"io"
	"net/http"
	"time"
)

// usualBody is how much a request may send unless its handler allows more.
const usualBody = 1 << 20

// Times within which a request must be read and an answer written. A live
// stream moves its own deadline on.
const (
	readWithin  = time.Minute
	writeWithin = 2 * time.Minute
)

// limitedBody is the body as it came, kept to set another limit.
type limitedBody struct {
	whole io.ReadCloser
	out   http.ResponseWriter
}

func (v *visit) limit(w http.ResponseWriter, r *http.Request) {
	v.body = limitedBody{r.Body, w}
	v.allow(r, usualBody)
	control := http.NewResponseController(w)
	now := time.Now()
	_ = control.SetReadDeadline(now.Add(readWithin)) // not every writer of a test can
	_ = control.SetWriteDeadline(now.Add(writeWithin))
}

func (v *visit) allow(r *http.Request, maxBytes int64) {
	if v.body.whole != nil && v.body.whole != http.NoBody {
		r.Body = http.MaxBytesReader(v.body.out, v.body.whole, maxBytes)
	}
}

// swallowed is how much of a body that is too large is read and thrown away.
const swallowed = 256 << 20

// swallow reads the rest of a body that is too large: a browser shows no answer
// before it has sent everything, and an error of its own when the line is cut.
func (v *visit) swallow() {
	if v.body.whole != nil {
		_, _ = io.CopyN(io.Discard, v.body.whole, swallowed)
	}
}

// AllowBody lets a request send more than the usual megabyte, and take minutes
// for it: an import. To be called before anything of the body is read.
func AllowBody(w http.ResponseWriter, r *http.Request, maxBytes int64) {
	visitOf(r).allow(r, maxBytes)
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(15 * readWithin))
	_ = control.SetWriteDeadline(time.Now().Add(15 * writeWithin))
}
