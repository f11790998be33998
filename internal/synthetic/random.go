package synthetic

import "math/bits"

// random is the SplitMix64 generator: one word of state, so a household can have
// its own stream for free and need not follow the ones before it.
type random struct{ state uint64 }

// stream starts the generator of one thing: the parts are mixed one by one, so
// (1, 2) and (2, 1) are different streams.
func stream(parts ...uint64) random {
	r := random{}
	for _, p := range parts {
		r.state = mix(r.state ^ p)
	}
	return r
}

func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := (r.state ^ (r.state >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// below returns 0 … n-1; n must be positive.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// between returns lo … hi, both included.
func (r *random) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + r.below(hi-lo+1)
}

func (r *random) chance(percent int) bool { return r.below(100) < percent }

// chancePerMille is chance for rare things.
func (r *random) chancePerMille(n int) bool { return r.below(1000) < n }

// skewed returns 0 … limit-1, small values far more often (mean about limit/4).
// Whole numbers only: a logarithm would differ between processors.
func (r *random) skewed(limit int) int {
	return int(uint64(r.below(limit)) * uint64(r.below(limit)) / uint64(limit))
}

// weighted returns an index into weights, each as likely as its weight.
func (r *random) weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := r.below(total)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func pick[T any](r *random, from []T) T { return from[r.below(len(from))] }
