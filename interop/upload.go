package interop

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"parta/id"
	"parta/internal/plain"
	"parta/internal/problem"
)

// Limits of what a page takes; a set larger than that is brought in from the
// command line.
const (
	maxUpload      = 64 << 20
	maxUploadFiles = 30
	uploadKept     = 24 * time.Hour
)

// upload is files that wait for a yes, in a folder of their own under DIR/tmp.
type upload struct {
	dir   string
	paths []string // what Import is to read
	names []string // what the person calls the files
}

// uploadDir is one folder per upload, named after the organisation so that
// another one cannot reach it.
func (in *Interop) uploadDir(org id.Org, upload id.Import) string {
	return filepath.Join(in.tmp, "import-"+org.String()+"-"+upload.String())
}

// receive writes the files of a form to disk as they come.
func (in *Interop) receive(form *multipart.Reader, dir string) error {
	in.tidy()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	count := 0
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if part.FormName() != "files" || part.FileName() == "" {
			continue
		}
		if count++; count > maxUploadFiles {
			return problem.New(problem.Invalid, "interop.upload.many", maxUploadFiles)
		}
		if err := save(part, filepath.Join(dir, safeName(part.FileName()))); err != nil {
			return err
		}
	}
	if count == 0 {
		return problem.New(problem.Invalid, "interop.upload.none").WithField("files", "interop.upload.none")
	}
	return nil
}

func save(from io.Reader, at string) (err error) {
	file, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return problem.New(problem.Invalid, "interop.upload.twice", filepath.Base(at))
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}

// safeName keeps of a name what no file system minds.
func safeName(name string) string {
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ._-()№", r) {
			return r
		}
		return '_'
	}, plain.Text(strings.ToValidUTF8(name, "_")))
	for len(name) > 120 {
		name = name[len(name)-120:]
		name = strings.ToValidUTF8(name, "")
	}
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return strings.TrimLeft(name, ". ")
}

// waiting finds an upload; NotFound when it was confirmed, discarded or is too old.
func (in *Interop) waiting(dir string) (upload, error) {
	u := upload{dir: dir}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return u, problem.New(problem.NotFound, "interop.upload.gone").Because(err)
	}
	for _, e := range entries {
		u.names = append(u.names, e.Name())
		u.paths = append(u.paths, filepath.Join(dir, e.Name()))
	}
	if slices.ContainsFunc(u.names, ofSet) {
		u.paths, u.names = []string{dir}, []string{"OneRoster"}
	}
	return u, nil
}

// ofSet tells the files of a OneRoster set that was unpacked before.
func ofSet(name string) bool {
	switch strings.ToLower(name) {
	case "manifest.csv", "orgs.csv", "users.csv", "enrollments.csv":
		return true
	}
	return false
}

// taken is behind the name of an upload that a request is bringing in.
const taken = "-taken"

// untake lets uploads wait again whose import ended with the program.
func (in *Interop) untake() {
	folders, err := filepath.Glob(filepath.Join(in.tmp, "import-*"+taken))
	if err != nil {
		return
	}
	for _, folder := range folders {
		_ = upload{dir: folder}.putBack(strings.TrimSuffix(folder, taken))
	}
}

// take makes an upload this request's alone, so that two clicks import once.
func (in *Interop) take(dir string) (upload, error) {
	taken := dir + taken
	if err := os.Rename(dir, taken); err != nil {
		return upload{}, problem.New(problem.NotFound, "interop.upload.gone").Because(err)
	}
	u, err := in.waiting(taken)
	if err != nil {
		return u, err
	}
	return u, nil
}

// putBack lets an upload that was taken wait again.
func (u upload) putBack(dir string) error {
	if err := os.Rename(u.dir, dir); err != nil {
		return fmt.Errorf("put an upload back: %w", err)
	}
	return nil
}

// tidy removes uploads nobody came back to.
func (in *Interop) tidy() {
	folders, err := filepath.Glob(filepath.Join(in.tmp, "import-*"))
	if err != nil {
		return
	}
	for _, folder := range folders {
		info, err := os.Stat(folder)
		if err == nil && in.db.Now().Time().Sub(info.ModTime()) > uploadKept {
			_ = os.RemoveAll(folder)
		}
	}
}

// clear removes an upload that is done with.
func (u upload) clear() error {
	if err := os.RemoveAll(u.dir); err != nil {
		return fmt.Errorf("remove an upload: %w", err)
	}
	return nil
}
