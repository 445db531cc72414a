package journal

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/web"
	"parta/internal/web/ui"
)

func (j *Journal) showNewTask(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.WriteLesson)
	if err != nil {
		return err
	}
	draft := TaskDraft{Kind: "control", Day: f.page.today}
	if c := f.page.current(r.URL.Query().Get("column")); c != nil {
		draft.Lesson = c.lesson.ID
	}
	return web.Page(w, r, f.taskWindow(), newTaskPage(newView{frame: f, task: draft}))
}

func (f frame) taskWindow() ui.Page {
	page := f.window(nil)
	page.Title, page.Wide = f.text.T("journal.task.new", f.title()), false
	return page
}

func formTask(r *http.Request, f frame) (d TaskDraft, err error) {
	d = TaskDraft{Group: f.page.Group, Course: f.page.Course, Kind: r.FormValue("kind"), Title: r.FormValue("title")}
	if text := r.FormValue("lesson"); text != "" {
		if d.Lesson, err = id.Parse[id.Lesson](text); err != nil {
			return d, problem.New(problem.Invalid, "journal.task.wrong").Because(err)
		}
	}
	if d.Day, err = formDay(r, "day"); err != nil {
		return d, err
	}
	if text := strings.TrimSpace(r.FormValue("weight")); text != "" {
		if d.Weight, err = strconv.ParseInt(text, 10, 64); err != nil {
			return d, problem.New(problem.Invalid, "journal.task.wrong").WithField("weight", "journal.task.weight", maxWeight)
		}
	}
	return d, nil
}

func (j *Journal) addTask(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.WriteLesson)
	if err != nil {
		return err
	}
	draft, err := formTask(r, f)
	var task Task
	if err == nil {
		task, err = j.AddTask(r.Context(), j.act(r), draft)
	}
	if err != nil {
		return web.Again(err, f.taskWindow(), newTaskPage(newView{frame: f, task: draft}))
	}
	return web.See(w, r, f.base+"?column=T"+task.ID.String())
}

func (j *Journal) changeTaskForm(w http.ResponseWriter, r *http.Request) error {
	f, at, err := j.taskColumnFor(r)
	if err != nil {
		return err
	}
	draft, err := formTask(r, f)
	task := f.page.columns[at].task.ID
	if err == nil {
		err = j.ChangeTask(r.Context(), j.act(r), task, formVersion(r), draft)
	}
	if err != nil {
		v := f.columnView(at)
		v.task = draft
		return web.Again(err, f.columnWindow(at), columnPage(v))
	}
	return web.See(w, r, f.base+"/task/"+task.String())
}

func (j *Journal) cancelTask(w http.ResponseWriter, r *http.Request) error {
	f, at, err := j.taskColumnFor(r)
	if err != nil {
		return err
	}
	if err := j.CancelTask(r.Context(), j.act(r), f.page.columns[at].task.ID, formVersion(r)); err != nil {
		return web.Again(err, f.columnWindow(at), columnPage(f.columnView(at)))
	}
	return web.See(w, r, f.base)
}

// taskColumnFor finds the column of the address's task for one who may read its page.
func (j *Journal) taskColumnFor(r *http.Request) (frame, int, error) {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return f, 0, err
	}
	task, err := web.PathID[id.Task](r, "task")
	if err != nil {
		return f, 0, err
	}
	at := f.page.columnOfTask(task)
	if at < 0 {
		return f, 0, problem.New(problem.NotFound, "journal.task.none")
	}
	return f, at, nil
}

func (f frame) columnWindow(at int) ui.Page {
	page := f.window(columnHead(f.columnView(at)))
	page.Bundle = "lesson"
	page.Title, page.Wide = lessonTitle(f, &f.page.columns[at])+" · "+f.title(), false
	return page
}

// invalid marks an input that is wrong, and names the line that says why.
func invalid(ctx context.Context, name string) templ.Attributes {
	if !web.Wrong(ctx, name) {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": name + "-error"}
}
