package funding

import (
	"context"
	"slices"
	"strconv"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// OperationQuery asks for operations. The zero value asks for all.
type OperationQuery struct {
	Search      string   // words of title, leader, audience and objective, in any language
	CallID      string   // of one call
	ObjectiveID string   // of calls under one specific objective
	Audience    Audience // that are for a group
	Year        int      // that run in a year
	Status      Status   // of the desk's list only
	After       string   // cursor of the page before
	Limit       int      // at most 200; 0: 50
}

// OperationPage is a part of the list of operations.
type OperationPage struct {
	Operations []Operation
	Total      int    // of all parts
	Next       string // cursor of the next part, empty on the last
}

// Operations lists operations in all states: those of the latest call first,
// within a call in the order of selection.
func (s *Service) Operations(ctx context.Context, by access.Actor, in OperationQuery) (OperationPage, error) {
	if !by.May(PermRead) {
		return OperationPage{}, fault.Denied()
	}
	if in.Status != "" && !slices.Contains(Statuses, in.Status) {
		return OperationPage{}, fault.InvalidField("status", "funding.error.unknown_code")
	}
	return s.list(ctx, in)
}

// Operation returns one operation in whatever state.
func (s *Service) Operation(ctx context.Context, by access.Actor, id string) (Operation, error) {
	if !by.May(PermRead) {
		return Operation{}, fault.Denied()
	}
	if !db.ValidID(id) {
		return Operation{}, fault.Missing()
	}
	return s.operationOf(ctx, s.DB, id, false)
}

// list reads a part of the list, and the number of all rows with it.
func (s *Service) list(ctx context.Context, in OperationQuery) (OperationPage, error) {
	var p OperationPage
	if in.Audience != "" && !slices.Contains(Audiences, in.Audience) {
		return p, fault.InvalidField("audience", "funding.error.unknown_code")
	}
	after, err := parseCursor(in.After, 4)
	if err != nil {
		return p, err
	}
	limit := pageSize(in.Limit)
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if p.Total, err = countOperations(ctx, tx, in); err != nil {
			return err
		}
		p.Operations, err = s.operations(ctx, tx, in, after, limit+1)
		return err
	})
	if err == nil && len(p.Operations) > limit {
		p.Operations = p.Operations[:limit]
		o := p.Operations[limit-1]
		p.Next = cursor(strconv.Itoa(-o.Call.Year), o.Call.ID, strconv.Itoa(o.Position), o.ID)
	}
	return p, err
}
