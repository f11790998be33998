package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"passerelle/internal/platform/mail"
)

// server is a small SMTP server.
type server struct {
	listener net.Listener
	tls      *tls.Config // Nil: STARTTLS is not offered.
	implicit bool        // TLS from the first byte instead.
	reject   string      // Reply to RCPT, when not empty.
	drop     string      // Command after whose reply the connection is cut.

	mu       sync.Mutex
	commands []string
	data     []string
}

func start(t *testing.T, s *server) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener = l
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if s.implicit {
				conn = tls.Server(conn, s.tls)
			}
			open.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return s
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func (s *server) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	in := bufio.NewReader(conn)
	reply := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	reply("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.commands = append(s.commands, line)
		s.mu.Unlock()
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch _, encrypted := conn.(*tls.Conn); {
		case verb == "EHLO" && s.tls != nil && !encrypted:
			reply("250-test\r\n250 STARTTLS")
		case verb == "EHLO" && encrypted:
			reply("250-test\r\n250 AUTH PLAIN")
		case verb == "STARTTLS":
			reply("220 go")
			conn = tls.Server(conn, s.tls)
			in = bufio.NewReader(conn)
		case verb == "AUTH":
			reply("235 welcome")
		case verb == "RCPT" && s.reject != "":
			reply(s.reject)
		case verb == "DATA":
			reply("354 go")
			s.readData(in)
			reply("250 taken")
		case verb == "QUIT":
			reply("221 bye")
			return
		default:
			reply("250 ok")
		}
		if verb == s.drop {
			return
		}
	}
}

func (s *server) readData(in *bufio.Reader) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	s.mu.Lock()
	s.data = append(s.data, b.String())
	s.mu.Unlock()
}

func (s *server) seen() (commands, data []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.commands...), append([]string(nil), s.data...)
}

func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

func sender(t *testing.T, s *server, change func(*mail.SMTPOptions)) *mail.SMTP {
	t.Helper()
	o := mail.SMTPOptions{Host: "127.0.0.1", Port: s.port(), From: "passerelle@example.lu", Security: "none"}
	if change != nil {
		change(&o)
	}
	sender, err := mail.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

var letter = mail.Message{To: "desk@example.lu", ReplyTo: "team@example.lu", Subject: "Événement: تذكير", Text: "Äddi\n.\nLine two\n"}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	s := start(t, &server{})
	if err := sender(t, s, nil).Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	_, data := s.seen()
	if len(data) != 1 {
		t.Fatalf("%d messages", len(data))
	}
	m, err := netmail.ReadMessage(strings.NewReader(data[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != letter.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	for header, want := range map[string]string{"To": "<desk@example.lu>", "From": "<passerelle@example.lu>", "Reply-To": "<team@example.lu>",
		"Auto-Submitted": "auto-generated", "Bcc": "", "User-Agent": "", "X-Mailer": ""} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if id := m.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.lu>") {
		t.Errorf("message id %q", id)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.Replace(got, "..\n", ".\n", 1) != letter.Text {
		t.Errorf("text %q, %v", got, err)
	}
}

func TestSMTPOverTLS(t *testing.T) {
	t.Parallel()
	serverTLS, clientTLS := certificate(t)
	implicit := start(t, &server{tls: serverTLS, implicit: true})
	explicit := start(t, &server{tls: serverTLS})
	for security, s := range map[string]*server{"tls": implicit, "starttls": explicit} {
		if err := sender(t, s, func(o *mail.SMTPOptions) {
			o.Security, o.TLS, o.User, o.Password = security, clientTLS, "user", "secret"
		}).Send(t.Context(), letter); err != nil {
			t.Errorf("%s: %v", security, err)
		}
		if _, data := s.seen(); len(data) != 1 {
			t.Errorf("%s: %d messages", security, len(data))
		}
	}
	commands, _ := explicit.seen()
	before, after, _ := strings.Cut(strings.Join(commands, "\n"), "STARTTLS")
	if strings.Contains(before, "AUTH") || strings.Contains(before, "MAIL") || !strings.Contains(after, "AUTH PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00user\x00secret"))) {
		t.Errorf("commands: %q", commands)
	}
}

// Without encryption, or with a stranger's certificate, neither password nor
// message is sent.
func TestSMTPRefusesPlainText(t *testing.T) {
	t.Parallel()
	serverTLS, _ := certificate(t)
	for name, s := range map[string]*server{"no STARTTLS": {}, "unknown authority": {tls: serverTLS}} {
		start(t, s)
		err := sender(t, s, func(o *mail.SMTPOptions) { o.Security, o.User, o.Password = "starttls", "user", "secret" }).Send(t.Context(), letter)
		commands, data := s.seen()
		if err == nil || mail.Permanent(err) || len(data) > 0 || strings.Contains(strings.Join(commands, "\n"), "AUTH") {
			t.Errorf("%s: %v, %q", name, err, commands)
		}
	}
}

func TestSMTPErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reject string
		want   mail.Error
	}{
		{"550 5.1.1 no such user desk@example.lu", mail.Error{Stage: "send", Code: 550, Final: true}},
		{"451 4.3.0 try later", mail.Error{Stage: "send", Code: 451}},
	}
	for _, tt := range tests {
		s := start(t, &server{reject: tt.reject})
		err := sender(t, s, nil).Send(t.Context(), letter)
		if e, ok := err.(*mail.Error); !ok || *e != tt.want || mail.Permanent(err) != tt.want.Final {
			t.Errorf("%s: %v", tt.reject, err)
		}
		if err != nil && strings.Contains(err.Error(), "@") {
			t.Errorf("an address in %q", err)
		}
	}

	s := start(t, &server{})
	s.listener.Close()
	if err := sender(t, s, nil).Send(t.Context(), letter); err == nil || mail.Permanent(err) {
		t.Errorf("no server: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender(t, start(t, &server{}), nil).Send(ctx, letter); err == nil || mail.Permanent(err) {
		t.Errorf("cancelled: %v", err)
	}
}

