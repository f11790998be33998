package people

import (
	"context"
	"sync"

	"passerelle/internal/platform/db"
)

// stock holds numbers of references that this process has reserved, so that
// registrations do not all wait for one row. What a process did not use when it
// ends stays a gap.
type stock struct {
	refill     sync.Mutex // held while a block is reserved
	mu         sync.Mutex
	year       int
	next, past int // numbers next to past-1 are free
}

// block is how many numbers a process reserves at once.
const block = 100

// take returns n numbers of the year; ok is false where the stock has too few.
func (st *stock) take(year, n int) (first int, ok bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.year != year || st.past-st.next < n {
		return 0, false
	}
	st.next += n
	return st.next - n, true
}

// low reports whether the stock has fewer than n numbers of the year.
func (st *stock) low(year, n int) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.year != year || st.past-st.next < n
}

// put adds a block. What was left of another year, or of a block that another
// process's lies behind, is a gap.
func (st *stock) put(year, first, n int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.year == year && st.past == first {
		st.past += n
		return
	}
	st.year, st.next, st.past = year, first, first+n
}

// ReserveReferences makes sure that a registration of n persons that follows
// finds its references at hand. Calling it is never needed, only quicker, and
// only outside a transaction.
func (s *Service) ReserveReferences(ctx context.Context, n int) error {
	return s.reserveReferences(ctx, n+1)
}

func (s *Service) reserveReferences(ctx context.Context, n int) error {
	year := s.today().Year
	if !s.references.low(year, n) {
		return nil
	}
	s.references.refill.Lock()
	defer s.references.refill.Unlock()
	if !s.references.low(year, n) { // somebody was faster
		return nil
	}
	size, first := max(block, n), 0
	err := s.db.Write(db.WithoutJoin(ctx), func(ctx context.Context, tx *db.Tx) (err error) {
		first, err = advanceCounter(ctx, tx, year, size)
		return err
	})
	if err == nil {
		s.references.put(year, first, size)
	}
	return err
}

// takeReferences returns n references from the stock or, where it has too few,
// from the counter in the transaction itself.
func (s *Service) takeReferences(ctx context.Context, tx *db.Tx, n int) ([]string, error) {
	year := s.today().Year
	first, ok := s.references.take(year, n)
	if !ok {
		var err error
		if first, err = advanceCounter(ctx, tx, year, n); err != nil {
			return nil, err
		}
	}
	refs := make([]string, n)
	for i := range refs {
		refs[i] = FormatReference(year, first+i)
	}
	return refs, nil
}
