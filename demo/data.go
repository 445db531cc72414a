package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.json
var files embed.FS

// names is data/names.json.
type names struct {
	Surnames []string // of men; those of women follow
	Girls    []string
	Boys     []string
	Women    []string
	Men      []struct{ Name, Son, Daughter string } // with the patronymics of their children
	Places   []string
}

// course is a course of the curriculum with the way it is taught.
type course struct {
	Key      string
	Subject  string
	Name     string
	Short    string
	Staff    string   // what kind of teacher takes it
	Second   string   // what the second lesson on a topic is called
	Halves   bool     // large classes are parted for it
	Homework []string // with {p} and other letters for numbers
}

// curriculum is data/curriculum.json.
type curriculum struct {
	Courses  []course
	Plan     map[string]map[string]int // year group → course → lessons a week
	Work     map[string][]string       // course → the kinds of tasks that come round
	Later    []string                  // what later lessons on a topic are called, in turn with the second
	Last     string                    // … and the last
	Again    string                    // what a topic is called when it comes round again
	Combined []string                  // courses that combined classes have on one page
}

var loadNames = sync.OnceValue(func() (n names) {
	load("names", &n)
	return n
})

var loadCurriculum = sync.OnceValue(func() (c curriculum) {
	load("curriculum", &c)
	return c
})

// loadTopics is data/topics.json: "course:7" or "course:5,6" or "course" → topics.
var loadTopics = sync.OnceValue(func() map[string][]string {
	var raw, topics map[string][]string
	load("topics", &raw)
	topics = map[string][]string{}
	for key, list := range raw {
		course, groups, _ := strings.Cut(key, ":")
		for group := range strings.SplitSeq(groups, ",") {
			topics[course+":"+group] = list
		}
	}
	return topics
})

// load reads a file that is part of the program: when it is broken, so is the program.
func load(name string, into any) {
	text, err := files.ReadFile("data/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		panic(fmt.Sprintf("demo/data/%s.json: %v", name, err))
	}
}

// topicsOf lists what a course teaches a year group.
func topicsOf(course string, yearGroup int) []string {
	topics := loadTopics()
	if list := topics[course+":"+strconv.Itoa(yearGroup)]; list != nil {
		return list
	}
	return topics[course+":"]
}

// planned is a course with its lessons a week.
type planned struct {
	course
	hours int
}

// planOf lists the courses of a year group in the order of the curriculum.
func planOf(yearGroup int) []planned {
	c := loadCurriculum()
	var plan []planned
	for _, course := range c.Courses {
		if hours := c.Plan[strconv.Itoa(yearGroup)][course.Key]; hours > 0 {
			plan = append(plan, planned{course, hours})
		}
	}
	return plan
}

func combined(course string) bool { return slices.Contains(loadCurriculum().Combined, course) }
