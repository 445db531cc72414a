package journal

import (
	"sync"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// bookRules are a school's rules as the journal needs them.
type bookRules struct {
	dialect    dialect
	thresholds Thresholds
	weighted   bool
	sources    map[school.SettingName]string
}

func rulesOn(tx *storage.Tx, day when.Day) (bookRules, error) {
	set, err := school.SettingsOn(tx, day)
	if err != nil {
		return bookRules{}, err
	}
	letters, err := lettersOf(tx)
	if err != nil {
		return bookRules{}, err
	}
	scale := FivePoint()
	unmarked, err := classesOf(tx, scale.NotFor)
	if err != nil {
		return bookRules{}, err
	}
	allowed := func(setting string) bool { return setting == string(school.MarkOneSetting) && set.MarkOne }
	return bookRules{
		dialect: dialect{scale, letters, allowed, unmarked},
		thresholds: Thresholds{
			{5, set.Thresholds.Five}, {4, set.Thresholds.Four}, {3, set.Thresholds.Three}, {2, 0},
		},
		weighted: set.Weights,
		sources:  set.Sources,
	}, nil
}

// rulesShelf keeps the rules of schools lately asked for: each save needs them.
type rulesShelf struct {
	mu   sync.Mutex
	kept map[rulesKey]shelvedRules
}

type rulesKey struct {
	org id.Org
	day when.Day
}

type shelvedRules struct {
	era   access.Era
	rules bookRules
}

// rulesKept bounds the shelf: two days of each of some hundred schools.
const rulesKept = 1000

// rulesIn is rulesOn for an era that the transaction reads in, or later.
func (j *Journal) rulesIn(tx *storage.Tx, era access.Era, day when.Day) (bookRules, error) {
	shelf, key := &j.rules, rulesKey{tx.Org(), day}
	shelf.mu.Lock()
	kept := shelf.kept[key]
	shelf.mu.Unlock()
	if era != 0 && kept.era == era {
		return kept.rules, nil
	}
	rules, err := rulesOn(tx, day)
	if err != nil || era == 0 {
		return rules, err
	}
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	if len(shelf.kept) >= rulesKept || shelf.kept == nil {
		shelf.kept = map[rulesKey]shelvedRules{}
	}
	shelf.kept[key] = shelvedRules{era, rules}
	return rules, nil
}
