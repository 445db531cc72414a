package demo

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"parta/id"
	"parta/when"
)

// chance is a stream of random numbers that always comes out the same for the
// same seed and purpose, whatever was drawn for other purposes.
type chance struct{ *rand.Rand }

func chanceOf(seed uint64, purpose ...any) chance {
	sum := fnv.New64a()
	fmt.Fprintln(sum, purpose...)
	return chance{rand.New(rand.NewPCG(seed, sum.Sum64()))}
}

// in is true in so many cases of a hundred.
func (c chance) in(percent float64) bool { return c.Float64()*100 < percent }

// around is normal about a mean.
func (c chance) around(mean, spread float64) float64 { return mean + spread*c.NormFloat64() }

// between includes both ends.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// skewed lies between both ends, more often near the low one.
func (c chance) skewed(low, high float64) float64 {
	return math.Exp(math.Log(low) + c.Float64()*(math.Log(high)-math.Log(low)))
}

func pick[T any](c chance, from []T) T { return from[c.IntN(len(from))] }

// ids makes identifiers that follow from the seed. They lie before the school
// year, so that those made later by people's work come after them.
type ids struct {
	maker *id.Maker
	at    time.Time
}

func newIDs(seed uint64, before when.Day) ids {
	c := chanceOf(seed, "identifiers")
	return ids{id.NewMaker(c.Uint32), before.Time()}
}

// NextID makes ids a source of id.New.
func (i ids) NextID() int64 { return i.maker.Next(i.at) }
