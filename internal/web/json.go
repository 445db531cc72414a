package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"parta/internal/plain"
	"parta/internal/problem"
)

// JSON answers with a value.
func JSON(w http.ResponseWriter, _ *http.Request, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("answer as JSON: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

// ReadJSON reads the body of a call, no larger than maxBytes, with its texts
// plain. A body that is something else is problem Invalid.
func ReadJSON(r *http.Request, into any, maxBytes int64) error {
	visitOf(r).allow(r, maxBytes)
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		if _, rest := decoder.Token(); !errors.Is(rest, io.EOF) {
			err = errors.New("something follows the value")
		}
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	if err == nil {
		plain.All(into)
		return nil
	}
	return problem.New(problem.Invalid, "web.problem.json").Because(err)
}
