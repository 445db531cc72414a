package i18n

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"syscall"
)

// reasons are what machines say of what they cannot do, each with its sentence.
var reasons = []struct {
	err error
	key string
}{
	{fs.ErrPermission, "i18n.reason.permission"},
	{fs.ErrNotExist, "i18n.reason.missing"},
	{syscall.ENOTDIR, "i18n.reason.nofolder"},
	{syscall.EISDIR, "i18n.reason.folder"},
	{syscall.ENOSPC, "i18n.reason.full"},
	{syscall.EDQUOT, "i18n.reason.full"},
	{syscall.EROFS, "i18n.reason.readonly"},
	{syscall.ECONNREFUSED, "i18n.reason.refused"},
	{os.ErrDeadlineExceeded, "i18n.reason.late"},
	{context.Canceled, "i18n.reason.stopped"},
	{context.DeadlineExceeded, "i18n.reason.late"},
	{io.ErrUnexpectedEOF, "i18n.reason.cut"},
	{zip.ErrFormat, "i18n.reason.zip"},
	{zip.ErrChecksum, "i18n.reason.changed"},
}

// reason is what the machine says in the reader's words; "" where there are none.
func (p *Printer) reason(err error) string {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return p.T(r.key)
		}
	}
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) {
		return p.T("i18n.reason.changed")
	}
	var unknown *net.DNSError
	if errors.As(err, &unknown) {
		return p.T("i18n.reason.host", unknown.Name)
	}
	return ""
}

func (p *Printer) reasonOr(err error) string {
	if reason := p.reason(err); reason != "" {
		return reason
	}
	return err.Error()
}

// place is the file a reason is about, before a colon; "" for none, and for what
// names its file itself.
func (p *Printer) place(err error) string {
	var file *fs.PathError
	if p.reason(err) != "" && errors.As(err, &file) {
		return file.Path + ": "
	}
	return ""
}
