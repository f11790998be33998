package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"passerelle/internal/platform/logging"
)

// SMTPOptions name a mail server.
type SMTPOptions struct {
	Host     string
	Port     int
	User     string // Empty: no authentication.
	Password logging.Secret
	From     string      // Bare address.
	Security string      // "starttls" (required, also the default), "tls", or "none".
	TLS      *tls.Config // Nil: the system's authorities.
}

// smtpTimeout is for the whole exchange of one message.
const smtpTimeout = 30 * time.Second

// SMTP is a [Sender] that hands messages to a mail server, each over a
// connection of its own: we send few.
type SMTP struct {
	host    string
	from    string
	options []gomail.Option
	ownDial bool
}

// NewSMTP returns the sender. It does not connect.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	if !bareAddress(o.From) {
		return nil, errors.New("mail: the sender's address is malformed")
	}
	options := []gomail.Option{gomail.WithPort(o.Port), gomail.WithTimeout(smtpTimeout), gomail.WithHELO(domainOf(o.From))}
	switch o.Security {
	case "", "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "tls":
		options = append(options, gomail.WithSSL())
	case "none":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, errors.New("mail: security is starttls, tls or none")
	}
	if o.TLS != nil {
		options = append(options, gomail.WithTLSConfig(o.TLS))
	}
	if o.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(o.User), gomail.WithPassword(o.Password.Reveal()))
	}
	if _, err := gomail.NewClient(o.Host, options...); err != nil {
		return nil, err
	}
	// With a dialler of ours the library would take "tls" for unencrypted.
	return &SMTP{o.Host, o.From, options, o.Security != "tls"}, nil
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// Send hands the message to the server.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	msg, err := s.compose(m)
	if err != nil {
		return &Error{Stage: "message", Final: true}
	}
	ctx, cancel := context.WithTimeout(ctx, smtpTimeout)
	defer cancel()
	err = s.deliver(ctx, msg)
	if err == nil || msg.IsDelivered() { // What fails after the server took it would only make it arrive twice.
		return nil
	}
	if e, ok := errors.AsType[*gomail.SendError](err); ok {
		return &Error{Stage: "send", Code: e.ErrorCode(), Final: e.ErrorCode()/100 == 5}
	}
	return &Error{Stage: "connect"} // Our settings or the server's state: neither is the message's fault.
}

// deliver closes the connection in every case: the library leaves it open when
// the greeting, STARTTLS or the authentication fails.
func (s *SMTP) deliver(ctx context.Context, msg *gomail.Msg) error {
	options := slices.Clone(s.options)
	if s.ownDial {
		var conn net.Conn
		options = append(options, gomail.WithDialContextFunc(func(dialling context.Context, network, address string) (net.Conn, error) {
			var err error
			conn, err = new(net.Dialer).DialContext(dialling, network, address)
			return conn, err
		}))
		defer func() {
			if conn != nil {
				conn.Close()
			}
		}()
	}
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, msg)
}

func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	err := errors.Join(msg.From(s.from), msg.To(m.To))
	if m.ReplyTo != "" {
		err = errors.Join(err, msg.ReplyTo(m.ReplyTo))
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(rand.Text() + "@" + domainOf(s.from)) // Not with this machine's name.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")            // RFC 3834: no out-of-office replies, please.
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, err
}
