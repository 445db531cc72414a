package oneroster

import (
	"slices"
	"strconv"
	"strings"

	"parta/interop/source"
	"parta/people"
	"parta/when"
)

// cells is one row, its cells by the standard's column names.
type cells struct {
	table *source.Table
	row   int
	place map[string]int
	found *source.Findings
}

func (c cells) at(column string) source.Place {
	if i, ok := c.place[column]; ok {
		column = source.ColumnName(c.table.Header, i)
	}
	return c.table.Place(c.row).In(column)
}

func (c cells) text(column string) string {
	i, ok := c.place[column]
	if !ok || i >= len(c.table.Rows[c.row]) {
		return ""
	}
	return c.table.Rows[c.row][i]
}

// list splits a cell at commas.
func (c cells) list(column string) []string {
	var all []string
	for part := range strings.SplitSeq(c.text(column), ",") {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(all, part) {
			all = append(all, part)
		}
	}
	return all
}

func (c cells) yes(column string) bool {
	switch strings.ToLower(c.text(column)) {
	case "true", "1", "yes", "y":
		return true
	}
	return false
}

// day reads a date; one that cannot be read is dropped with its reason.
func (c cells) day(column string) when.Day {
	text := c.text(column)
	day, form := source.ParseDate(text)
	switch form {
	case source.DayFirst:
		c.found.Warn(c.at(column), "interop.date.dayfirst", text, day)
	case source.BadDate:
		c.found.Drop(c.at(column), "interop.date.bad", text)
	}
	return day
}

// equals compares with another row of the table cell by cell, without the
// empty ones at the end.
func (c cells) equals(other []string) bool {
	return slices.Equal(shorn(c.table.Rows[c.row]), shorn(other))
}

func shorn(row []string) []string {
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

func (c cells) line() Line {
	l := Line{Place: c.table.Place(c.row), ID: c.text("sourcedId"), Modified: c.day("dateLastModified")}
	switch status := strings.ToLower(c.text("status")); status {
	case "active", "":
	case "inactive", "tobedeleted":
		l.Gone = true
		c.found.Warn(c.at("status"), "interop.status.gone", status)
	default:
		c.found.Warn(c.at("status"), "interop.status.unknown", status)
	}
	return l
}

// row adds one row to the set.
func (r *reader) row(file string, c cells) {
	s, line := &r.set, c.line()
	switch file {
	case "orgs":
		s.Orgs = append(s.Orgs, Org{line, c.text("name"), strings.ToLower(c.text("type")), c.text("identifier"), c.text("parentSourcedId")})
	case "academicSessions":
		s.Sessions = append(s.Sessions, Session{
			line, c.text("title"), strings.ToLower(c.text("type")),
			c.span("startDate", "endDate"), c.text("parentSourcedId"), c.year(),
		})
	case "courses":
		s.Courses = append(s.Courses, Course{line, c.text("title"), c.text("courseCode"), c.text("orgSourcedId"), c.list("subjects")})
	case "classes":
		s.Classes = append(s.Classes, Class{
			line, c.text("title"), c.text("classCode"), c.text("courseSourcedId"), c.text("schoolSourcedId"),
			strings.EqualFold(c.text("classType"), "homeroom"), c.list("grades"), c.list("termSourcedIds"), c.list("subjects"),
		})
	case "users":
		s.Users = append(s.Users, c.user(line))
	case "roles":
		s.Roles = append(s.Roles, Role{
			line, c.text("userSourcedId"), c.text("orgSourcedId"), roleName(c.text("role")),
			strings.EqualFold(c.text("roleType"), "primary"), c.span("beginDate", "endDate"),
		})
	case "enrollments":
		s.Enrollments = append(s.Enrollments, Enrollment{
			line, c.text("classSourcedId"), c.text("schoolSourcedId"), c.text("userSourcedId"),
			roleName(c.text("role")), c.yes("primary"), c.span("beginDate", "endDate"),
		})
	case "demographics":
		s.Births = append(s.Births, Birth{line, c.day("birthDate"), c.sex()})
	}
}

func (c cells) user(line Line) User {
	u := User{
		Line: line, Given: c.text("givenName"), Family: c.text("familyName"), Middle: c.text("middleName"),
		Email: c.text("email"), Phone: c.text("phone"), Identifier: c.text("identifier"), SNILS: snilsOf(c.text("userIds")),
		Role: roleName(c.text("role")), Orgs: c.list("orgSourcedIds"), Agents: c.list("agentSourcedIds"), Grades: c.list("grades"),
	}
	if primary := c.text("primaryOrgSourcedId"); primary != "" && !slices.Contains(u.Orgs, primary) {
		u.Orgs = append(u.Orgs, primary)
	}
	sms := c.text("sms")
	switch {
	case u.Phone == "":
		u.Phone = sms
	case sms != "" && sms != u.Phone:
		c.found.Drop(c.at("sms"), "interop.drop.secondphone", sms)
	}
	if u.SNILS == "" {
		if ids := c.text("userIds"); ids != "" {
			c.found.Drop(c.at("userIds"), "interop.drop.userids", ids)
		}
	}
	if u.Identifier != "" {
		if digits, err := people.ParseSNILS(u.Identifier); err == nil && u.SNILS == "" {
			u.SNILS = digits
		} else {
			c.found.Drop(c.at("identifier"), "interop.drop.identifier", u.Identifier)
		}
	}
	if u.Given == "" && u.Family == "" {
		c.found.Refuse(c.at("familyName"), "interop.user.nameless", line.ID)
	}
	return u
}

// span reads two dates; an end before the beginning is dropped.
func (c cells) span(from, to string) when.Span {
	s := when.Span{From: c.day(from), To: c.day(to)}
	if s.From != 0 && s.To != 0 && s.To < s.From {
		c.found.Drop(c.at(to), "interop.date.backwards", c.text(from), c.text(to))
		s.To = 0
	}
	return s
}

func (c cells) year() int {
	text := c.text("schoolYear")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1900 || n > 2199 {
		c.found.Drop(c.at("schoolYear"), "interop.date.bad", text)
		return 0
	}
	return n
}

func (c cells) sex() string {
	switch text := strings.ToLower(c.text("sex")); text {
	case "female", "f":
		return "f"
	case "male", "m":
		return "m"
	case "", "unspecified", "other":
	default:
		c.found.Drop(c.at("sex"), "interop.sex.unknown", text)
	}
	return ""
}
