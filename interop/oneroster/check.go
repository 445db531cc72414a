package oneroster

import (
	"strings"

	"parta/interop/source"
)

// check follows every reference of the set. What a delta leaves out may be in
// the database and is not missed here.
func check(s *Set, found *source.Findings) {
	c := checker{s, found, index(s)}
	c.orgs()
	c.sessions()
	c.classes()
	c.users()
	c.roles()
	c.enrollments()
}

type checker struct {
	set   *Set
	found *source.Findings
	has   map[string]map[string]bool // file → sourcedId → is there
}

func index(s *Set) map[string]map[string]bool {
	has := map[string]map[string]bool{}
	for _, spec := range specs {
		has[spec.name] = map[string]bool{}
	}
	for _, o := range s.Orgs {
		has["orgs"][o.ID] = true
	}
	for _, a := range s.Sessions {
		has["academicSessions"][a.ID] = true
	}
	for _, c := range s.Courses {
		has["courses"][c.ID] = true
	}
	for _, c := range s.Classes {
		has["classes"][c.ID] = true
	}
	for _, u := range s.Users {
		has["users"][u.ID] = true
	}
	return has
}

// lacks tells that the set should hold this and does not.
func (c checker) lacks(file, key string) bool {
	return key != "" && !c.has[file][key] && !c.set.Delta[file]
}

// missing is for things whose file a set may do without altogether.
func (c checker) missing(file, key string) bool {
	return key != "" && !c.has[file][key]
}

func (c checker) orgs() {
	parents := map[string]string{}
	for _, o := range c.set.Orgs {
		if o.Name == "" {
			c.found.Refuse(o.Place.In("name"), "interop.row.untitled", o.ID)
		}
		if c.lacks("orgs", o.Parent) {
			c.found.Warn(o.Place.In("parentSourcedId"), "interop.org.parent", o.Parent)
		}
		parents[o.ID] = o.Parent
	}
	circle := circles(c.set.Orgs, parents)
	cut := map[int]bool{}
	for i, o := range c.set.Orgs {
		if n := circle[o.ID]; n != 0 && !cut[n] {
			c.found.Warn(o.Place.In("parentSourcedId"), "interop.org.circle", o.Parent)
			c.set.Orgs[i].Parent = ""
			cut[n] = true
		}
	}
}

// circles numbers the circles of organisations that stand above themselves.
func circles(orgs []Org, parents map[string]string) map[string]int {
	circle, walk := map[string]int{}, map[string]int{}
	for i, o := range orgs {
		at := o.ID
		for ; at != "" && walk[at] == 0; at = parents[at] {
			walk[at] = i + 1
		}
		for ; at != "" && walk[at] == i+1 && circle[at] == 0; at = parents[at] {
			circle[at] = i + 1
		}
	}
	return circle
}

func (c checker) sessions() {
	for _, a := range c.set.Sessions {
		if c.missing("academicSessions", a.Parent) {
			c.found.Warn(a.Place.In("parentSourcedId"), "interop.session.parent", a.Parent)
		}
		switch a.Type {
		case "schoolyear", "term", "semester", "gradingperiod":
		default:
			c.found.Warn(a.Place.In("type"), "interop.session.type", a.Type)
		}
	}
}

func (c checker) classes() {
	types := map[string]string{}
	for _, o := range c.set.Orgs {
		types[o.ID] = o.Type
	}
	for _, k := range c.set.Classes {
		if k.Title == "" {
			c.found.Refuse(k.Place.In("title"), "interop.row.untitled", k.ID)
		}
		switch {
		case k.School == "" || c.lacks("orgs", k.School):
			c.found.Refuse(k.Place.In("schoolSourcedId"), "interop.class.org", k.School)
		case types[k.School] != "school" && types[k.School] != "":
			c.found.Warn(k.Place.In("schoolSourcedId"), "interop.class.notschool", types[k.School])
		}
		switch {
		case k.Homeroom || c.set.Delta["courses"]:
		case k.Course == "":
			c.found.Warn(k.Place.In("courseSourcedId"), "interop.class.nocourse", k.Title)
		case c.missing("courses", k.Course):
			c.found.Warn(k.Place.In("courseSourcedId"), "interop.class.course", k.Course, k.Title)
		}
		if len(k.Terms) == 0 {
			c.found.Warn(k.Place.In("termSourcedIds"), "interop.class.noterm")
		}
		for _, t := range k.Terms {
			if c.lacks("academicSessions", t) {
				c.found.Warn(k.Place.In("termSourcedIds"), "interop.class.term", t)
			}
		}
	}
}

func (c checker) users() {
	for _, u := range c.set.Users {
		for _, o := range u.Orgs {
			if c.lacks("orgs", o) {
				c.found.Warn(u.Place.In("orgSourcedIds"), "interop.user.org", o)
			}
		}
		for _, a := range u.Agents {
			if c.lacks("users", a) {
				c.found.Warn(u.Place.In("agentSourcedIds"), "interop.user.agent", a)
			}
		}
	}
	for _, b := range c.set.Births {
		if c.lacks("users", b.ID) {
			c.found.Warn(b.Place.In("sourcedId"), "interop.birth.user", b.ID)
		}
	}
}

func (c checker) roles() {
	for _, r := range c.set.Roles {
		if c.lacks("users", r.User) {
			c.found.Warn(r.Place.In("userSourcedId"), "interop.role.user", r.User)
		}
		if c.lacks("orgs", r.Org) {
			c.found.Warn(r.Place.In("orgSourcedId"), "interop.role.org", r.Org)
		}
	}
}

// enrollments are the one place where a dangling reference makes the set
// unusable: a mark would go to nobody.
func (c checker) enrollments() {
	schools := map[string]string{}
	for _, k := range c.set.Classes {
		schools[k.ID] = k.School
	}
	for _, e := range c.set.Enrollments {
		if e.Class == "" || c.lacks("classes", e.Class) {
			c.found.Refuse(e.Place.In("classSourcedId"), "interop.enrolment.class", e.Class)
		}
		if e.User == "" || c.lacks("users", e.User) {
			c.found.Refuse(e.Place.In("userSourcedId"), "interop.enrolment.user", e.User)
		}
		if school := schools[e.Class]; school != "" && e.School != "" && school != e.School {
			c.found.Warn(e.Place.In("schoolSourcedId"), "interop.enrolment.school", e.School, school)
		}
		if !strings.EqualFold(e.Role, "student") && !strings.EqualFold(e.Role, "teacher") {
			c.found.Drop(e.Place.In("role"), "interop.enrolment.role", Called(e.Role))
		}
	}
}
