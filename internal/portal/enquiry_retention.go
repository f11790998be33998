package portal

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// sweepPage is how many messages are looked for at once.
const sweepPage = 100

// SweepEnquiries deletes messages whose period is over, and drafts that nobody
// came back to. The key of a message goes with it, so that backups hold nothing
// that opens. Each deletion is on record.
func (s *Service) SweepEnquiries(ctx context.Context) error {
	rules, err := purposeSettings(ctx, s.DB)
	if err != nil {
		return err
	}
	today := clock.Today(s.Clock)
	for _, rule := range rules {
		for {
			list, err := expiredEnquiries(ctx, s.DB, rule.Purpose, today.AddDays(-rule.RetentionDays), sweepPage)
			if err != nil {
				return err
			}
			for _, e := range list {
				if err := s.eraseEnquiry(ctx, access.System("retention"), e.id); err != nil {
					return err
				}
			}
			if len(list) < sweepPage {
				break
			}
		}
	}
	return s.sweepDrafts(ctx, today)
}

func (s *Service) eraseEnquiry(ctx context.Context, by access.Actor, id string) error {
	var gone []attachment
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if gone, err = attachmentIDs(ctx, tx, id); err != nil {
			return err
		}
		n, err := deleteEnquiry(ctx, tx, id, clock.Now(s.Clock))
		if err != nil || n == 0 {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.enquiry.delete", ObjectType: "enquiry", ObjectID: id, Detail: map[string]any{"files": len(gone)}})
	})
	if err == nil && len(gone) > 0 {
		s.dropAttachments(ctx, gone)
	}
	return err
}

func (s *Service) sweepDrafts(ctx context.Context, today clock.Date) error {
	for {
		list, err := expiredDrafts(ctx, s.DB, today, sweepPage)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, id := range list {
			var gone []attachment
			err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				if gone, err = attachmentIDs(ctx, tx, id); err != nil {
					return err
				}
				return deleteDraft(ctx, tx, id)
			})
			if err != nil {
				return err
			}
			if len(gone) > 0 {
				s.dropAttachments(ctx, gone)
			}
		}
	}
}

// RewrapEnquiries wraps the keys of messages and drafts again with the primary
// key, where another wrapped them. It returns how many it changed.
func (s *Service) RewrapEnquiries(ctx context.Context, progress func(int)) (int, error) {
	changed := 0
	for _, drafts := range []bool{true, false} { // a draft may become a message meanwhile

		after := ""
		for {
			keys, err := enquiryKeys(ctx, s.DB, drafts, after, sweepPage)
			if err != nil {
				return changed, err
			}
			if len(keys) == 0 {
				break
			}
			after = keys[len(keys)-1].id
			n, err := s.rewrapKeys(ctx, keys)
			if err != nil {
				return changed, err
			}
			changed += n
			progress(changed)
		}
	}
	return changed, nil
}

func (s *Service) rewrapKeys(ctx context.Context, keys []enquiryKey) (int, error) {
	var fresh []enquiryKey
	for _, k := range keys {
		if s.Vault.Current(k.wrapped) {
			continue
		}
		key, err := s.Vault.Unwrap(ctx, k.id, k.wrapped)
		if err != nil {
			return 0, err
		}
		if k.fresh, err = s.Vault.Wrap(k.id, key); err != nil {
			return 0, err
		}
		fresh = append(fresh, k)
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	return len(fresh), s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return updateEnquiryKeys(ctx, tx, fresh) })
}
