package portal

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// HoursEdit is the week of a service as an editor leaves it.
type HoursEdit struct {
	ServiceID string
	Version   int
	Week      []OpenHours // none: not known
}

// maxHours bounds how often a service opens in a week.
const maxHours = 28

// SaveHours replaces the weekly hours of a service.
func (s *Service) SaveHours(ctx context.Context, by access.Actor, in HoursEdit) (DirectoryService, error) {
	if err := allowDirectory(by); err != nil {
		return DirectoryService{}, err
	}
	if !ValidUUID(in.ServiceID) {
		return DirectoryService{}, fault.Missing()
	}
	if err := in.wellFormed(); err != nil {
		return DirectoryService{}, err
	}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := touchService(ctx, tx, in.ServiceID, in.Version, clock.Now(s.Clock)); err != nil {
			return err
		}
		if err := replaceHours(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.save_hours", ObjectType: "directory_service", ObjectID: in.ServiceID,
			Detail: map[string]any{"hours": len(in.Week)}})
	})
	if err != nil {
		return DirectoryService{}, err
	}
	return s.oneService(ctx, in.ServiceID, desk)
}

// DayField is the form field of a weekday, 1 for Monday.
func DayField(weekday int) string { return "day" + string(rune('0'+weekday)) }

func (in *HoursEdit) wellFormed() error {
	var l fault.List
	if len(in.Week) > maxHours {
		l.Add("", "portal.directory.error.hours")
		return l
	}
	slices.SortFunc(in.Week, func(a, b OpenHours) int {
		if a.Weekday != b.Weekday {
			return a.Weekday - b.Weekday
		}
		return strings.Compare(a.Opens, b.Opens)
	})
	for i, h := range in.Week {
		if h.Weekday < 1 || h.Weekday > 7 {
			l.Add("", "portal.directory.error.choice")
			continue
		}
		hoursField(&l, DayField(h.Weekday), h.Opens, h.Closes)
		if i > 0 && in.Week[i-1].Weekday == h.Weekday && h.Opens < in.Week[i-1].Closes {
			l.Add(DayField(h.Weekday), "portal.directory.error.overlap")
		}
	}
	return l.Err()
}

// ExceptionEdit is a run of days on which a service is closed or keeps other hours.
type ExceptionEdit struct {
	ServiceID     string
	From, Until   clock.Date // first and last day; no last day: one day
	Opens, Closes string     // empty: closed
	Reason        string
}

// maxException is how many days ahead an exception may end.
const maxException = 3 * 366

// AddException publishes other hours for some days.
func (s *Service) AddException(ctx context.Context, by access.Actor, in ExceptionEdit) (DirectoryService, error) {
	if err := allowDirectory(by); err != nil {
		return DirectoryService{}, err
	}
	if !ValidUUID(in.ServiceID) {
		return DirectoryService{}, fault.Missing()
	}
	if err := in.wellFormed(clock.Today(s.Clock)); err != nil {
		return DirectoryService{}, err
	}
	id := newUUID()
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := clock.Now(s.Clock)
		if err := touchService(ctx, tx, in.ServiceID, 0, now); err != nil {
			return err
		}
		if err := insertException(ctx, tx, id, in, now); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.add_exception", ObjectType: "directory_service", ObjectID: in.ServiceID,
			Detail: map[string]any{"exception": id, "from": in.From.String(), "until": in.Until.String(), "closed": in.Opens == ""}})
	})
	if err != nil {
		return DirectoryService{}, err
	}
	return s.oneService(ctx, in.ServiceID, desk)
}

func (in *ExceptionEdit) wellFormed(today clock.Date) error {
	var l fault.List
	if in.Until.IsZero() {
		in.Until = in.From
	}
	if !in.From.Valid() {
		l.Add("from", "portal.directory.error.date")
	}
	if !in.Until.Valid() || in.Until.Before(in.From) || in.Until.Before(today) || in.Until.After(today.AddDays(maxException)) {
		l.Add("until", "portal.directory.error.until")
	}
	if in.Opens != "" || in.Closes != "" {
		hoursField(&l, "hours", in.Opens, in.Closes)
	}
	lineField(&l, "reason", &in.Reason, true)
	return l.Err()
}

// RemoveException takes an exception back.
func (s *Service) RemoveException(ctx context.Context, by access.Actor, serviceID, exceptionID string) error {
	if err := allowDirectory(by); err != nil {
		return err
	}
	if !ValidUUID(serviceID) || !ValidUUID(exceptionID) {
		return fault.Missing()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := touchService(ctx, tx, serviceID, 0, clock.Now(s.Clock)); err != nil {
			return err
		}
		if err := deleteException(ctx, tx, serviceID, exceptionID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.remove_exception", ObjectType: "directory_service", ObjectID: serviceID,
			Detail: map[string]any{"exception": exceptionID}})
	})
}
