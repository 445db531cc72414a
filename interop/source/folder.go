package source

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// Limits of what is read at all. A region's users.csv of half a million rows is
// about 100 MB.
const (
	MaxEntries = 200
	MaxFile    = 256 << 20 // bytes of one file, unpacked
	MaxTotal   = 1 << 30   // bytes of a set, unpacked
	MaxRatio   = 200       // unpacked to packed, beyond the first megabyte
	MaxColumns = 256
	MaxCell    = 10_000 // bytes
)

// Folder is the files of one set by the name they have there.
type Folder struct {
	Name  string // of the directory or archive, for findings about the whole
	Names []string
	open  map[string]func() (io.ReadCloser, error)
}

// Open opens one file. It yields at most MaxFile bytes, then ErrTooLarge.
func (f Folder) Open(name string) (io.ReadCloser, error) {
	open, ok := f.open[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	from, err := open()
	if err != nil {
		return nil, err
	}
	return &bounded{from: from, left: MaxFile}, nil
}

// ErrTooLarge tells that a file goes on beyond what is read.
var ErrTooLarge = errors.New("file is too large")

type bounded struct {
	from io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.from.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error { return b.from.Close() }

// OpenFolder opens a directory, or a ZIP by its path. The close function is
// never nil.
func OpenFolder(at string, found *Findings) (Folder, func()) {
	none := func() {}
	name := filepath.Base(at)
	info, err := os.Stat(at)
	if err != nil {
		found.Refuse(Place{File: name}, Unreadable(err))
		return Folder{}, none
	}
	if info.IsDir() {
		return FolderOf(os.DirFS(at), name, found), none
	}
	file, err := os.Open(at)
	if err != nil {
		found.Refuse(Place{File: name}, Unreadable(err))
		return Folder{}, none
	}
	return Unzip(file, info.Size(), name, found), func() { file.Close() }
}

// Unreadable is the sentence for a file that cannot be opened or read to its end.
func Unreadable(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "interop.file.none"
	case errors.Is(err, fs.ErrPermission):
		return "interop.file.forbidden"
	}
	return "interop.file.unreadable"
}

// FolderOf takes the regular files at the top of a file system.
func FolderOf(files fs.FS, name string, found *Findings) Folder {
	folder := Folder{Name: name, open: map[string]func() (io.ReadCloser, error){}}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		found.Refuse(Place{File: name}, Unreadable(err))
		return folder
	}
	if len(entries) > MaxEntries {
		found.Refuse(Place{File: name}, "interop.folder.entries", len(entries), MaxEntries)
		return folder
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		folder.Names = append(folder.Names, e.Name())
		folder.open[e.Name()] = func() (io.ReadCloser, error) { return files.Open(e.Name()) }
	}
	return folder
}

// Unzip looks through an archive without unpacking it: entry names, counts and
// declared sizes first. Entries may lie at the top or in one folder.
func Unzip(from io.ReaderAt, size int64, name string, found *Findings) Folder {
	folder := Folder{Name: name, open: map[string]func() (io.ReadCloser, error){}}
	z, err := zip.NewReader(from, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		found.Refuse(Place{File: name}, "interop.zip.broken")
		return folder
	}
	if len(z.File) > MaxEntries {
		found.Refuse(Place{File: name}, "interop.folder.entries", len(z.File), MaxEntries)
		return folder
	}
	var total uint64
	dirs := map[string]bool{}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		at := Place{File: name + "/" + Short(f.Name)}
		if !fs.ValidPath(f.Name) || strings.ContainsAny(f.Name, "\\:\x00") {
			found.Refuse(at, "interop.zip.path")
			continue
		}
		base, dir := path.Base(f.Name), path.Dir(f.Name)
		if strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		total += f.UncompressedSize64
		switch {
		case f.Flags&1 != 0:
			found.Refuse(at, "interop.zip.locked")
		case f.UncompressedSize64 > MaxFile:
			found.Refuse(at, "interop.zip.large", MaxFile>>20)
		case f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/MaxRatio > f.CompressedSize64:
			found.Refuse(at, "interop.zip.bomb", MaxRatio)
		case folder.open[base] != nil:
			found.Refuse(at, "interop.zip.twice")
		default:
			dirs[dir] = true
			folder.Names = append(folder.Names, base)
			folder.open[base] = f.Open
		}
	}
	if total > MaxTotal {
		found.Refuse(Place{File: name}, "interop.zip.large", MaxTotal>>20)
	}
	if len(dirs) > 1 {
		found.Refuse(Place{File: name}, "interop.zip.folders")
	}
	sort.Strings(folder.Names)
	return folder
}