// A connection that breaks after the server took the message must not make it
// go out twice.
func TestSMTPTakenIsSent(t *testing.T) {
	t.Parallel()
	s := start(t, &server{drop: "DATA"})
	if err := sender(t, s, nil).Send(t.Context(), letter); err != nil {
		t.Error(err)
	}
	if _, data := s.seen(); len(data) != 1 {
		t.Errorf("%d messages", len(data))
	}
}

func TestHostileMessages(t *testing.T) {
	t.Parallel()
	s := start(t, &server{})
	var outbox mail.Outbox
	change := func(f func(*mail.Message)) mail.Message { m := letter; f(&m); return m }
	hostile := map[string]mail.Message{
		"subject with a line break":  change(func(m *mail.Message) { m.Subject = "Hi\r\nBcc: x@example.lu" }),
		"subject with a newline":     change(func(m *mail.Message) { m.Subject = "Hi\nBcc: x@example.lu" }),
		"subject with NUL":           change(func(m *mail.Message) { m.Subject = "Hi\x00" }),
		"recipient with a line":      change(func(m *mail.Message) { m.To = "desk@example.lu\r\nBcc: x@example.lu" }),
		"two recipients":             change(func(m *mail.Message) { m.To = "a@example.lu, b@example.lu" }),
		"display name":               change(func(m *mail.Message) { m.To = "A <a@example.lu>" }),
		"quoted local part":          change(func(m *mail.Message) { m.To = `"a> SIZE=1"@example.lu` }),
		"reply address with a line":  change(func(m *mail.Message) { m.ReplyTo = "a@example.lu\nBcc: x@example.lu" }),
		"no recipient":               change(func(m *mail.Message) { m.To = "" }),
		"no subject":                 change(func(m *mail.Message) { m.Subject = " " }),
		"no text":                    change(func(m *mail.Message) { m.Text = "" }),
		"endless subject":            change(func(m *mail.Message) { m.Subject = strings.Repeat("a", 251) }),
		"endless address":            change(func(m *mail.Message) { m.To = strings.Repeat("a", 250) + "@example.lu" }),
		"SMTP command in an address": change(func(m *mail.Message) { m.To = "a@example.lu>\r\nRCPT TO:<x@example.lu" }),
	}
	for name, m := range hostile {
		for _, sender := range []mail.Sender{sender(t, s, nil), &outbox} {
			if err := sender.Send(t.Context(), m); !mail.Permanent(err) {
				t.Errorf("%s, %T: %v", name, sender, err)
			}
		}
	}
	if commands, _ := s.seen(); len(commands) > 0 || len(outbox.Messages()) > 0 {
		t.Errorf("commands %q, messages %v", commands, outbox.Messages())
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	var o mail.Outbox
	for range 1001 {
		if err := o.Send(t.Context(), letter); err != nil {
			t.Fatal(err)
		}
	}
	if got := o.Messages(); len(got) != 1000 || got[0] != letter {
		t.Errorf("%d messages", len(got))
	}
	if err := (mail.None{}).Send(t.Context(), letter); !mail.Permanent(err) {
		t.Error(err)
	}
}

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	for _, o := range []mail.SMTPOptions{
		{Host: "h", Port: 25, From: "not an address"},
		{Host: "h", Port: 25, From: "a@example.lu", Security: "maybe"},
		{Host: "", Port: 25, From: "a@example.lu"},
	} {
		if _, err := mail.NewSMTP(o); err == nil {
			t.Errorf("%+v", o)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("desk@example.lu", "Subject", "Text")
	f.Add("a@example.lu\r\nBcc: b@example.lu", "S\r\nX: y", "\r\n.\r\n")
	f.Fuzz(func(t *testing.T, to, subject, text string) {
		m := mail.Message{To: to, Subject: subject, Text: text}
		if m.Check() == nil && bytes.ContainsAny([]byte(to+subject), "\r\n\x00") {
			t.Errorf("%q, %q", to, subject)
		}
	})
}
