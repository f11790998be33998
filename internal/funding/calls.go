package funding

import (
	"context"
	"strconv"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// CallQuery asks for calls.
type CallQuery struct {
	Search string
	After  string // cursor of the page before
	Limit  int    // at most 200; 0: 50
}

// CallPage is a part of the list of calls.
type CallPage struct {
	Calls []Call
	Total int    // of all parts
	Next  string // cursor of the next part, empty on the last
}

// Calls lists calls, the latest first.
func (s *Service) Calls(ctx context.Context, by access.Actor, in CallQuery) (CallPage, error) {
	if !by.May(PermRead) {
		return CallPage{}, fault.Denied()
	}
	after, err := parseCursor(in.After, 2)
	if err != nil {
		return CallPage{}, err
	}
	var p CallPage
	limit := pageSize(in.Limit)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if p.Total, err = countCalls(ctx, tx, in.Search); err != nil {
			return err
		}
		p.Calls, err = calls(ctx, tx, in.Search, after, limit+1)
		return err
	})
	if err == nil && len(p.Calls) > limit {
		p.Calls = p.Calls[:limit]
		last := p.Calls[limit-1]
		p.Next = cursor(strconv.Itoa(last.Year), last.ID)
	}
	return p, err
}

// Call returns one call.
func (s *Service) Call(ctx context.Context, by access.Actor, id string) (Call, error) {
	if !by.May(PermRead) {
		return Call{}, fault.Denied()
	}
	if !db.ValidID(id) {
		return Call{}, fault.Missing()
	}
	return callOf(ctx, s.DB, id)
}
