package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/fault"

	"golang.org/x/crypto/argon2"
)

// Hashing is the cost of argon2id (RFC 9106).
type Hashing struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultHashing is the work of one of the settings of equal strength of the
// OWASP password storage cheat sheet, 7 MiB and five passes, done in two lanes:
// about 25 ms of a processor, by two at a time where they are free. The others
// need more memory, which many log-ins at once would fight for.
var DefaultHashing = Hashing{MemoryKiB: 7 * 1024, Passes: 5, Lanes: 2}

func (h Hashing) hash(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, h.Passes, h.MemoryKiB, h.Lanes, 32)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.MemoryKiB, h.Passes, h.Lanes, enc.EncodeToString(salt), enc.EncodeToString(key))
}

// matches reports whether password made the stored hash, at the hash's own cost.
func matches(stored, password string) bool {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var h Hashing
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.MemoryKiB, &h.Passes, &h.Lanes); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, h.Passes, h.MemoryKiB, h.Lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// withHashing waits for a place, so that many log-ins at once cost time and not memory.
func (s *Service) withHashing(ctx context.Context, f func()) error {
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.hashing }()
	f()
	return nil
}

// Password length in characters. There are no composition rules (NIST SP
// 800-63B); the most guessed passwords are refused.
const (
	minPassword = 12
	maxPassword = 200
)

func checkPassword(field, password, login string) error {
	n := utf8.RuneCountInString(password)
	switch lower := strings.ToLower(password); {
	case n < minPassword:
		return fault.InvalidField(field, "staff.error.password_short", "min", minPassword)
	case n > maxPassword:
		return fault.InvalidField(field, "staff.error.password_long", "max", maxPassword)
	case len(login) >= 4 && strings.Contains(lower, login) || guessable(lower):
		return fault.InvalidField(field, "staff.error.password_guessable")
	}
	return nil
}

// guessable knows what a dictionary attack tries first: few different
// characters, runs of the keyboard, and this program's own name.
func guessable(lower string) bool {
	distinct := map[rune]bool{}
	for _, r := range lower {
		distinct[r] = true
	}
	if len(distinct) < 5 {
		return true
	}
	for _, run := range []string{"123456789", "987654321", "qwertyuiop", "qwertzuiop", "azertyuiop", "abcdefghij", "password", "passwort", "motdepasse", "passerelle", "letzebuerg", "luxembourg"} {
		if rest := strings.ReplaceAll(lower, run, ""); len(rest) < len(lower) && utf8.RuneCountInString(rest) < 6 {
			return true
		}
	}
	return false
}

// newSecret returns 32 random bytes as text and the hash under which it is stored.
func newSecret(prefix string) (secret, hash string) {
	b := make([]byte, 32)
	rand.Read(b)
	secret = prefix + base64.RawURLEncoding.EncodeToString(b)
	return secret, hashSecret(secret)
}

// hashSecret needs no salt and no cost: the secrets are 256 random bits.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
