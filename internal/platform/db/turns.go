package db

import "context"

// turns bounds how many writes of this process run at once. PostgreSQL refuses
// serializable transactions that might disturb each other, and the more run
// together, the more it refuses: a few at a time finish sooner than many. A
// write that was refused repeatedly runs alone, so that it gets through.
type turns struct {
	places chan struct{}
	alone  chan struct{} // held while a write gathers all places
}

const (
	concurrentWrites = 2
	patientTries     = 2 // refusals that a write bears before it asks to run alone
)

func newTurns() *turns {
	return &turns{places: make(chan struct{}, concurrentWrites), alone: make(chan struct{}, 1)}
}

// enter waits for a place, or for all of them; leave gives them back.
func (t *turns) enter(ctx context.Context, alone bool) (leave func(), err error) {
	if !alone {
		if err := take(ctx, t.places); err != nil {
			return nil, err
		}
		return func() { <-t.places }, nil
	}
	if err := take(ctx, t.alone); err != nil {
		return nil, err
	}
	got := 0
	leave = func() {
		for range got {
			<-t.places
		}
		<-t.alone
	}
	for got < cap(t.places) {
		if err := take(ctx, t.places); err != nil {
			leave()
			return nil, err
		}
		got++
	}
	return leave, nil
}

func take(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
