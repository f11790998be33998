package funding

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

//go:embed data/amif-2022.json
var firstRegister []byte

// firstCall is a call with its operations, as the file keeps it.
type firstCall struct {
	Fund              string `json:"fund"`
	PeriodFrom        int    `json:"period_from"`
	PeriodUntil       int    `json:"period_until"`
	Year              int    `json:"year"`
	Objective         string `json:"objective"`
	Name              Text   `json:"name"`
	ManagingAuthority Text   `json:"managing_authority"`
	IntermediaryBody  Text   `json:"intermediary_body"`
	Introduction      Text   `json:"introduction"`
	Operations        []struct {
		Title     Text       `json:"title"`
		Leader    Text       `json:"leader"`
		Audience  Text       `json:"audience"`
		Audiences []Audience `json:"audiences"`
		Objective Text       `json:"objective"`
		From      clock.Date `json:"from"`
		Until     clock.Date `json:"until"`
		Contact   Contact    `json:"contact"`
	} `json:"operations"`
}

// LoadFirst fills an empty register with the call of 2022 and its projects, as
// the managing authority publishes them, and reports whether it did. It does so
// once: a register that was emptied on purpose stays empty.
//
// It is a use case and not data of a migration because contacts are sealed, for
// which a migration has no key, and because the audit log says where rows come
// from.
func (s *Service) LoadFirst(ctx context.Context, by access.Actor) (bool, error) {
	if !by.May(PermEdit) || !by.May(PermPublish) {
		return false, fault.Denied()
	}
	var in firstCall
	if err := json.Unmarshal(firstRegister, &in); err != nil {
		return false, err
	}
	loaded := false
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		loaded = false
		first, err := markFirst(ctx, tx, "amif-2022", clock.Now(s.Clock))
		if err != nil || !first {
			return err
		}
		if n, err := countCalls(ctx, tx, ""); err != nil || n > 0 {
			return err
		}
		loaded = true
		return s.insertFirst(ctx, tx, by, in)
	})
	return loaded && err == nil, err
}

func (s *Service) insertFirst(ctx context.Context, tx *db.Tx, by access.Actor, in firstCall) error {
	now := clock.Now(s.Clock)
	c := Call{ID: db.NewID(), Fund: in.Fund, PeriodFrom: in.PeriodFrom, PeriodUntil: in.PeriodUntil, Year: in.Year, Name: in.Name,
		ManagingAuthority: in.ManagingAuthority, IntermediaryBody: in.IntermediaryBody, Introduction: in.Introduction, UpdatedAt: now,
		Objective: Objective{ID: in.Objective}}
	if err := c.clean(); err != nil {
		return err
	}
	if err := insertCall(ctx, tx, c); err != nil {
		return err
	}
	for _, op := range in.Operations {
		o := Operation{Call: c, Title: op.Title, Leader: op.Leader, Audience: op.Audience, Audiences: op.Audiences, Objective: op.Objective,
			From: op.From, Until: op.Until, Contact: op.Contact}
		if err := o.clean(); err != nil {
			return err
		}
		o, err := s.saveOperation(ctx, tx, o)
		if err != nil {
			return err
		}
		o.Status, o.PublishedAt = StatusPublished, now
		if err := updateStatus(ctx, tx, o); err != nil {
			return err
		}
	}
	return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "funding.load_first", ObjectType: "funding_call", ObjectID: c.ID,
		Detail: map[string]any{"operations": len(in.Operations)}})
}

// Languages are those in which texts of the register may be written, those of
// the staff first.
func Languages() []i18n.Lang { return slices.Clone(i18n.Public) }
