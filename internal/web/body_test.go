package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/web"
)

func TestFormThatIsTooLargeIsToldTheLimitInThePagesLanguage(t *testing.T) {
	rt := router(t, config(t))
	form := "text=" + strings.Repeat("4", 1<<20)
	for lang, want := range map[string]string{"ru": "до 1 МБ", "en": "up to 1 MB"} {
		got := ask(rt, "ivanova", "POST", "/o/"+school1.String()+"/journal/marks", form, "Accept-Language: "+lang)
		if said := page(t, got).Find("main").Text(); got.Code != 413 || !strings.Contains(said, want) {
			t.Errorf("%s: %d, %q", lang, got.Code, said)
		}
	}
	got := ask(rt, "ivanova", "POST", "/o/"+school1.String()+"/journal/marks", "text=%zz")
	if got.Code != 422 {
		t.Errorf("one that cannot be read: %d, want 422", got.Code)
	}
}

// A browser reads no answer before it has sent all, and takes a cut line for an error.
func TestAnswerToABodyThatIsTooLargeReachesTheOneWhoSentIt(t *testing.T) {
	server := httptest.NewServer(router(t, config(t)))
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/look", strings.NewReader("back="+strings.Repeat("a", 16<<20)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != 413 {
		t.Errorf("answer %d, %v", answer.StatusCode, err)
	}
}

func TestTextsOfFormsAndCallsComeInPlainAndSecretsAsTheyAre(t *testing.T) {
	rt := router(t, config(t))
	rt.Handle("POST /texts", access.Anyone, func(w http.ResponseWriter, r *http.Request) error {
		return web.JSON(w, r, []string{r.PostForm.Get("title"), r.FormValue("title"), r.PostForm.Get("password")})
	})
	rt.Handle("POST /call", access.Anyone, func(w http.ResponseWriter, r *http.Request) error {
		var call struct{ Titles []string }
		if err := web.ReadJSON(r, &call, 1<<10); err != nil {
			return err
		}
		return web.JSON(w, r, call.Titles)
	})
	form := url.Values{"title": {"Дроби\u202e\u200b, Андреи\u0306"}, "password": {"a\u200bb"}}.Encode()
	if got, want := ask(rt, "", "POST", "/texts", form).Body.String(), "[\"Дроби, Андрей\",\"Дроби, Андрей\",\"a\u200bb\"]"; got != want {
		t.Errorf("form: %q, want %q", got, want)
	}
	got := ask(rt, "", "POST", "/call", `{"titles":["Дроби\u202e","`+"7\u2060Б"+`"]}`, "Content-Type: application/json").Body.String()
	if want := `["Дроби","7Б"]`; got != want {
		t.Errorf("call: %q, want %q", got, want)
	}
}

// A program could send texts the way files are sent, round the place where they are made plain.
func TestFormWithFilesBringsNoTexts(t *testing.T) {
	rt := router(t, config(t))
	rt.Handle("POST /texts", access.Anyone, func(w http.ResponseWriter, r *http.Request) error {
		if err := r.ParseForm(); err != nil {
			return err
		}
		asked := []string{r.FormValue("title"), r.PostFormValue("title")}
		files, err := r.MultipartReader()
		if err != nil {
			return err
		}
		part, err := files.NextPart()
		if err != nil {
			return err
		}
		return web.JSON(w, r, append(asked, part.FormName()))
	})
	form := "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nДроби\u202e\r\n--b--\r\n"
	if got, want := ask(rt, "", "POST", "/texts", form, "Content-Type: multipart/form-data; boundary=b").Body.String(), `["","","title"]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestUnknownAssetIsAnsweredAsAnyUnknownPage(t *testing.T) {
	asked := 0
	c := config(t)
	authenticate := c.Authenticate
	c.Authenticate = func(ctx context.Context, token string, org id.Org) (web.Session, *access.Actor, error) {
		asked++
		return authenticate(ctx, token, org)
	}
	rt := router(t, c)
	got := ask(rt, "ivanova", "GET", "/assets/0000000000/none.js", "")
	if doc := page(t, got); got.Code != 404 || doc.Find("main .failure").Length() != 1 || doc.Find("html").AttrOr("lang", "") != "ru" {
		t.Errorf("%d, %s", got.Code, doc.Text())
	}
	if asked > 0 {
		t.Error("it was asked whose session that is, for a file that is not there")
	}
	if got := ask(rt, "", "GET", "/assets/0000000000/none.js", "", "Accept: application/json"); got.Code != 404 || got.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("to a program: %d, %s", got.Code, got.Header().Get("Content-Type"))
	}
}
