package diary

// newsShown is how many marks "new since" names; the others are counted.
const newsShown = 8

// news is what was recorded about a pupil since the reader last looked.
type news struct {
	Marks  []Mark // the latest first
	Missed []Missed
	Works  []Task   // announced for tomorrow
	Names  []string // of the works' courses
}

// Empty tells that nothing was.
func (n news) Empty() bool { return len(n.Marks) == 0 && len(n.Missed) == 0 && len(n.Works) == 0 }
