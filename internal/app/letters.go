package app

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/config"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/jobs"
	"passerelle/internal/platform/mail"
	"passerelle/internal/staff"
)

// letters writes to members of staff, where a mail server is configured. A
// letter is a job of the transaction that gives rise to it.
type letters struct {
	*App
	sender    mail.Sender
	catalogue func() (*i18n.Catalogue, error)
}

// jobInvitation is the job that sends an invitation.
const jobInvitation = "staff.invitation"

// invitationLetter waits in the queue: the code opens an account, so that it is
// sealed there.
type invitationLetter struct {
	Account string `json:"account"`
	Code    []byte `json:"code"`
}

func sealedLetter(account string) crypt.Place {
	return crypt.Place{Table: "river_job", Row: account, Column: jobInvitation}
}

// openLetters returns nil where no mail server is configured.
func (a *App) openLetters() (*letters, error) {
	if a.sender == nil {
		sender, err := smtp(a.Config)
		if err != nil || sender == nil {
			return nil, err
		}
		a.sender = sender
	}
	return &letters{a, a.sender, sync.OnceValues(Catalogue)}, nil
}

func smtp(c config.Config) (mail.Sender, error) {
	if c.SMTP.Host == "" {
		return nil, nil
	}
	return mail.NewSMTP(mail.SMTPOptions{
		Host: c.SMTP.Host, Port: c.SMTP.Port, User: c.SMTP.User, Password: c.SMTP.Password, From: c.SMTP.From, Security: c.SMTP.Security,
	})
}

// invited enqueues the letter of an invitation; who has no address gets none.
func (l *letters) invited(ctx context.Context, tx *db.Tx, account, code string) error {
	sealed, err := l.Vault.Seal(sealedLetter(account), []byte(code))
	if err != nil {
		return err
	}
	return l.Jobs.Enqueue(ctx, tx, jobInvitation, invitationLetter{account, sealed})
}

// register lets the queue of this process work on letters.
func (l *letters) register() {
	jobs.On(l.Jobs, jobInvitation, l.sendInvitation)
	jobs.On(l.Jobs, jobEnquiryConfirmed, l.sendConfirmation)
	jobs.On(l.Jobs, jobEnquiryAnswered, l.sendAnswer)
}

func (l *letters) sendInvitation(ctx context.Context, in invitationLetter) error {
	account, err := l.Staff.Account(ctx, access.System("letters"), in.Account)
	if err != nil {
		return err
	}
	if account.Email == "" || account.Status != staff.Invited || account.InviteUntil.IsZero() {
		return nil // no address, or opened meanwhile
	}
	code, err := l.Vault.Open(ctx, sealedLetter(in.Account), in.Code)
	if err != nil {
		return err
	}
	catalogue, err := l.catalogue()
	if err != nil {
		return err
	}
	words := catalogue.For(i18n.Lang(account.Lang))
	err = l.sender.Send(ctx, mail.Message{
		To:      account.Email,
		Subject: words.T("app.letter.invitation.subject"),
		Text: words.T("app.letter.invitation.text", "name", account.Name, "login", account.Login,
			"link", strings.TrimSuffix(l.publicURL(), "/")+"/invitation/"+string(code), "day", words.Date(account.InviteUntil.Date())),
	})
	if mail.Permanent(err) {
		slog.ErrorContext(ctx, "letter not sent", "job", jobInvitation, "error", err.Error())
		return nil // once more would fail once more
	}
	return err
}
