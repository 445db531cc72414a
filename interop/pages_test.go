package interop_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/interop"
	"parta/orgs"
)

// desk is the clerk's browser at a school.
type desk struct {
	*testkit.Kit
	t      *testing.T
	org    id.Org
	role   access.Role
	router *web.Router
	tmp    string
}

// sit makes a school and lets somebody of a role in.
func sit(t *testing.T, role access.Role) desk {
	t.Helper()
	d := desk{Kit: template.SQLite(t), t: t}
	err := d.DB.Control(t.Context(), func(tx *storage.Tx) (err error) {
		d.org, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "Школа № 1", Zone: "Asia/Tomsk"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.tmp = filepath.Join(t.TempDir(), "tmp")
	d.role = role
	d.start()
	return d
}

// start makes the pages anew, as a server does that starts on the same folder.
func (d *desk) start() {
	d.t.Helper()
	catalogue, err := i18n.New(web.Texts, interop.Texts)
	if err != nil {
		d.t.Fatal(err)
	}
	d.router, err = web.NewRouter(web.Config{
		Texts: catalogue, Now: d.Clock.Now, Log: slog.New(slog.DiscardHandler),
		Authenticate: func(_ context.Context, _ string, org id.Org) (web.Session, *access.Actor, error) {
			s := web.Session{ID: 1, Account: 2, Lang: "ru"}
			if org != d.org {
				return s, nil, nil
			}
			return s, &access.Actor{Account: 2, Org: d.org, Person: 3, Name: "Кузнецова Д. П.", Roles: []access.Role{d.role}}, nil
		},
		Sections: func(access.Actor) []ui.Section { return nil },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	interop.New(d.DB, filepath.Dir(d.tmp)).Routes(d.router)
}

// ask performs a request and reads the page.
func (d desk) ask(r *http.Request, want int) (*goquery.Document, string) {
	d.t.Helper()
	r.AddCookie(&http.Cookie{Name: "parta", Value: "token"})
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r)
	if w.Code != want {
		d.t.Fatalf("%s %s = %d, want %d\n%s", r.Method, r.URL, w.Code, want, w.Body)
	}
	page, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return page, w.Header().Get("Location")
}

func (d desk) get(path string, want int) *goquery.Document {
	d.t.Helper()
	page, _ := d.ask(httptest.NewRequest(http.MethodGet, path, nil), want)
	return page
}

func (d desk) post(path string, want int) string {
	d.t.Helper()
	_, location := d.ask(httptest.NewRequest(http.MethodPost, path, nil), want)
	return location
}

// upload sends files as a browser does.
func (d desk) upload(want int, files ...string) string {
	d.t.Helper()
	return d.uploadTo(ui.OrgPath(d.org)+"/import", want, files...)
}

func (d desk) uploadTo(path string, want int, files ...string) string {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, file := range files {
		part, err := form.CreateFormFile("files", filepath.Base(file))
		if err != nil {
			d.t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			d.t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		d.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, io.Reader(&body))
	r.Header.Set("Content-Type", form.FormDataContentType())
	_, location := d.ask(r, want)
	return location
}

// endless is a file that does not fit.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func TestFileThatIsTooLargeIsToldTheLimitAndLeavesNothing(t *testing.T) {
	d := sit(t, access.Clerk)
	const boundary = "file-of-a-clerk"
	head := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"roster.zip\"\r\n\r\n"
	r := httptest.NewRequest(http.MethodPost, ui.OrgPath(d.org)+"/import", io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, 65<<20)))
	r.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	page, _ := d.ask(r, http.StatusRequestEntityTooLarge)
	if said := page.Find("main .notice.bad").Text(); !strings.Contains(said, "до 64 МБ") || page.Find("input[type=file]").Length() != 1 {
		t.Errorf("%q, and the form to choose another file: %d", said, page.Find("input[type=file]").Length())
	}
	if left := d.left(); len(left) > 0 {
		t.Errorf("left on the disk: %v", left)
	}
}

func (d desk) left() []os.DirEntry {
	entries, _ := os.ReadDir(d.tmp)
	return entries
}

// rules are those by which anything was ever done here.
func (d desk) rules() (rules []string) {
	err := d.DB.Read(d.t.Context(), d.org, func(tx *storage.Tx) (err error) {
		rules, err = storage.All(tx, func(r storage.Row) (s string, err error) { return s, r.Scan(&s) },
			"SELECT DISTINCT rule FROM ledger_line WHERE org_id = $1", d.org)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return rules
}

const book = "classlist/testdata/libreoffice-7b.xlsx"

func TestClerkSeesWhatWouldHappenAndSaysYes(t *testing.T) {
	d := sit(t, access.Clerk)
	home := ui.OrgPath(d.org) + "/import"
	d.get(home, http.StatusOK)
	plan := d.upload(http.StatusSeeOther, book)
	before := lines(t, d.DB)
	page := d.get(plan, http.StatusOK)
	if n := page.Find("table").Last().Find("tbody tr").Length(); n != 26 {
		t.Errorf("the listing has %d rows, want 26: year, 6 terms, class, 9 persons, 4 places, 5 guardians", n)
	}
	if lines(t, d.DB) != before {
		t.Error("looking wrote something")
	}
	if got := d.post(plan, http.StatusSeeOther); got != home+"?done=written" {
		t.Errorf("led to %s", got)
	}
	if lines(t, d.DB) == before {
		t.Error("nothing was brought in")
	}
	if rules := d.rules(); len(rules) != 1 || rules[0] != "roster.import/clerk/organisation" {
		t.Errorf("the ledger names the rules %q", rules)
	}
	if left := d.left(); len(left) > 0 {
		t.Errorf("left in DIR/tmp: %v", left)
	}
	page = d.get(home+"?done=written", http.StatusOK)
	if page.Find(".notice.good").Length() != 1 || page.Find("table[aria-labelledby=past] tbody tr").Length() != 1 {
		t.Error("the page does not tell what was brought in")
	}
	d.post(plan, http.StatusNotFound)

	page = d.get(d.upload(http.StatusSeeOther, book), http.StatusOK)
	if page.Find("button.main").Length() != 0 {
		t.Error("a second time there is nothing to confirm")
	}
}

// Who may only bring in has nowhere else to go.
func TestWhatWasBroughtInLeadsToWhereItsReaderMayGo(t *testing.T) {
	for _, tt := range []struct {
		role access.Role
		want []string
	}{
		{access.Administrator, []string{"/invitations"}},
		{access.Clerk, nil},
	} {
		t.Run(string(tt.role), func(t *testing.T) {
			d := sit(t, tt.role)
			page := d.get(d.post(d.upload(http.StatusSeeOther, book), http.StatusSeeOther), http.StatusOK)
			var got []string
			for _, a := range page.Find("main .actions a").EachIter() {
				got = append(got, strings.TrimPrefix(a.AttrOr("href", ""), ui.OrgPath(d.org)))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("leads to %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRefusalIsShownWithItsPlace(t *testing.T) {
	d := sit(t, access.Administrator)
	plan := d.upload(http.StatusSeeOther, list(t, "Петров Илья;седьмой;;;;;"))
	page := d.get(plan, http.StatusOK)
	if page.Find(".notice.bad").Length() != 1 || page.Find("form[action='"+plan+"']").Length() != 0 {
		t.Error("a refused list can be confirmed")
	}
	row := page.Find("tbody tr").First().Text()
	for _, part := range []string{"list.csv", "2", "Класс", "седьмой"} {
		if !strings.Contains(row, part) {
			t.Errorf("the refusal %q does not name %q", strings.Join(strings.Fields(row), " "), part)
		}
	}
}

func TestRowWithoutANameIsShownWithItsPlace(t *testing.T) {
	d := sit(t, access.Administrator)
	page := d.get(d.upload(http.StatusSeeOther, list(t, ";7Б;01.01.2013;;;;")), http.StatusOK)
	row := page.Find("tbody tr").First().Text()
	for _, part := range []string{"list.csv", "2", "ФИО", "Нет ФИО"} {
		if !strings.Contains(row, part) {
			t.Errorf("the refusal %q does not name %q", strings.Join(strings.Fields(row), " "), part)
		}
	}
}

func TestMendedFileTakesThePlaceOfTheRefusedOne(t *testing.T) {
	d := sit(t, access.Administrator)
	page := d.get(d.upload(http.StatusSeeOther, list(t, "Петров Илья;седьмой;;;;;")), http.StatusOK)
	form := page.Find("main form:has(input[type=file])")
	if form.Length() != 1 || page.Find("main form[action$='/discard']").Length() != 1 {
		t.Fatal("on the page of the refusal another file cannot be chosen, or the upload not be forgotten")
	}
	d.uploadTo(form.AttrOr("action", ""), http.StatusSeeOther, list(t, "Петров Илья;7Б;;;;;"))
	if left := d.left(); len(left) != 1 {
		t.Errorf("left in DIR/tmp: %v, want the mended upload alone", left)
	}
}

// Between the look and the yes somebody else brought in a namesake.
func TestWhatIsRefusedAtTheYesIsShownAgainWithItsReason(t *testing.T) {
	d := sit(t, access.Administrator)
	plan := d.upload(http.StatusSeeOther, list(t, "Петров Илья Андреевич;8Б;;;;;"))
	bring(t, d.DB, interop.Options{Paths: []string{list(t, "Петров Илья Андреевич;7Б;14.03.2013;;;;")}, OrgID: d.org})
	if got := d.post(plan, http.StatusSeeOther); got != plan {
		t.Errorf("led to %s, want %s", got, plan)
	}
	page := d.get(plan, http.StatusOK)
	if page.Find("main select[name=who]").Length() != 1 {
		t.Errorf("the page says %q and does not ask", page.Find("main").Text())
	}
}

// A full disk at the yes is no fault of the file, and room is made for it.
func TestUploadAndItsAnswersWaitOnWhenTheServerFails(t *testing.T) {
	d := sit(t, access.Clerk)
	bring(t, d.DB, interop.Options{Paths: []string{list(t, "Петров Илья Андреевич;7Б;14.03.2013;;;;")}, OrgID: d.org})
	plan := d.upload(http.StatusSeeOther, list(t, "Петров Илья Андреевич;8Б;;;;;"))
	said := plan + "?who=list.csv%3A2%3Dnew"
	d.control("CREATE TRIGGER full BEFORE INSERT ON interop_import BEGIN SELECT RAISE(ABORT, 'disk full'); END")
	d.post(said, http.StatusInternalServerError)
	d.control("DROP TRIGGER full")
	page := d.get(said, http.StatusOK)
	if page.Find("form[action='"+plan+"'] button.main").Length() != 1 {
		t.Errorf("the upload cannot be confirmed again: %s", page.Find("main").Text())
	}
	if got := d.post(said, http.StatusSeeOther); !strings.HasSuffix(got, "?done=written") {
		t.Errorf("led to %s", got)
	}
}

func TestUploadWhoseImportWasKilledWaitsAfterTheNextStart(t *testing.T) {
	d := sit(t, access.Clerk)
	plan := d.upload(http.StatusSeeOther, book)
	at := filepath.Join(d.tmp, d.left()[0].Name())
	if err := os.Rename(at, at+"-taken"); err != nil { // as a program that was killed leaves it
		t.Fatal(err)
	}
	d.start()
	d.get(plan, http.StatusOK)
	d.post(plan, http.StatusSeeOther)
}

// control changes the database as no page does.
func (d desk) control(statement string) {
	d.t.Helper()
	err := d.DB.Control(d.t.Context(), func(tx *storage.Tx) error {
		_, err := tx.Exec(statement)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// A set without birth dates speaks of pupils whom a class list has brought in.
func TestNamesakesAreAskedAboutBeforeTheYes(t *testing.T) {
	d := sit(t, access.Administrator)
	bring(t, d.DB, interop.Options{OrgID: d.org, Paths: []string{list(t, "Петров Илья Андреевич;7Б;14.03.2013;;;;", "Смирнова Анна Олеговна;7Б;02.11.2013;;;;")}})
	plan := d.upload(http.StatusSeeOther, withoutBirthDates(t)...)
	page := d.get(plan, http.StatusOK)
	asked := page.Find("main select[name=who]")
	if asked.Length() != 2 || page.Find("main form[method=post] button.main").Length() != 0 {
		t.Fatalf("%d are asked about, and the yes can be said: %d", asked.Length(), page.Find("main form[method=post] button.main").Length())
	}
	if said := page.Find("main .notice.warn").Text(); !strings.Contains(said, "Строк, о которых вопрос: 2.") {
		t.Errorf("what is asked is told as %q", said)
	}
	if said := asked.First().Find("option").Eq(1).Text(); !strings.Contains(said, "7Б, род. 14.03.2013") {
		t.Errorf("who is known is told as %q", said)
	}
	petrov := asked.Eq(0).Find("option").Eq(1).AttrOr("value", "")
	smirnova := asked.Eq(1).Find("option").Eq(2).AttrOr("value", "")
	page = d.get(plan+"?"+url.Values{"who": {petrov, ""}}.Encode(), http.StatusOK)
	if left := page.Find("main select[name=who]"); left.Length() != 1 || page.Find("main form input[name=who]").AttrOr("value", "") != petrov {
		t.Errorf("after one answer %d are asked about, and the answer is kept as %q", left.Length(), page.Find("main form input[name=who]").AttrOr("value", ""))
	}
	page = d.get(plan+"?"+url.Values{"who": {petrov, smirnova}}.Encode(), http.StatusOK)
	yes := page.Find("main form:has(button.main)")
	answers := url.Values{}
	yes.Find("input[name=who]").Each(func(_ int, in *goquery.Selection) { answers.Add("who", in.AttrOr("value", "")) })
	r := httptest.NewRequest(http.MethodPost, yes.AttrOr("action", ""), strings.NewReader(answers.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, at := d.ask(r, http.StatusSeeOther); !strings.HasSuffix(at, "?done=written") {
		t.Errorf("led to %s", at)
	}
	names := map[string]int{}
	for _, p := range persons(t, d.DB, d.org) {
		names[p.Full()]++
	}
	if names["Петров Илья Андреевич"] != 1 || names["Смирнова Анна Олеговна"] != 2 {
		t.Errorf("the school has %v", names)
	}
}

// A set of two schools, neither called as this one.
func TestOrganisationOfASetIsChosenFromAList(t *testing.T) {
	d := sit(t, access.Administrator)
	set := edited(t, "orgs.csv", func(row string) string { return strings.Replace(row, "Школа № 1", "Гимназия", 1) })
	files, err := filepath.Glob(set + "/*")
	if err != nil {
		t.Fatal(err)
	}
	plan := d.upload(http.StatusSeeOther, files...)
	var offered []string
	d.get(plan, http.StatusOK).Find("main select[name=from] option").Each(func(_ int, o *goquery.Selection) { offered = append(offered, o.AttrOr("value", "")) })
	if !slices.Equal(offered, []string{"", "school-1", "school-2"}) {
		t.Fatalf("offered are %q", offered)
	}
	page := d.get(plan+"?from=school-2", http.StatusOK)
	if said := page.Find("table[aria-labelledby=notes]").Text(); !strings.Contains(said, "«Школа № 2», а загружается в «Школа № 1»") {
		t.Errorf("it is not told that the set calls it otherwise: %s", said)
	}
	if got := page.Find("main form:has(button.main) input[name=from]").AttrOr("value", ""); got != "school-2" {
		t.Errorf("the yes is said to %q", got)
	}
	d.post(plan+"?from=school-2", http.StatusSeeOther)
	if page := d.get(d.upload(http.StatusSeeOther, files...), http.StatusOK); page.Find("main .notice.good").Length() != 1 {
		t.Error("it is not known the next time")
	}
}

// withoutBirthDates is the files of a set of one school that give neither birth
// dates nor СНИЛС.
func withoutBirthDates(t *testing.T) (files []string) {
	t.Helper()
	dir := t.TempDir()
	all, err := filepath.Glob(own + "school/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range all {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(from)
		if name == "demographics.csv" || name == "manifest.csv" {
			continue
		}
		to := filepath.Join(dir, name)
		if err := os.WriteFile(to, []byte(strings.Replace(string(data), "{SNILS:112-233-445 95}", "", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, to)
	}
	return files
}

func TestSampleOfAListIsShownAndCanBeBroughtIn(t *testing.T) {
	d := sit(t, access.Administrator)
	page := d.get(ui.OrgPath(d.org)+"/import", http.StatusOK)
	if said := page.Find("table[aria-labelledby=sample] thead").Text(); !strings.Contains(said, "ФИО") || !strings.Contains(said, "Класс") {
		t.Errorf("the sample's headers are %q", said)
	}
	r := httptest.NewRequest(http.MethodGet, page.Find("a[download]").AttrOr("href", ""), nil)
	r.AddCookie(&http.Cookie{Name: "parta", Value: "token"})
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r)
	file := filepath.Join(t.TempDir(), "sample.xlsx")
	if err := os.WriteFile(file, w.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	result := dry(t, d.DB, interop.Options{Paths: []string{file}, OrgID: d.org})
	want := []string{"warn sample.xlsx:2 interop.year.usual", "warn sample.xlsx interop.span.undated"}
	if found := listed(result); !slices.Equal(found, want) || result.Orgs[0].Count("person", interop.Create) != 3 {
		t.Errorf("found %v, would bring in %v", found, counted(result))
	}
}

func TestFilesOfAnUnpackedSetBelongTogether(t *testing.T) {
	d := sit(t, access.Clerk)
	files, err := filepath.Glob(own + "old/*")
	if err != nil {
		t.Fatal(err)
	}
	plan := d.upload(http.StatusSeeOther, files...)
	if page := d.get(plan, http.StatusOK); page.Find("button.main").Length() != 1 {
		t.Errorf("the set cannot be confirmed: %s", page.Find("table").Text())
	}
	d.post(plan, http.StatusSeeOther)
}

func TestUploadIsDiscardedOrForgotten(t *testing.T) {
	d := sit(t, access.Clerk)
	plan := d.upload(http.StatusSeeOther, book)
	d.post(plan+"/discard", http.StatusSeeOther)
	d.get(plan, http.StatusNotFound)
	if left := d.left(); len(left) > 0 {
		t.Errorf("left in DIR/tmp: %v", left)
	}
	d.upload(http.StatusUnprocessableEntity)
}

func TestTeacherMayNotImport(t *testing.T) {
	d := sit(t, access.Teacher)
	d.get(ui.OrgPath(d.org)+"/import", http.StatusForbidden)
	d.upload(http.StatusForbidden, book)
	d.get(ui.OrgPath(d.org+1)+"/import", http.StatusNotFound)
}
