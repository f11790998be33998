package portal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// How long a form may be open, and how soon nobody has filled it in.
const (
	ticketLife = 24 * time.Hour
	minFilling = 3 * time.Second
	// EnquiryWait is how long who sends without a script waits before confirming.
	EnquiryWait = 5 * time.Second
	// WorkBits is how many leading bits of the proof of work are zero.
	WorkBits = 16
)

// NewTicket begins a form: when it was asked for and a number of its own,
// signed. It travels with the form and keeps it from being sent twice.
func (s *Service) NewTicket() string {
	body := strconv.FormatInt(s.Clock.Now().Unix(), 10) + "." + db.NewID()
	return body + "." + s.ticketSeal(body)
}

func (s *Service) ticketSeal(body string) string {
	return hex.EncodeToString(s.Vault.Blind("portal.ticket", body))
}

// readTicket returns the form's own number. A ticket that is not ours or too old
// is refused so that the page can give another; one that comes too soon as well.
func (s *Service) readTicket(ticket string, least time.Duration) (string, error) {
	body, seal := "", ""
	if i := strings.LastIndexByte(ticket, '.'); i > 0 {
		body, seal = ticket[:i], ticket[i+1:]
	}
	if !hmac.Equal([]byte(seal), []byte(s.ticketSeal(body))) {
		return "", fault.InvalidField("", "portal.contact.error.ticket")
	}
	when, key, _ := strings.Cut(body, ".")
	unix, err := strconv.ParseInt(when, 10, 64)
	age := s.Clock.Now().Sub(time.Unix(unix, 0))
	switch {
	case err != nil || age > ticketLife || age < -time.Minute:
		return "", fault.InvalidField("", "portal.contact.error.ticket")
	case age < least:
		return "", fault.InvalidField("", "portal.contact.error.too_soon")
	}
	return key, nil
}

// Worked reports whether the proof of work fits the ticket: SHA-256 of the
// ticket, a colon and the proof begins with WorkBits zero bits. A browser with
// our script finds one in a moment; who sends thousands of forms pays.
func Worked(ticket, proof string) bool {
	if proof == "" || len(proof) > 20 {
		return false
	}
	sum := sha256.Sum256([]byte(ticket + ":" + proof))
	return bits.LeadingZeros32(uint32(sum[0])<<24|uint32(sum[1])<<16|uint32(sum[2])<<8|uint32(sum[3])) >= WorkBits
}
