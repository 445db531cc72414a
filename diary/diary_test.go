package diary_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parta/access"
	"parta/internal/storage"
	"parta/people"
)

func TestDiaryIsOpenToTheFamilyTheTutorAndTheHead(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			name string
			who  string
			want int
		}{
			{"the pupil himself", "petrov", 200},
			{"his mother", "petrova", 200},
			{"his form tutor", "sidorov", 200},
			{"the head", "orlova", 200},
			{"a teacher of one course", "ivanova", 403},
			{"a classmate", "classmate", 403},
			{"another mother", "other mother", 403},
			{"a teacher of another school", "volkova", 404},
		} {
			for _, rest := range []string{"", "/week/" + today.String(), "/marks", "/marks/" + k.courses["Алгебра"].String(), "/new?since=0"} {
				want := tt.want
				if rest == "" && want == 200 {
					want = http.StatusSeeOther
				}
				if got := k.get(tt.who, k.path("petrov", rest)); got.Code != want {
					k.Errorf("%s: GET …%s = %d, want %d", tt.name, rest, got.Code, want)
				}
			}
		}
	})
}

func TestWeekShowsWhatTheJournalKnows(t *testing.T) {
	each(t, func(k *kit) {
		doc := k.page("petrova", k.week(today))
		k.says(doc, "h1", "19–24 октября")
		k.says(doc, ".head p", "1-я четверть")
		k.says(doc, ".day.today h2", "понедельник, 19 октября сегодня")
		k.says(doc, k.row("algebra 0")+" .no", "2")
		k.says(doc, k.row("algebra 0")+" h3", "Алгебра")
		k.says(doc, k.row("algebra 0")+" .topic", "Степень с натуральным показателем")
		k.says(doc, k.row("algebra 0")+" .mark b", "4")
		k.says(doc, k.row("algebra 0")+" .given", "задано на 21 октября: § 14, № 312–315")
		k.says(doc, k.row("algebra 2")+" .hw", "§ 14, № 312–315")
		k.says(doc, k.row("physics 0")+" .abs", "не был, причина не указана")
		k.says(doc, k.row("english 0")+" .part", "английский 1")
		k.says(doc, k.row("english 0")+" .abs", "опоздал на 5 мин")
		if got := text(doc.Find(k.row("algebra 1") + " .work")); !strings.Contains(got, "«Степени», вес 3") {
			k.Errorf("the work announced for Tuesday says %q", got)
		}
		k.says(doc, "#d-2026-10-23 h2", "пятница, 23 октября уроков нет")
	})
}

func TestNothingOfOtherPupilsAppears(t *testing.T) {
	each(t, func(k *kit) {
		for _, path := range []string{k.week(today), k.path("petrov", "/marks"), k.path("petrov", "/marks/"+k.courses["Алгебра"].String())} {
			body := k.get("petrova", path).Body.String()
			if strings.Contains(body, "Одноклассник") || strings.Contains(body, k.who["classmate"].person.String()) {
				k.Errorf("GET %s names another pupil", path)
			}
		}
		doc := k.page("petrova", k.week(today))
		if got := doc.Find(k.row("algebra 0") + " .mark").Length(); got != 1 {
			k.Errorf("the lesson shows %d marks, want his own", got)
		}
	})
}

func TestChildrenOfTwoSchoolsAreOneTapApart(t *testing.T) {
	each(t, func(k *kit) {
		tabs := k.page("petrova", k.week(today)).Find(".tabs a")
		if got := text(tabs.First()); got != "Илья, 7Б" {
			k.Errorf("the first tab says %q", got)
		}
		if got := text(tabs.Last()); got != "Маша · Школа № 2" {
			k.Errorf("the last tab says %q", got)
		}
		href, _ := tabs.Last().Attr("href")
		to := k.get("petrova", href)
		if want := k.path("masha", "/week/"+today.String()+"#d-2026-10-19"); to.Header().Get("Location") != want {
			k.Errorf("her tab leads to %q, want %q", to.Header().Get("Location"), want)
		}
	})
}

func TestFirstPageIsOnesOwnDiaryOrTheFirstChilds(t *testing.T) {
	each(t, func(k *kit) {
		for who, want := range map[string]string{"petrov": k.week(today) + "#d-2026-10-19", "petrova": k.week(today) + "#d-2026-10-19"} {
			if got := k.get(who, "/o/"+k.org1.String()+"/diary").Header().Get("Location"); got != want {
				k.Errorf("%s is led to %q, want %q", who, got, want)
			}
		}
		doc := k.page("sidorov", "/o/"+k.org1.String()+"/diary")
		if got := text(doc.Find(".pupils")); !strings.Contains(got, "Петров Илья") {
			k.Errorf("the form tutor may choose among %q", got)
		}
	})
}

