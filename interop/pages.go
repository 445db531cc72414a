package interop

import (
	"errors"
	"mime"
	"net/http"
	"net/url"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/interop/classlist"
	"parta/interop/source"
	"parta/orgs"
)

// importsView is what the first page is drawn from.
type importsView struct {
	Org  id.Org
	Done string // key of a notice about what has just happened; "" for none
	Past []pastImport

	Invites, Journal bool // where the reader may go on with what was brought in
}

// pastImport is one import of the organisation.
type pastImport struct {
	At                      string
	Files                   string
	Created, Changed, Ended int
}

func (in *Interop) showImports(w http.ResponseWriter, r *http.Request) error {
	v, err := in.imports(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, importPage(web.Text(r)), importsPage(web.Text(r), v))
}

func importPage(text *i18n.Printer) ui.Page {
	return ui.Page{Title: text.T("interop.title"), Section: "import"}
}

func (in *Interop) imports(r *http.Request) (importsView, error) {
	who, text := web.Who(r), web.Text(r)
	v := importsView{Org: who.Org, Invites: who.May(access.Invite), Journal: who.May(access.ReadJournal)}
	switch r.URL.Query().Get("done") {
	case "written":
		v.Done = "interop.done.written"
	case "unchanged":
		v.Done = "interop.done.unchanged"
	}
	err := in.db.Read(r.Context(), who.Org, func(tx *storage.Tx) error {
		zone, err := orgs.Zone(tx, who.Org)
		if err != nil {
			return err
		}
		past, err := recentImports(tx, 20)
		for _, p := range past {
			v.Past = append(v.Past, pastImport{text.Moment(p.at, zone), p.files, p.created, p.changed, p.ended})
		}
		return err
	})
	return v, err
}

// sendSample gives a small class list to fill in.
func sendSample(w http.ResponseWriter, r *http.Request) error {
	name := web.Text(r).T("interop.sample.file") + ".xlsx"
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return classlist.WriteSample(w)
}

// importPath is the first page, uploadPath what one upload would do, and takePath
// where files are sent; in place of those of an upload that was refused, if any.
func importPath(org id.Org) string { return ui.OrgPath(org) + "/import" }

func uploadPath(org id.Org, upload id.Import) string { return importPath(org) + "/" + upload.String() }

// answeredPath is what an upload would do after answers to what was asked.
func answeredPath(org id.Org, upload id.Import, said url.Values) string {
	if len(said) == 0 {
		return uploadPath(org, upload)
	}
	return uploadPath(org, upload) + "?" + said.Encode()
}

func takePath(org id.Org, instead id.Import) string {
	if instead == 0 {
		return importPath(org)
	}
	return importPath(org) + "?instead=" + instead.String()
}

// takeUpload keeps the files and leads to what they would do.
func (in *Interop) takeUpload(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	web.AllowBody(w, r, maxUpload)
	form, err := r.MultipartReader()
	if err != nil {
		return problem.New(problem.Invalid, "interop.upload.none").Because(err)
	}
	var name id.Import
	err = in.db.ReadControl(r.Context(), func(tx *storage.Tx) error {
		name = id.New[id.Import](tx)
		return nil
	})
	if err != nil {
		return err
	}
	dir := in.uploadDir(who.Org, name)
	if err := in.receive(form, dir); err != nil {
		_ = upload{dir: dir}.clear()
		v, failed := in.imports(r)
		if failed != nil {
			return failed
		}
		return web.Again(err, importPage(web.Text(r)), importsPage(web.Text(r), v))
	}
	if instead, err := id.Parse[id.Import](r.URL.Query().Get("instead")); err == nil {
		if err := (upload{dir: in.uploadDir(who.Org, instead)}).clear(); err != nil {
			return err
		}
	}
	return web.See(w, r, uploadPath(who.Org, name))
}

// planView is what an upload would do.
type planView struct {
	Org      id.Org
	Upload   id.Import
	Names    []string
	Refused  bool       // and the file must be mended
	Nothing  bool       // everything is so already
	Said     url.Values // answers so far
	Asked    []Question // nothing is taken before they are answered
	Sources  []Source   // nor before one of them is chosen
	Counts   []countView
	Rows     []Row
	More     int // rows beyond those shown
	Findings []source.Finding
}

