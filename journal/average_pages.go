package journal

import (
	"net/http"
	"strconv"
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/people"
	"parta/school"
	"parta/when"
)

// pupilPanel is a pupil as the panel shows one without a script.
type pupilPanel struct {
	id       string
	name     string
	absences int
	view     explainView
	cells    []panelCell
}

type panelCell struct {
	column *column
	text   string
}

func (j *Journal) pupilPanelFor(r *http.Request, f frame, asked string) (*pupilPanel, error) {
	pupil, err := id.Parse[id.Person](asked)
	at := f.page.rowOf(pupil)
	if err != nil || at < 0 {
		return nil, problem.New(problem.NotFound, "journal.pupil.none")
	}
	row := &f.page.rows[at]
	e, _, err := j.explanationFor(r, f.page.Page, pupil)
	if err != nil {
		return nil, err
	}
	p := &pupilPanel{id: row.id, name: row.name, absences: row.absences, view: explainView{e, f.text, f.page.sources}}
	for i := range f.page.columns {
		if c := row.at(i); c.text != "" {
			p.cells = append(p.cells, panelCell{&f.page.columns[i], c.text})
		}
	}
	return p, nil
}

// explanationFor explains a pupil's mean on a page to one who may see it.
func (j *Journal) explanationFor(r *http.Request, p Page, pupil id.Person) (e Explanation, sources map[school.SettingName]string, err error) {
	who := web.Who(r)
	err = j.db.Read(r.Context(), who.Org, func(tx *storage.Tx) error {
		g, err := school.GroupByID(tx, p.Group)
		if err != nil {
			return err
		}
		term, err := school.TermOf(tx, p.Term)
		if err != nil {
			return err
		}
		thing := g.ThingOf(p.Course, 0)
		thing.Pupil = pupil
		if g.Kind == school.Mixed {
			if thing.Classes, err = people.ClassesDuring(tx, pupil, term.Days); err != nil {
				return err
			}
		}
		if _, err := allowed(who, access.ReadHistory, thing); err != nil {
			return err
		}
		e, sources, err = explainIn(tx, p, pupil, who.On)
		return err
	})
	return e, sources, err
}

// explainIn explains a pupil's mean on a page; the caller has checked the rights.
func explainIn(tx *storage.Tx, p Page, pupil id.Person, today when.Day) (e Explanation, sources map[school.SettingName]string, err error) {
	term, err := school.TermOf(tx, p.Term)
	if err != nil {
		return e, nil, err
	}
	rules, err := rulesOn(tx, min(today, term.Days.To))
	if err != nil {
		return e, nil, err
	}
	row, err := pupilRowOf(tx, p, term.Days, pupil)
	if err != nil {
		return e, nil, err
	}
	return row.explain(rules), rules.sources, nil
}

func (j *Journal) showAverage(w http.ResponseWriter, r *http.Request) error {
	p, err := pathPage(r)
	if err != nil {
		return err
	}
	pupil, err := id.Parse[id.Person](r.URL.Query().Get("pupil"))
	if err != nil {
		return problem.New(problem.NotFound, "journal.pupil.none").Because(err)
	}
	e, sources, err := j.explanationFor(r, p, pupil)
	if err != nil {
		return err
	}
	if asksJSON(r) {
		return web.JSON(w, r, e)
	}
	return web.Fragment(w, r, explanation(explainView{e, web.Text(r), sources}))
}

// asksJSON tells a program from a reader.
func asksJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "html")
}

// explainView is an explanation in the reader's language.
type explainView struct {
	Explanation
	text    *i18n.Printer
	sources map[school.SettingName]string
}

func (v explainView) shown() string { return v.Thresholds.Show(v.Mean, v.text.T("i18n.point")) }

// title is «Почему 4,647 — пока «4»».
func (v explainView) title() string {
	if v.Mean.None() {
		return v.text.T("journal.why.none")
	}
	return v.text.T("journal.why", v.shown(), v.Proposed)
}

// part names the marks of one weight: «контрольная работа, вес 3».
func (v explainView) part(p Part) string {
	names := make([]string, 0, len(p.Kinds))
	for _, kind := range p.Kinds {
		names = append(names, v.text.T("journal.kind."+kind+".many"))
	}
	name := strings.Join(names, ", ")
	if v.Weighted {
		name = v.text.T("journal.why.part", name, p.Weight)
	}
	return name
}

func (v explainView) marks(p Part) string {
	texts := make([]string, len(p.Marks))
	for i, m := range p.Marks {
		texts[i] = m.Text
	}
	return strings.Join(texts, " ")
}

// sum is the way to the mean: «(15 + 28 + 36) : 17 = 79/17».
func (v explainView) sum() string {
	parts := make([]string, len(v.Parts))
	for i, p := range v.Parts {
		parts[i] = v.points(p.Sum)
	}
	total := strings.Join(parts, " + ")
	weight := strconv.FormatInt(v.Mean.Weight, 10)
	way := total + " : " + weight
	if len(parts) > 1 {
		way = "(" + total + ") : " + weight + " = " + v.points(v.Mean.Sum) + "/" + weight
	}
	way += " " + v.Thresholds.Equals(v.Mean, v.text.T("i18n.point"))
	if v.Next != nil {
		way += "; " + v.rule()
	}
	return way
}

// points writes hundredths, without a fraction where there is none.
func (v explainView) points(hundredths int64) string {
	if hundredths%100 == 0 {
		return strconv.FormatInt(hundredths/100, 10)
	}
	return v.text.Decimal(hundredths, 2)
}

// rule is where the next mark begins and who says so.
func (v explainView) rule() string {
	from := v.text.Decimal(v.Next.From, 2)
	if source := v.sources[school.ThresholdsSetting]; source != "" {
		return v.text.T("journal.why.rule", v.Next.Mark, from, source)
	}
	return v.text.T("journal.why.usual", v.Next.Mark, from)
}

// needs says what lifts the mean to the next mark.
func (v explainView) needs() []string {
	var lines []string
	for _, w := range v.Next.Best {
		if v.Weighted {
			lines = append(lines, v.text.T("journal.why.need.weight", w.Count, w.Weight))
		} else {
			lines = append(lines, v.text.T("journal.why.need", w.Count))
		}
	}
	return lines
}
