package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"sync"
	"unicode"
)

// Message is plain text for one recipient.
type Message struct {
	To      string // Bare address: "name@example.lu".
	ReplyTo string // Bare address, or empty.
	Subject string // One line.
	Text    string
}

// Sender sends messages. It is safe for concurrent use.
type Sender interface {
	// Send returns when the mail server has taken the message. The error is
	// an [*Error].
	Send(ctx context.Context, m Message) error
}

// Error says why a message did not leave, without address or content.
type Error struct {
	Stage string // Where it failed: "message", "connect" or "send".
	Code  int    // SMTP reply code, 0 where there was none.
	Final bool   // Sending it again will fail again.
}

// Error names the stage and the code.
func (e *Error) Error() string {
	s := "mail: " + e.Stage + " failed"
	if e.Code != 0 {
		s += fmt.Sprintf(" (SMTP %d)", e.Code)
	}
	return s
}

// Permanent reports whether err says that sending again is useless.
func Permanent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Final
}

// Check returns an [*Error] when the message is malformed: an address that is
// not a bare one, a subject that is empty, has control characters or more than
// 250 characters, or no text.
func (m Message) Check() error {
	if !bareAddress(m.To) || m.ReplyTo != "" && !bareAddress(m.ReplyTo) ||
		strings.TrimSpace(m.Subject) == "" || len([]rune(m.Subject)) > 250 || strings.ContainsFunc(m.Subject, unicode.IsControl) ||
		strings.TrimSpace(m.Text) == "" {
		return &Error{Stage: "message", Final: true}
	}
	return nil
}

// bareAddress reports whether s is local@domain and nothing else: neither a
// display name nor quotes, comments, spaces or control characters.
func bareAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == "" && len(s) <= 254 &&
		!strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune(`"<>(),;:\`, r)
		})
}

// Outbox is a [Sender] that keeps messages in memory, for tests and the
// demonstration. The zero value is ready.
type Outbox struct {
	mu       sync.Mutex
	messages []Message
}

// outboxSize bounds what a demonstration that runs for weeks keeps.
const outboxSize = 1000

// Send keeps the message; the oldest beyond a thousand are dropped.
func (o *Outbox) Send(ctx context.Context, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &Error{Stage: "connect"}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.messages = append(o.messages, m)
	if n := len(o.messages); n > outboxSize {
		o.messages = append([]Message(nil), o.messages[n-outboxSize:]...)
	}
	return nil
}

// Messages returns what was sent, oldest first.
func (o *Outbox) Messages() []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]Message(nil), o.messages...)
}

// None is the [Sender] of an installation without a mail server.
type None struct{}

// Send fails for good.
func (None) Send(context.Context, Message) error { return &Error{Stage: "connect", Final: true} }
