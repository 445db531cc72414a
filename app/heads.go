package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/when"
)

// headsLog is where a running server saves heads.
func headsLog(dir string) string { return filepath.Join(dir, "heads.log") }

// SaveHeads adds the heads of now to DIR/heads.log, from where they are to be
// carried to another machine.
func SaveHeads(ctx context.Context, db *storage.DB, dir string) error {
	heads, err := headsNow(ctx, db, nil)
	if err != nil || len(heads) == 0 {
		return err
	}
	isNew := !exists(headsLog(dir))
	if err := addHeads(headsLog(dir), heads); err != nil || !isNew {
		return err
	}
	return syncFolder(dir)
}

// addHeads adds lines to a file of heads, on the disk when it returns. They begin
// after the last line that is whole: what a power cut left behind it goes.
func addHeads(name string, heads []ledger.Head) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	var lines strings.Builder
	whole, ended, err := wholeLines(file)
	if err == nil {
		err = file.Truncate(whole)
	}
	if !ended {
		lines.WriteString("\n")
	}
	for _, h := range heads {
		lines.WriteString(h.String() + "\n")
	}
	if err == nil {
		_, err = file.WriteAt([]byte(lines.String()), whole)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// lastLine is more than a line of heads and what a power cut leaves after it.
const lastLine = 64 << 10

// wholeLines tells how far a file of heads can be read, and whether a line ends there.
func wholeLines(file *os.File) (whole int64, ended bool, err error) {
	found, err := file.Stat()
	if err != nil {
		return 0, true, err
	}
	from := max(0, found.Size()-lastLine)
	tail, err := io.ReadAll(io.NewSectionReader(file, from, lastLine))
	if err != nil {
		return 0, true, err
	}
	text := string(tail)
	last := strings.LastIndexByte(strings.TrimRight(text, "\n"), '\n') + 1
	switch _, _, err := ledger.ReadHeads(strings.NewReader(text[last:])); {
	case err == nil:
		return found.Size(), text == "" || strings.HasSuffix(text, "\n"), nil
	case last == 0 && from > 0:
		return 0, true, problem.New(problem.Invalid, "app.heads.unreadable", file.Name())
	}
	return from + int64(last), true, nil
}

// headsIn reads a file of heads, and warns of a last line that it left out.
func headsIn(ctx context.Context, name string, warn io.Writer) ([]ledger.Head, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	heads, torn, err := ledger.ReadHeads(file)
	if err != nil {
		return nil, problem.New(problem.Invalid, "app.heads.unreadable", name).Because(err)
	}
	if torn > 0 && warn != nil {
		_, err = fmt.Fprintln(warn, i18n.From(ctx).T("app.heads.torn", name, torn))
	}
	return heads, err
}

// headsNamed reads a file that somebody named to compare with: one without a head
// would agree with anything.
func headsNamed(ctx context.Context, name string, warn io.Writer) ([]ledger.Head, error) {
	heads, err := headsIn(ctx, name, warn)
	if err == nil && len(heads) == 0 {
		err = problem.New(problem.Invalid, "app.heads.none", name)
	}
	return heads, err
}

// savedHeads are the heads by which a restore judges a backup: its own, those in
// the folder it goes into, and those of a file.
type savedHeads struct {
	at   when.Instant
	ends map[id.Org]int64
	own  []ledger.Head
	log  []ledger.Head
	file []ledger.Head
}

func headsFor(ctx context.Context, m storage.Manifest, dir, file string, warn io.Writer) (s savedHeads, err error) {
	s.ends = map[id.Org]int64{}
	own, torn, err := ledger.ReadHeads(strings.NewReader(strings.Join(m.Heads, "\n")))
	if err == nil && torn > 0 {
		err = fmt.Errorf("head %d cannot be read", torn)
	}
	if err != nil {
		return s, fmt.Errorf("%w: manifest: %w", storage.ErrDamaged, err)
	}
	s.own = own
	if s.at, err = when.ParseInstant(m.At); err != nil {
		return s, fmt.Errorf("%w: manifest: %w", storage.ErrDamaged, err)
	}
	for _, h := range s.own {
		s.ends[h.Org] = h.Seq
	}
	if s.log, err = headsIn(ctx, headsLog(dir), warn); err != nil && !errors.Is(err, os.ErrNotExist) {
		return s, err
	}
	if file != "" {
		s.file, err = headsNamed(ctx, file, warn)
		return s, err
	}
	return s, nil
}

// later tells a head of lines that were recorded after the backup was made, if
// the moment in its manifest is believed. By such a head its chains cannot be
// judged, but they lack the lines: see lacks.
func (s savedHeads) later(h ledger.Head) bool { return s.at.Before(h.At) && h.Seq > s.ends[h.Org] }

// mustHold are the heads that the chains of the backup must have.
func (s savedHeads) mustHold() []ledger.Head {
	held := s.own
	for _, saved := range [][]ledger.Head{s.log, s.file} {
		for _, h := range saved {
			if !s.later(h) {
				held = append(held, h)
			}
		}
	}
	return held
}

// lacks names, for each organisation, the lines that were there when a later
// head was saved and that the backup does not have.
func (s savedHeads) lacks(p *i18n.Printer, names orgNames) []string {
	last := map[id.Org]ledger.Head{}
	for _, h := range slices.Concat(s.log, s.file) {
		if s.later(h) && h.Seq > last[h.Org].Seq {
			last[h.Org] = h
		}
	}
	var said []string
	for _, org := range slices.Sorted(maps.Keys(last)) {
		said = append(said, p.T("app.restore.lacks", names.of(p, org), s.ends[org]+1, last[org].Seq, last[org].At, s.at))
	}
	return said
}

// next writes, beside what it restores, the log that the folder is to have: with
// the heads that still hold. "" when all of them do.
func (s savedHeads) next(work string, contradicted bool) (file string, err error) {
	var hold []ledger.Head
	for _, h := range s.log {
		if !contradicted && !s.later(h) {
			hold = append(hold, h)
		}
	}
	if len(hold) == len(s.log) {
		return "", nil
	}
	file = headsLog(work)
	return file, addHeads(file, hold)
}

// placeHeads sets the folder's log aside when it tells of lines that the restored
// chains do not have and, from now on, will have otherwise.
func placeHeads(dir, next string) (kept string, err error) {
	if next == "" {
		return "", nil
	}
	kept = free(headsLog(dir) + ".replaced")
	if err := os.Rename(headsLog(dir), kept); err != nil {
		return "", err
	}
	return kept, os.Rename(next, headsLog(dir))
}
