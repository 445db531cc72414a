package oneroster

import (
	"strings"

	"parta/internal/i18n"
	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// Set is a set of files that may be taken, references checked as far as the
// set itself can tell.
type Set struct {
	Version     string // "1.1" or "1.2"
	System      string // source.systemCode of the manifest; "oneroster" when it has none
	Delta       map[string]bool
	Orgs        []Org
	Sessions    []Session
	Courses     []Course
	Classes     []Class
	Users       []User
	Roles       []Role
	Enrollments []Enrollment
	Births      []Birth
}

// Line is what every row has.
type Line struct {
	Place    source.Place
	ID       string   // sourcedId
	Gone     bool     // status inactive or tobedeleted
	Modified when.Day // of dateLastModified; zero when not given
}

// Org is a school or what is above one.
type Org struct {
	Line
	Name, Type, Identifier, Parent string
}

// Session is a school year or a part of it.
type Session struct {
	Line
	Title, Type string
	Days        when.Span // either end may be zero
	Parent      string
	Year        int // calendar year in which the school year ends; 0 when not given
}

// Course is what a class is taught.
type Course struct {
	Line
	Title, Code, Org string
	Subjects         []string
}

// Class is pupils taught together: a homeroom, or one course.
type Class struct {
	Line
	Title, Code, Course, School string
	Homeroom                    bool
	Grades, Terms, Subjects     []string
}

// User is a person. In 1.1 the role and the orgs stand here, in 1.2 in roles.csv.
type User struct {
	Line
	Given, Family, Middle string
	Email, Phone          string
	Identifier            string
	SNILS                 string // eleven digits, from userIds {SNILS:…}
	Role                  string // 1.1 only
	Orgs, Agents, Grades  []string
}

// Role is what a user is in an org (1.2).
type Role struct {
	Line
	User, Org, Role string
	Primary         bool
	Days            when.Span
}

// Enrollment is a user's place in a class.
type Enrollment struct {
	Line
	Class, School, User, Role string
	Primary                   bool
	Days                      when.Span // either end may be zero
}

// Birth is the part of demographics that is kept; ID is the user's.
type Birth struct {
	Line
	Day when.Day
	Sex string // "f", "m", or "" when not said
}

// roles as OneRoster 1.1 and 1.2 spell them, to one spelling.
var roleNames = map[string]string{
	"student": "student", "teacher": "teacher", "aide": "aide", "proctor": "proctor",
	"parent": "parent", "guardian": "guardian", "relative": "relative",
	"administrator": "administrator", "principal": "principal", "counselor": "counselor",
	"siteadministrator": "siteAdministrator", "systemadministrator": "systemAdministrator",
	"districtadministrator": "districtAdministrator",
}

func roleName(text string) string {
	folded := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(text))
	if name, ok := roleNames[folded]; ok {
		return name
	}
	return text
}

// Called is a role in the reader's words, where it is one of the standard.
func Called(role string) any {
	for _, name := range roleNames {
		if name == role {
			return i18n.Said{Key: "interop.called." + name}
		}
	}
	return role
}

// snilsOf finds eleven digits of an identifier {SNILS:…} among userIds.
func snilsOf(userIDs string) string {
	for part := range strings.SplitSeq(userIDs, ",") {
		kind, value, ok := strings.Cut(strings.Trim(strings.TrimSpace(part), "{}"), ":")
		if !ok {
			continue
		}
		switch strings.ToUpper(strings.TrimSpace(kind)) {
		case "SNILS", "СНИЛС":
			if digits, err := people.ParseSNILS(value); err == nil {
				return digits
			}
		}
	}
	return ""
}
