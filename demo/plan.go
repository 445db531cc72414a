package demo

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"parta/orgs"
)

// classPlan is a class to be made.
type classPlan struct {
	yearGroup int
	letter    string
	size      int
}

// schoolPlan is a school to be made.
type schoolPlan struct {
	org     orgs.Org
	classes []classPlan
	pairs   [][2]int // year groups taught together, where a school is that small
	few     bool     // teachers take more than one kind of course
	cast    *casting // nil for a school nobody is known of
}

func (p schoolPlan) size() int {
	n := 0
	for _, c := range p.classes {
		n += c.size
	}
	return n
}

// letters of classes; Ё, З and others that look like digits are not used.
var letters = []string{"А", "Б", "В", "Г", "Д", "Е", "Ж", "И", "К", "Л"}

const fullClass = 27

// Shape of one region: of 304 schools 126 were village schools of 15 to 110
// pupils, 60 stood in the city with 500 to 2,500, and the others lay between.
//
// Source: figures of the region for one school year (docs/sources.md#region).
const (
	regionSchools  = 304
	regionPupils   = 128_145
	villageSchools = 126
	citySchools    = 60
)

// sizesOf gives the number of pupils of each school, the small ones first. The
// sum is as asked wherever the shape leaves room for it.
func sizesOf(seed uint64, schools, pupils int) []int {
	c := chanceOf(seed, "sizes", schools, pupils)
	villages := int(math.Round(float64(schools) * villageSchools / regionSchools))
	city := int(math.Round(float64(schools) * citySchools / regionSchools))
	sizes := make([]int, schools)
	low, high := make([]int, schools), make([]int, schools)
	for i := range sizes {
		switch {
		case i < villages:
			low[i], high[i] = 15, 110
		case i < schools-city:
			low[i], high[i] = 111, 499
		default:
			low[i], high[i] = 500, 2500
		}
		sizes[i] = int(c.skewed(float64(low[i]), float64(high[i])))
	}
	for range 100 {
		missing := pupils
		for _, n := range sizes {
			missing -= n
		}
		if missing == 0 {
			break
		}
		spread(sizes, low, high, missing)
	}
	return sizes
}

// spread gives out what is missing, or takes away what is too much, in
// proportion to the room each school has.
func spread(sizes, low, high []int, missing int) {
	room := 0
	for i, n := range sizes {
		room += roomOf(n, low[i], high[i], missing)
	}
	if room == 0 {
		return
	}
	share := min(1, math.Abs(float64(missing))/float64(room))
	for i, n := range sizes {
		give := int(math.Round(share * float64(roomOf(n, low[i], high[i], missing))))
		if missing < 0 {
			give = -min(give, -missing)
		} else {
			give = min(give, missing)
		}
		sizes[i] += give
		missing -= give
		if missing == 0 {
			return
		}
	}
	// What rounding left over goes to the first that can take it.
	step := 1
	if missing < 0 {
		step = -1
	}
	for i := range sizes {
		if roomOf(sizes[i], low[i], high[i], missing) > 0 {
			sizes[i] += step
			return
		}
	}
}

func roomOf(n, low, high, missing int) int {
	if missing < 0 {
		return max(0, n-low)
	}
	return max(0, high-n)
}

// classesFor divides pupils into classes: the youngest are the most, the seniors
// the fewest. Schools below 60 pupils end with the ninth year group.
func classesFor(c chance, pupils int) (classes []classPlan, pairs [][2]int) {
	last := 11
	if pupils < 60 {
		last = 9
	}
	weights := make([]float64, last+1)
	sum := 0.0
	for g := 1; g <= last; g++ {
		weights[g] = c.around(1, 0.08)
		if g > 9 {
			weights[g] = c.around(0.55, 0.05)
		}
		sum += weights[g]
	}
	left := pupils
	for g := last; g >= 1; g-- {
		n := int(math.Round(float64(pupils) * weights[g] / sum))
		if g == 1 {
			n = left
		}
		n = max(0, min(n, left))
		left -= n
		classes = append(classes, partedInto(g, n)...)
	}
	slices.SortStableFunc(classes, func(a, b classPlan) int { return a.yearGroup - b.yearGroup })
	if pupils < 110 {
		pairs = [][2]int{{1, 3}, {2, 4}}
	}
	return classes, pairs
}

func partedInto(yearGroup, pupils int) (classes []classPlan) {
	count := min((pupils+fullClass-1)/fullClass, len(letters))
	for i := range count {
		letter := letters[i]
		if count == 1 && pupils < 15 {
			letter = ""
		}
		classes = append(classes, classPlan{yearGroup, letter, pupils*(i+1)/count - pupils*i/count})
	}
	return classes
}

// nameOf is how a school of the region is called, which nobody else bears.
func nameOf(c chance, number, size int) (full, short string) {
	if size <= 110 {
		place := pick(c, loadNames().Places)
		return fmt.Sprintf("МКОУ «Школа № %d», %s", number, place), fmt.Sprintf("Школа № %d (%s)", number, place)
	}
	return fmt.Sprintf("МБОУ «Школа № %d»", number), fmt.Sprintf("Школа № %d", number)
}

// parseClassPlan reads «7Б:30».
func parseClassPlan(text string) classPlan {
	name, size, _ := strings.Cut(text, ":")
	letter := strings.TrimLeft(name, "0123456789")
	plan := classPlan{letter: letter}
	plan.yearGroup, _ = strconv.Atoi(strings.TrimSuffix(name, letter))
	plan.size, _ = strconv.Atoi(size)
	return plan
}