// countView is one line of the summary.
type countView struct {
	Kind                               string
	Create, Change, End, Same, LeftOut int
}

// maxShown is how many rows a page lists; the command line lists all.
const maxShown = 500

func (in *Interop) showPlan(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	name, err := web.PathID[id.Import](r, "upload")
	if err != nil {
		return err
	}
	u, err := in.waiting(in.uploadDir(who.Org, name))
	if err != nil {
		return err
	}
	o := in.options(u, who, answered(r))
	o.DryRun = true
	result, err := Import(r.Context(), in.db, o)
	if err != nil && !errors.Is(err, ErrRefused) {
		return err
	}
	text := web.Text(r)
	v := viewOf(result)
	v.Org, v.Upload, v.Names, v.Said = who.Org, name, u.names, answered(r)
	return web.Page(w, r, importPage(text), planPage(text, v))
}

// answered is what the person has said so far: of which organisation of the set
// this is, and who its rows speak of.
func answered(r *http.Request) url.Values {
	_ = r.FormValue("who")
	said := url.Values{}
	for _, name := range []string{"from", "who"} {
		for _, word := range r.Form[name] {
			if word != "" {
				said.Add(name, word)
			}
		}
	}
	return said
}

func (in *Interop) options(u upload, who access.Actor, said url.Values) Options {
	return Options{Paths: u.paths, Names: u.names, OrgID: who.Org, From: said.Get("from"), Who: said["who"], Asks: true, By: who}
}

func viewOf(result Result) planView {
	v := planView{Sources: result.Sources}
	for _, f := range result.ordered() {
		switch f.Key {
		case "interop.person.ask", "interop.person.same", "interop.org.several", "interop.org.alike":
			continue // asked on the page
		}
		v.Refused = v.Refused || f.Level == source.Refuse && f.Key != source.More
		v.Findings = append(v.Findings, f)
	}
	changes := 0
	for _, one := range result.Orgs {
		for _, kind := range Kinds {
			c := countView{kind, one.Count(kind, Create), one.Count(kind, Change), one.Count(kind, End), one.Count(kind, Same), one.Count(kind, Skip)}
			if c.Create+c.Change+c.End+c.Same+c.LeftOut > 0 {
				v.Counts = append(v.Counts, c)
			}
			changes += c.Create + c.Change + c.End
		}
		v.Rows = append(v.Rows, one.Rows...)
		v.Asked = append(v.Asked, one.Questions...)
	}
	v.Nothing = changes == 0
	if len(v.Rows) > maxShown {
		v.More = len(v.Rows) - maxShown
		v.Rows = v.Rows[:maxShown]
	}
	return v
}

// confirm brings the upload in. A second click finds nothing left to do. What the
// school has become meanwhile may refuse it: then it waits on, and says why. It
// waits on, too, when the server fails: room on a disk is made, and files and
// answers are not given twice.
func (in *Interop) confirm(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	rule, allowed := who.Decide(access.ImportRoster, access.Thing{})
	if !allowed {
		return problem.New(problem.Forbidden, "web.problem.forbidden")
	}
	name, err := web.PathID[id.Import](r, "upload")
	if err != nil {
		return err
	}
	web.AllowBody(w, r, 1<<20)
	said := answered(r)
	u, err := in.take(in.uploadDir(who.Org, name))
	if err != nil {
		return err
	}
	o := in.options(u, who, said)
	o.Rule = rule
	result, err := Import(r.Context(), in.db, o)
	if err != nil {
		back := u.putBack(in.uploadDir(who.Org, name))
		if !errors.Is(err, ErrRefused) || back != nil {
			return errors.Join(err, back)
		}
		return web.See(w, r, answeredPath(who.Org, name, said))
	}
	if err := u.clear(); err != nil {
		return err
	}
	done := "?done=unchanged"
	for _, one := range result.Orgs {
		if one.State == Done {
			done = "?done=written"
		}
	}
	return web.See(w, r, importPath(who.Org)+done)
}

// discard forgets an upload.
func (in *Interop) discard(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	name, err := web.PathID[id.Import](r, "upload")
	if err != nil {
		return err
	}
	if err := (upload{dir: in.uploadDir(who.Org, name)}).clear(); err != nil {
		return err
	}
	return web.See(w, r, importPath(who.Org))
}
