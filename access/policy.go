package access

import "slices"

// Role is what a person is in one organisation. Somebody may have several.
type Role string

const (
	Head          Role = "head"          // директор
	Deputy        Role = "deputy"        // завуч
	Teacher       Role = "teacher"       // учитель-предметник
	Tutor         Role = "tutor"         // классный руководитель
	Clerk         Role = "clerk"         // делопроизводитель
	Administrator Role = "administrator" // школьный администратор
	Pupil         Role = "pupil"
	Guardian      Role = "guardian"  // законный представитель
	Municipal     Role = "municipal" // муниципальный оператор
	Regional      Role = "regional"  // региональный оператор
)

// Roles lists every role in the order people are shown them.
var Roles = []Role{Head, Deputy, Teacher, Tutor, Clerk, Administrator, Pupil, Guardian, Municipal, Regional}

// Action is something one may ask to do. Every route names one.
type Action string

const (
	Anyone   Action = "anyone"    // needs no account: sign-in, health, assets
	SignedIn Action = "signed-in" // needs an account, in whatever organisation

	EnterOrg         Action = "org.enter"        // the organisation's first page
	ReadJournal      Action = "journal.read"     // a journal page with its marks
	WriteLesson      Action = "lesson.write"     // lessons, topics, homework, tasks
	WriteMark        Action = "mark.write"       // marks for tasks
	WriteAttendance  Action = "attendance.write" // who was there
	ReadDiary        Action = "diary.read"       // one pupil's week and marks
	CloseTerm        Action = "term.close"       // no further change on its pages
	ReadHistory      Action = "history.read"     // the ledger lines of one cell
	ReadClass        Action = "class.read"       // who is in a class
	Invite           Action = "invite.write"     // invitations and their sheet to cut apart
	ResetAccount     Action = "account.reset"    // a new code for one who forgot
	ImportRoster     Action = "roster.import"    // people, classes and load from a file
	WriteRoll        Action = "roll.write"       // admission, moving between classes, guardians
	WriteLoad        Action = "load.write"       // teaching load, substitutions, form tutors
	ReadOrganisation Action = "org.read"         // staff, settings, summaries
)

// Reach is how far a rule extends.
type Reach string

const (
	Whole   Reach = "organisation" // everything in the organisation
	Taught  Reach = "taught"       // groups and courses of one's teaching load, on its days
	Tutored Reach = "tutored"      // classes one is form tutor of; of a mixed group, their pupils
	Child   Reach = "child"        // pupils one is guardian of
	Self    Reach = "self"         // oneself
)

// Rule is a line of the policy.
type Rule struct {
	Action Action
	Role   Role
	Reach  Reach
}

// Name is how the ledger remembers the rule: "mark.write/teacher/taught".
func (r Rule) Name() string { return string(r.Action) + "/" + string(r.Role) + "/" + string(r.Reach) }

// Policy is the whole table. docs/access.md is printed from it.
var Policy = slices.Concat(
	allow(EnterOrg, Whole, Roles...),

	allow(ReadJournal, Whole, Head, Deputy),
	allow(ReadJournal, Taught, Teacher),
	allow(ReadJournal, Tutored, Tutor),

	allow(WriteLesson, Taught, Teacher),
	allow(WriteMark, Taught, Teacher),
	allow(WriteAttendance, Taught, Teacher),
	allow(WriteAttendance, Tutored, Tutor),

	allow(CloseTerm, Whole, Head, Deputy),

	allow(ReadHistory, Whole, Head, Deputy),
	allow(ReadHistory, Taught, Teacher),
	allow(ReadHistory, Tutored, Tutor),
	allow(ReadHistory, Child, Guardian),
	allow(ReadHistory, Self, Pupil),

	allow(ReadDiary, Whole, Head, Deputy),
	allow(ReadDiary, Tutored, Tutor),
	allow(ReadDiary, Child, Guardian),
	allow(ReadDiary, Self, Pupil),

	allow(ReadClass, Whole, Head, Deputy, Clerk, Administrator),
	allow(ReadClass, Taught, Teacher),
	allow(ReadClass, Tutored, Tutor),

	allow(Invite, Whole, Administrator, Deputy),
	allow(Invite, Tutored, Tutor),
	allow(ResetAccount, Whole, Administrator),
	allow(ResetAccount, Tutored, Tutor),

	allow(ImportRoster, Whole, Administrator, Clerk),
	allow(WriteRoll, Whole, Clerk, Administrator),
	allow(WriteLoad, Whole, Deputy, Administrator),
	allow(ReadOrganisation, Whole, Head, Deputy, Clerk, Administrator, Municipal, Regional),
)

func allow(action Action, reach Reach, roles ...Role) []Rule {
	rules := make([]Rule, len(roles))
	for i, role := range roles {
		rules[i] = Rule{action, role, reach}
	}
	return rules
}

// rulesFor is the table by action, made once.
var rulesFor = func() map[Action][]Rule {
	by := map[Action][]Rule{}
	for _, r := range Policy {
		by[r.Action] = append(by[r.Action], r)
	}
	return by
}()
