package oneroster

import (
	"strings"

	"parta/interop/source"
)

// fileSpec is what is known of one kind of file.
type fileSpec struct {
	name     string   // as the manifest names it: file.<name>
	needed   bool     // in a bulk set
	required []string // columns that must be there
	taken    []string // columns that are used when they are there
	dropped  map[string]string
}

// What becomes of columns that are not kept: the reason's key.
const (
	dropPassword  = "interop.drop.password"
	dropUnused    = "interop.drop.unused"
	dropSensitive = "interop.drop.sensitive"
	dropSignIn    = "interop.drop.signin"
	dropPreferred = "interop.drop.preferred"
)

func because(reason string, columns ...string) map[string]string {
	m := map[string]string{}
	for _, c := range columns {
		m[c] = reason
	}
	return m
}

func also(m map[string]string, reason string, columns ...string) map[string]string {
	for _, c := range columns {
		m[c] = reason
	}
	return m
}

// The files whose rows are taken, in the order they are read.
var specs = []fileSpec{
	{
		name: "orgs", needed: true,
		required: []string{"sourcedId", "name", "type"},
		taken:    []string{"status", "dateLastModified", "identifier", "parentSourcedId"},
	},
	{
		name:     "academicSessions",
		required: []string{"sourcedId", "title", "type", "startDate", "endDate"},
		taken:    []string{"status", "dateLastModified", "parentSourcedId", "schoolYear"},
	},
	{
		name:     "courses",
		required: []string{"sourcedId", "title"},
		taken:    []string{"status", "dateLastModified", "courseCode", "orgSourcedId", "subjects"},
		dropped:  because(dropUnused, "schoolYearSourcedId", "grades", "subjectCodes"),
	},
	{
		name: "classes", needed: true,
		required: []string{"sourcedId", "title", "schoolSourcedId"},
		taken:    []string{"status", "dateLastModified", "grades", "courseSourcedId", "classCode", "classType", "termSourcedIds", "subjects"},
		dropped:  because(dropUnused, "location", "subjectCodes", "periods"),
	},
	{
		name: "users", needed: true,
		required: []string{"sourcedId", "givenName", "familyName"},
		taken: []string{
			"status", "dateLastModified", "orgSourcedIds", "primaryOrgSourcedId", "role", "userIds",
			"middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades",
		},
		dropped: also(also(also(because(dropPassword, "password"),
			dropSignIn, "username", "enabledUser", "userMasterIdentifier"),
			dropPreferred, "preferredGivenName", "preferredMiddleName", "preferredFamilyName", "pronouns"),
			dropUnused, "resourceSourcedIds", "userProfileSourcedIds"),
	},
	{
		name:     "roles",
		required: []string{"sourcedId", "userSourcedId", "role", "orgSourcedId"},
		taken:    []string{"status", "dateLastModified", "roleType", "beginDate", "endDate"},
		dropped:  because(dropUnused, "userProfileSourcedId"),
	},
	{
		name: "enrollments", needed: true,
		required: []string{"sourcedId", "classSourcedId", "userSourcedId", "role"},
		taken:    []string{"status", "dateLastModified", "schoolSourcedId", "primary", "beginDate", "endDate"},
	},
	{
		name:     "demographics",
		required: []string{"sourcedId"},
		taken:    []string{"status", "dateLastModified", "birthDate", "sex"},
		dropped: because(dropSensitive, "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
			"nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
			"countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus"),
	},
}

// Files of the standard whose content has no place in Parta yet.
var unread = []string{
	"categories", "classResources", "courseResources", "lineItems", "lineItemLearningObjectiveIds",
	"lineItemScoreScales", "resources", "results", "resultLearningObjectiveIds", "resultScoreScales", "scoreScales",
	"userProfiles", "userResources",
}

// Other spellings seen in exporters; misspellings are found by distance.
var aliases = map[string]string{
	"grade": "grades", "userid": "userIds", "agents": "agentSourcedIds", "orgsourcedid": "orgSourcedIds",
	"orgsourcedids": "orgSourcedId", "schoolyearid": "schoolYearSourcedId", "usersourcedid": "sourcedId",
	"termsourcedid": "termSourcedIds", "subject": "subjects", "mobile": "sms", "schoolid": "schoolSourcedId",
	"orgid": "orgSourcedId",
}

// columnsOf finds for each column of the header which known column it is; ""
// for none. It reports what it had to guess, and refuses a missing or doubled one.
func (s fileSpec) columnsOf(table source.Table, found *source.Findings) ([]string, bool) {
	at := source.Place{File: table.File, Row: 1}
	known := map[string]string{}
	for _, c := range s.columns() {
		known[strings.ToLower(c)] = c
	}
	have := map[string]bool{}
	names := make([]string, len(table.Header))
	ok := true
	take := func(i int, name string) {
		if have[name] {
			found.Refuse(at.In(name), "interop.column.twice")
			ok = false
			return
		}
		have[name], names[i] = true, name
	}
	for i, written := range table.Header {
		name, exact := known[strings.ToLower(written)]
		if !exact {
			continue
		}
		if name != written {
			found.Warn(at.In(written), "interop.column.case", name)
		}
		take(i, name)
	}
	for i, written := range table.Header {
		if names[i] != "" || written == "" || extension(written) {
			continue
		}
		name, ok := known[strings.ToLower(aliases[strings.ToLower(written)])]
		if !ok {
			name = nearest(written, known)
		}
		if name == "" || have[name] {
			continue
		}
		found.Warn(at.In(written), "interop.column.misspelt", name)
		take(i, name)
	}
	for _, c := range s.required {
		if !have[c] {
			found.Refuse(at.In(c), "interop.column.missing")
			ok = false
		}
	}
	return names, ok
}

func (s fileSpec) columns() []string {
	all := append(append([]string{}, s.required...), s.taken...)
	for c := range s.dropped {
		all = append(all, c)
	}
	return all
}

// extension tells the columns by which the standard lets exporters add their own.
func extension(header string) bool {
	h := strings.ToLower(header)
	return strings.HasPrefix(h, "metadata.") || strings.HasPrefix(h, "ext_")
}

// nearest is the known column at most two letters away, if there is exactly one.
func nearest(written string, known map[string]string) string {
	w := strings.ToLower(written)
	if len(w) < 8 || len(w) > 40 {
		return ""
	}
	best := ""
	for folded, name := range known {
		if distance(w, folded) > 2 {
			continue
		}
		if best != "" {
			return ""
		}
		best = name
	}
	return best
}

// distance is the number of letters to change, add or leave out, by bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
