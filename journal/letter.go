package journal

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"parta/internal/i18n"
	"parta/internal/problem"
)

// State is where a pupil was during a lesson.
type State string

const (
	Present State = "present"
	Absent  State = "absent"
	Late    State = "late" // came after the beginning, by Minutes
	Left    State = "left" // went before the end, by Minutes
)

// Excused tells whether there is a good reason, as far as anybody knows.
type Excused string

const (
	ExcuseUnknown Excused = "unknown"
	ExcuseYes     Excused = "yes"
	ExcuseNo      Excused = "no"
)

// Presence is the fact that a letter stands for.
type Presence struct {
	State   State   `json:"state"`
	Minutes int     `json:"minutes,omitempty"` // late or left early by; 0 = not measured
	Reason  string  `json:"reason,omitempty"`  // illness, event; "" = none given
	Excused Excused `json:"excused,omitempty"`
}

// There is the presence of a pupil who came in time and stayed.
var There = Presence{State: Present, Excused: ExcuseUnknown}

// Letter is how a school shows a Presence and how people type it.
type Letter struct {
	Letter  string
	State   State
	Reason  string
	Excused Excused
	Enter   []string // other ways to type it
}

// Letters is the dictionary of one school, in order of preference.
type Letters struct {
	Version string
	Source  string
	Present []string // how one types "was there", which shows as nothing
	Letters []Letter
}

//go:embed letters.json
var lettersJSON []byte

// UsualLetters is what a school has that decided nothing else.
var UsualLetters = sync.OnceValue(func() *Letters {
	var usual Letters
	if err := json.Unmarshal(lettersJSON, &usual); err != nil {
		panic(fmt.Sprintf("journal/letters.json: %v", err))
	}
	return &usual
})

// maxMinutes is a lesson of two hours with a break and more; beyond it somebody
// mistyped.
const maxMinutes = 240

// Parse reads one letter, with minutes where they make sense: «н», «ОП5».
// False when the text is no letter of this school; an error only for minutes
// that make no sense.
func (l *Letters) Parse(text string) (Presence, bool, error) {
	text = fold(text)
	if slices.Contains(l.Present, text) {
		return There, true, nil
	}
	word := strings.TrimRight(text, "0123456789")
	minutes := text[len(word):]
	for _, known := range l.Letters {
		if fold(known.Letter) != word && !slices.Contains(known.Enter, word) {
			continue
		}
		p := Presence{State: known.State, Reason: known.Reason, Excused: known.Excused}
		if minutes == "" {
			return p, true, nil
		}
		n, err := strconv.Atoi(minutes)
		if err != nil || n > maxMinutes || known.State != Late && known.State != Left {
			return Presence{}, false, problem.New(problem.Invalid, "journal.attendance.minutes", text)
		}
		p.Minutes = n
		return p, true, nil
	}
	return Presence{}, false, nil
}

// Show is the letter of a presence; "" for a pupil who was there. A reason
// without a letter of its own is shown by the nearest one.
func (l *Letters) Show(p Presence) string {
	if p.State == Present || p.State == "" {
		return ""
	}
	best, closest := "", -1
	for _, known := range l.Letters {
		if known.State != p.State {
			continue
		}
		near := 0
		if known.Excused == p.Excused {
			near = 4
		}
		switch known.Reason {
		case p.Reason:
			near += 2
		case "":
			near++
		}
		if near > closest {
			best, closest = known.Letter, near
		}
	}
	if p.Minutes > 0 {
		return best + strconv.Itoa(p.Minutes)
	}
	return best
}

// list is the letters, for the sentence that refuses another: «н» — нет на уроке.
func (l *Letters) list() (all i18n.List) {
	for _, known := range l.Letters {
		all = append(all, known.meaning().said())
	}
	return all
}

// meaning is what the letter says of a pupil.
func (l Letter) meaning() meaning {
	name := "absent"
	switch {
	case l.State == Late:
		return meaning{l.Letter, means("late", l.Letter+"5")}
	case l.State == Left:
		name = "left"
	case l.Reason == "illness" || l.Reason == "event":
		name = l.Reason
	case l.Excused == ExcuseYes:
		name = "excused"
	case l.Excused == ExcuseNo:
		name = "unexcused"
	}
	return meaning{l.Letter, means(name)}
}
