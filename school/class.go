package school

import (
	"fmt"
	"strconv"
	"strings"

	"parta/id"
	"parta/internal/sortkey"
)

// Class is pupils who belong together for a year: 7Б.
type Class struct {
	ID        id.Class `json:"id"`
	Year      id.Year  `json:"year"`
	YearGroup int      `json:"yearGroup"`        // параллель, 1 to 11 or 12; 0 before school or unknown
	Letter    string   `json:"letter,omitempty"` // «Б»; "" in a class that is alone in its year group
	Name      string   `json:"name"`             // «7Б»
	Version   int64    `json:"-"`
}

// nameKey orders the names of classes and groups: 2А before 10А, and 7Б before
// its part «7Б английский 1».
func nameKey(name string) string {
	rest := strings.TrimLeft(name, "0123456789")
	number, _ := strconv.Atoi(name[:len(name)-len(rest)]) // a name without a number goes first
	return fmt.Sprintf("%02d", number) + sortkey.Of(strings.TrimSpace(rest))
}

// GroupKind says how a group is made up.
type GroupKind string

const (
	WholeClass GroupKind = "class" // all pupils of one class, and changes with it
	Part       GroupKind = "part"  // some pupils of one class: подгруппа
	Mixed      GroupKind = "mixed" // pupils of several classes
)

// Group is pupils who are taught together. Lessons, load and journal pages name
// a group, never a class.
type Group struct {
	ID      id.Group   `json:"id"`
	Year    id.Year    `json:"year"`
	Kind    GroupKind  `json:"kind"`
	Name    string     `json:"name"`           // «7Б», «7Б английский 1»
	Class   id.Class   `json:"class,omitzero"` // whose it is; zero when mixed
	Classes []id.Class `json:"classes"`        // all that take part; one unless mixed
}

// Subject is what a certificate names: математика.
type Subject struct {
	ID    id.Subject `json:"id"`
	Name  string     `json:"name"`
	Short string     `json:"short,omitempty"` // «Мат.» for a narrow column; may be empty
}

// Course is what has a journal page of its own: алгебра.
type Course struct {
	ID      id.Course  `json:"id"`
	Subject id.Subject `json:"subject"`
	Name    string     `json:"name"`
	Short   string     `json:"short,omitempty"`
}
