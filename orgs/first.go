package orgs

import (
	"parta/id"
	"parta/when"
)

// Founding is what the first page asks: an organisation, its year, and the
// person who administers it.
type Founding struct {
	Org        Org
	YearFrom   when.Day
	YearTo     when.Day
	Person     id.Person
	LastName   string
	FirstName  string
	MiddleName string
}
