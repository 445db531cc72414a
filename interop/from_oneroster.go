package interop

import (
	"slices"

	"parta/access"
	"parta/interop/oneroster"
	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// fromOneRoster sorts a set into rosters, one per organisation, in the order of
// the set, an authority before what is below it.
func fromOneRoster(set oneroster.Set, files string, today when.Day, found *source.Findings) []*roster {
	c := converter{
		set: set, files: files, today: today, found: found, rosters: map[string]*roster{},
		users: map[string]oneroster.User{}, roles: map[string][]string{}, at: map[string][]string{},
		sessions: map[string]oneroster.Session{}, courses: map[string]oneroster.Course{}, births: map[string]oneroster.Birth{},
		combined: map[string][]string{},
	}
	c.index()
	c.orgs()
	c.classes()
	c.places()
	c.userRoles()
	c.agents()
	c.persons()
	c.terms()
	return c.order
}

type converter struct {
	set     oneroster.Set
	files   string
	today   when.Day
	found   *source.Findings
	rosters map[string]*roster // by source id of the org
	order   []*roster

	users    map[string]oneroster.User
	sessions map[string]oneroster.Session
	courses  map[string]oneroster.Course
	births   map[string]oneroster.Birth
	roles    map[string][]string // user → what the set calls them
	at       map[string][]string // user → orgs
	combined map[string][]string // combined homeroom → the classes it is taken as
	students map[string][]string // class → users; nil until a combined homeroom asks
}

func (c *converter) index() {
	for _, u := range c.set.Users {
		c.users[u.ID] = u
		if u.Role != "" {
			c.roles[u.ID] = append(c.roles[u.ID], u.Role)
		}
	}
	for _, r := range c.set.Roles {
		if !r.Gone {
			c.roles[r.User] = append(c.roles[r.User], r.Role)
		}
	}
	for _, s := range c.set.Sessions {
		c.sessions[s.ID] = s
	}
	for _, k := range c.set.Courses {
		c.courses[k.ID] = k
	}
	for _, b := range c.set.Births {
		c.births[b.ID] = b
	}
}

// ends is the last day of what a row says is gone; zero when it is not.
func (c *converter) ends(l oneroster.Line) when.Day {
	switch {
	case !l.Gone:
		return 0
	case l.Modified != 0 && l.Modified < c.today:
		return l.Modified
	}
	return c.today
}

var orgKinds = map[string]string{
	"school": "school", "district": "municipality", "local": "municipality", "state": "region", "department": "", "national": "",
}

// orgs makes a roster for each organisation. What is no school but has classes
// is taken as one.
func (c *converter) orgs() {
	hasClasses := map[string]bool{}
	for _, k := range c.set.Classes {
		hasClasses[k.School] = true
	}
	for _, o := range c.set.Orgs {
		kind := orgKinds[o.Type]
		switch {
		case hasClasses[o.ID]:
			kind = "school"
		case o.Gone:
			c.found.Drop(o.Place, "interop.org.gone")
			continue
		case kind == "":
			c.found.Drop(o.Place.In("type"), "interop.org.type", o.Type)
			continue
		}
		r := c.roster(o.ID)
		r.org = orgRow{from{o.Place, o.ID}, kind, o.Name, o.Parent}
	}
	depths := map[*roster]int{}
	slices.SortStableFunc(c.order, func(a, b *roster) int { return c.depth(a, depths) - c.depth(b, depths) })
}

// depth is how many authorities of the set stand above; it is kept in depths, and
// ends where one stands above itself.
func (c *converter) depth(r *roster, depths map[*roster]int) int {
	if n, known := depths[r]; known {
		return n
	}
	depths[r] = 0
	if above := c.rosters[r.org.parent]; above != nil && r.org.parent != "" {
		depths[r] = c.depth(above, depths) + 1
	}
	return depths[r]
}

// roster is the one of an org; in a delta an org may be known by its identifier alone.
func (c *converter) roster(org string) *roster {
	r := c.rosters[org]
	if r == nil {
		r = &roster{system: c.set.System, files: c.files, whole: !c.set.Delta["users"], rolls: !c.set.Delta["enrollments"], org: orgRow{from: from{source: org}}}
		c.rosters[org] = r
		c.order = append(c.order, r)
	}
	return r
}

// belongs remembers that a user is known in an org.
func (c *converter) belongs(user, org string) {
	if !slices.Contains(c.at[user], org) {
		c.at[user] = append(c.at[user], org)
	}
}

// places turns enrollments into places in classes.
func (c *converter) places() {
	schools := map[string]oneroster.Class{}
	teachers := map[string]int{}
	for _, k := range c.set.Classes {
		schools[k.ID] = k
	}
	for _, e := range c.set.Enrollments {
		if e.Role == "teacher" && !e.Gone {
			teachers[e.Class]++
		}
	}
	for _, e := range c.set.Enrollments {
		if e.Role != "student" && e.Role != "teacher" {
			continue // the reader has said so
		}
		class, here := schools[e.Class]
		org := e.School
		if here {
			org = class.School
		}
		if org == "" {
			c.found.Refuse(e.Place.In("schoolSourcedId"), "interop.enrolment.noschool")
			continue
		}
		ends := c.ends(e.Line)
		if here && class.Gone && ends == 0 {
			ends = c.ends(class.Line)
		}
		r := c.roster(org)
		for _, class := range c.classesFor(e) {
			r.places = append(r.places, placeRow{
				from: from{e.Place, e.ID}, person: e.User, class: class, teacher: e.Role == "teacher",
				tutor: e.Role == "teacher" && (e.Primary || teachers[e.Class] == 1), days: e.Days, ends: ends, must: true,
			})
		}
		c.belongs(e.User, org)
	}
}

// userRoles takes the role of a teacher and leaves the others to people: a file
// must not make anybody powerful.
func (c *converter) userRoles() {
	take := func(l oneroster.Line, user, org, role string, days when.Span, column string) {
		r, known := c.rosters[org]
		if !known {
			return // the reader has said so
		}
		c.belongs(user, org)
		switch role {
		case "teacher":
			r.roles = append(r.roles, roleRow{from{l.Place, l.ID}, user, access.Teacher, days, c.ends(l)})
		case "student", "parent", "guardian", "relative", "":
		default:
			c.found.Drop(l.Place.In(column), "interop.role.byhand", oneroster.Called(role))
		}
	}
	for _, u := range c.set.Users {
		for _, org := range u.Orgs {
			take(u.Line, u.ID, org, u.Role, when.Span{}, "role")
		}
	}
	for _, r := range c.set.Roles {
		take(r.Line, r.User, r.Org, r.Role, r.Days, "role")
	}
}

var guardianKinds = map[string]people.GuardianKind{"parent": people.Parent, "guardian": people.Tutelary, "relative": people.Relative}

// kind is what a user is as a guardian; false for one that no role calls so.
func (c *converter) kind(user string) (people.GuardianKind, bool) {
	for _, role := range c.roles[user] {
		if kind, ok := guardianKinds[role]; ok {
			return kind, true
		}
	}
	return people.Parent, false
}

// agents turns related users into guardians: of a pupil, those it names; of a
// parent, the pupils it names.
func (c *converter) agents() {
	seen := map[[2]string]bool{}
	for _, u := range c.set.Users {
		_, guardian := c.kind(u.ID)
		pupil := slices.Contains(c.roles[u.ID], "student")
		for _, a := range u.Agents {
			other, known := c.users[a]
			if !known && !c.set.Delta["users"] {
				continue // the reader has said so
			}
			g, p := a, u.ID
			switch {
			case pupil:
			case guardian:
				g, p = u.ID, a
			default:
				c.found.Drop(u.Place.In("agentSourcedIds"), "interop.agent.role", a)
				continue
			}
			if g == p || slices.Contains(c.roles[g], "student") {
				c.found.Drop(u.Place.In("agentSourcedIds"), "interop.agent.pupil", g)
				continue
			}
			if seen[[2]string{g, p}] {
				continue
			}
			seen[[2]string{g, p}] = true
			kind, said := c.kind(g)
			if !said && known {
				c.found.Warn(u.Place.In("agentSourcedIds"), "interop.agent.guardian", g)
			}
			ends := c.ends(u.Line)
			if ends == 0 && known {
				ends = c.ends(other.Line)
			}
			for _, org := range c.at[p] {
				if r := c.rosters[org]; r != nil {
					r.guards = append(r.guards, guardRow{from{u.Place, u.ID}, g, p, kind, ends})
					c.belongs(g, org)
				}
			}
		}
	}
}

// persons puts every user into the rosters of the organisations that know them.
func (c *converter) persons() {
	for _, u := range c.set.Users {
		row := personRow{from: from{u.Place, u.ID}, fresh: hash("new", u.ID), ends: c.ends(u.Line), person: people.Person{
			Name:  people.Name{Last: u.Family, First: u.Given, Middle: u.Middle},
			Phone: u.Phone, Email: u.Email, SNILS: u.SNILS,
		}}
		if b, ok := c.births[u.ID]; ok {
			row.person.Born, row.person.Sex = b.Day, people.Sex(b.Sex)
		}
		nowhere := true
		for _, org := range c.at[u.ID] {
			if r := c.rosters[org]; r != nil {
				r.persons = append(r.persons, row)
				nowhere = false
			}
		}
		if nowhere {
			c.found.Drop(u.Place, "interop.user.nowhere", u.ID)
		}
	}
}