func TestDiaryOpensAtADayThatItsWeekHas(t *testing.T) {
	each(t, func(k *kit) {
		for range 7 {
			at := k.get("petrov", "/o/"+k.org1.String()+"/diary").Header().Get("Location")
			page, day, _ := strings.Cut(at, "#")
			if k.page("petrov", page).Find("#"+day).Length() != 1 {
				k.Errorf("the page of %s has no such day", at)
			}
			k.Clock.Advance(24 * time.Hour)
		}
	})
}

func TestWeekOfHolidaysSaysSo(t *testing.T) {
	each(t, func(k *kit) {
		doc := k.page("petrov", k.week(today+7))
		k.says(doc, ".head p", "каникулы к текущей неделе")
		k.says(doc, "#d-2026-10-27 h2", "вторник, 27 октября каникулы")
		across := k.page("petrov", k.week(today+14))
		k.says(across, "#d-2026-11-04 h2 .why", "каникулы")
		k.says(across, k.row("algebra 18")+" .topic", "Многочлены")
	})
}

func TestDayOfAnotherWeekdayLeadsToItsMonday(t *testing.T) {
	each(t, func(k *kit) {
		if got := k.get("petrov", k.week(today+3)).Header().Get("Location"); got != k.week(today) {
			k.Errorf("Thursday leads to %q, want its Monday", got)
		}
		for _, wrong := range []string{"2026-13-01", "yesterday", "1890-01-06"} {
			if got := k.get("petrov", k.path("petrov", "/week/"+wrong)).Code; got != http.StatusNotFound {
				k.Errorf("week %s = %d, want 404", wrong, got)
			}
		}
	})
}

func TestTodayIsThatOfTheSchoolsZone(t *testing.T) {
	each(t, func(k *kit) {
		k.Clock.Advance(14*time.Hour + 30*time.Minute) // 17:30 on Monday in Greenwich, Tuesday in Tomsk
		if got := k.page("petrov", k.week(today)).Find(".today").AttrOr("id", ""); got != "d-2026-10-20" {
			k.Errorf("today is %q, want Tuesday", got)
		}
	})
}

func TestEndedGuardianshipSeesNothing(t *testing.T) {
	each(t, func(k *kit) {
		path := k.week(today)
		k.page("petrova", path)
		k.must(k.DB.Write(k.Context(), storage.Act{Org: k.org1, Key: "court"}, func(tx *storage.Tx) error {
			return people.EndGuardian(tx, access.Rule{}, k.who["petrova"].person, k.who["petrov"].person, today-1)
		}))
		if got := k.get("petrova", path).Code; got != http.StatusForbidden {
			k.Errorf("after the guardianship ended GET = %d, want 403", got)
		}
	})
}

func TestChangedMarkAppearsAndTellsItsHistory(t *testing.T) {
	each(t, func(k *kit) {
		path, course := k.week(today), k.path("petrov", "/marks/"+k.courses["Алгебра"].String())
		k.says(k.page("petrova", path), k.row("algebra 0")+" .mark b", "4")
		k.setMark("algebra 0", "5", "mend", 1)
		k.says(k.page("petrova", path), k.row("algebra 0")+" .mark b", "5")
		history := text(k.page("petrova", course).Find("#t-" + k.tasks["algebra 0"].String() + " .history li:last-child"))
		if history != "19 октября, 10:00: 4 → 5, Иванова Е. П." {
			k.Errorf("the history ends with %q", history)
		}
	})
}

func TestMarkOfAClassmateLeavesThePageAsItWas(t *testing.T) {
	each(t, func(k *kit) {
		path := k.week(today)
		tag := k.get("petrova", path).Header().Get("ETag")
		who, err := k.actor(k.Context(), k.who["ivanova"])
		k.must(err)
		k.must(k.DB.Write(k.Context(), storage.Act{Org: k.org1, By: who, Key: "classmate"}, func(tx *storage.Tx) error {
			tx.Record(storage.Line{Act: "mark.set", Thing: "mark", ThingID: 1, Pupil: k.who["classmate"].person})
			return nil
		}))
		if got := k.get("petrova", path, "If-None-Match", tag).Code; got != http.StatusNotModified {
			k.Errorf("the page asked for again = %d, want 304", got)
		}
		k.setMark("algebra 0", "5", "mend", 1)
		if got := k.get("petrova", path, "If-None-Match", tag).Code; got != http.StatusOK {
			k.Errorf("after his own mark changed = %d, want 200", got)
		}
	})
}

