package app

import (
	"context"
	"log/slog"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/mail"
	"passerelle/internal/portal"
	"passerelle/internal/staff"
)

// The jobs that write to who sent a message without an account. They carry ids
// alone: address and text stay sealed where they are.
const (
	jobEnquiryConfirmed = "portal.enquiry.confirmed"
	jobEnquiryAnswered  = "portal.enquiry.answered"
)

// enquiryJob names the message, or the answer to it.
type enquiryJob struct {
	ID string `json:"id"`
}

func (l *letters) enquiryConfirmed(ctx context.Context, tx *db.Tx, enquiry string) error {
	return l.Jobs.Enqueue(ctx, tx, jobEnquiryConfirmed, enquiryJob{enquiry})
}

func (l *letters) enquiryAnswered(ctx context.Context, tx *db.Tx, entry string) error {
	return l.Jobs.Enqueue(ctx, tx, jobEnquiryAnswered, enquiryJob{entry})
}

func (l *letters) sendConfirmation(ctx context.Context, in enquiryJob) error {
	letter, found, err := l.Portal.ConfirmationLetter(ctx, in.ID)
	if err != nil || !found || letter.To == "" {
		return err
	}
	return l.toSender(ctx, jobEnquiryConfirmed, letter, func(words *i18n.Localizer) string {
		return words.T("portal.contact.letter", "reference", letter.Reference, "next", words.T("portal.contact.then."+letter.Purpose))
	})
}

func (l *letters) sendAnswer(ctx context.Context, in enquiryJob) error {
	letter, found, err := l.Portal.AnswerLetter(ctx, in.ID)
	if err != nil || !found || letter.To == "" {
		return err
	}
	return l.toSender(ctx, jobEnquiryAnswered, letter, func(*i18n.Localizer) string { return letter.Text })
}

func (l *letters) toSender(ctx context.Context, job string, letter portal.EnquiryLetter, text func(*i18n.Localizer) string) error {
	catalogue, err := l.catalogue()
	if err != nil {
		return err
	}
	words := catalogue.For(i18n.Lang(letter.Lang))
	err = l.sender.Send(ctx, mail.Message{To: letter.To, Subject: words.T("portal.contact.subject", "reference", letter.Reference), Text: text(words)})
	if mail.Permanent(err) {
		slog.ErrorContext(ctx, "letter not sent", "job", job, "error", err.Error())
		return nil // once more would fail once more
	}
	return err
}

// colleagues are the active accounts that hold a permission in a compartment.
func (a *App) colleagues(ctx context.Context, p access.Permission, c access.Compartment) ([]portal.Colleague, error) {
	roles, after := Roles(), ""
	var out []portal.Colleague
	for {
		list, err := a.Staff.Accounts(ctx, access.System("portal"), staff.AccountFilter{Status: staff.Active, After: after, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, account := range list {
			after = account.ID
			var who access.Actor
			for _, assigned := range account.Assignments {
				if i := slices.IndexFunc(roles, func(r access.Role) bool { return r.Code == assigned.Role }); i >= 0 {
					who.Grants = append(who.Grants, access.Grant{Role: roles[i], Scope: assigned.Scope})
				}
			}
			if who.Opens(p, c) {
				out = append(out, portal.Colleague{ID: account.ID, Name: account.Name})
			}
		}
		if len(list) < 200 {
			return out, nil
		}
	}
}