func TestMarksAreExplained(t *testing.T) {
	each(t, func(k *kit) {
		row := "#c-" + k.courses["Алгебра"].String()
		doc := k.page("petrova", k.path("petrov", "/marks"))
		k.says(doc, row+" h2", "Алгебра")
		k.says(doc, row+" .line", "3 4")
		k.says(doc, row+" .mean", "3,50 пока «4»")
		k.says(doc, "#c-"+k.courses["Физика"].String()+" .missed", "1 пропуск из 1")
		course := k.page("petrova", k.path("petrov", "/marks/"+k.courses["Алгебра"].String()))
		if got := text(course.Find("#why")); !strings.Contains(got, "Почему 3,50") || !strings.Contains(got, "7 : 2 = 3,50") {
			k.Errorf("the mean is explained by %q", got)
		}
	})
}

func TestTermIsSwitched(t *testing.T) {
	each(t, func(k *kit) {
		doc := k.page("petrova", k.path("petrov", "/marks?term="+k.terms[1].ID.String()))
		k.says(doc, "h1", "Отметки, 2-я четверть")
		for _, wrong := range []string{"x", k.who["petrov"].person.String()} {
			if got := k.get("petrova", k.path("petrov", "/marks?term="+wrong)).Code; got != http.StatusNotFound {
				k.Errorf("term %s = %d, want 404", wrong, got)
			}
		}
	})
}

func TestNewsTellsWhatWasRecordedSince(t *testing.T) {
	each(t, func(k *kit) {
		seq := k.page("petrova", k.week(today)).Find("[data-rows]").AttrOr("data-seq", "")
		doc := k.page("petrova", k.path("petrov", "/new?since="+seq))
		if got := text(doc.Find("a")); got != "" {
			k.Errorf("nothing was recorded, and yet new is %q", got)
		}
		k.setMark("algebra 0", "5", "mend", 1)
		doc = k.page("petrova", k.path("petrov", "/new?since="+seq))
		if got := text(doc.Find("a")); !strings.HasPrefix(got, "5 Алгебра") {
			k.Errorf("new is %q, want the five", got)
		}
		if got := k.get("petrova", k.path("petrov", "/new?since=x")).Code; got != http.StatusUnprocessableEntity {
			k.Errorf("since=x = %d, want 422", got)
		}
	})
}

func TestScriptGetsTheChangingPartAlone(t *testing.T) {
	each(t, func(k *kit) {
		doc := k.page("petrova", k.week(today)+"?part")
		if doc.Find("h1, nav").Length() != 0 || doc.Find(k.row("algebra 0")).Length() != 1 {
			k.Error("the part has a frame, or no rows")
		}
	})
}

func TestDiarySpeaksEnglish(t *testing.T) {
	each(t, func(k *kit) {
		doc := k.page("petrova", k.week(today), "Accept-Language", "en")
		k.says(doc, "h1", "19–24 October")
		k.says(doc, k.row("english 0")+" .abs", "was 5 min late")
	})
}

func TestLookingWritesNothing(t *testing.T) {
	each(t, func(k *kit) {
		position := func() (seq int64) {
			k.must(k.DB.Read(k.Context(), k.org1, func(tx *storage.Tx) (err error) {
				seq, err = storage.Value[int64](tx, "SELECT seq FROM ledger_head WHERE org_id = $1", k.org1)
				return err
			}))
			return seq
		}
		before := position()
		for _, path := range []string{k.week(today), k.week(today - 7), k.path("petrov", "/marks"), k.path("petrov", "/new?since=0")} {
			k.page("petrova", path)
		}
		if after := position(); after != before {
			k.Errorf("the ledger went from %d to %d", before, after)
		}
	})
}

func TestPupilOfNoClassTodayStillHasADiary(t *testing.T) {
	each(t, func(k *kit) {
		k.Clock.Advance(365 * 24 * time.Hour) // the class has finished
		later := k.page("orlova", k.week(today))
		k.says(later, k.row("algebra 0")+" .mark b", "4")
		if got := k.get("sidorov", k.week(today)).Code; got != http.StatusForbidden {
			k.Errorf("the form tutor of last year = %d, want 403", got)
		}
	})
}
