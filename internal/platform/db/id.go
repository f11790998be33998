package db

import (
	"crypto/rand"
	"encoding/base32"
)

// idAlphabet is Crockford's base 32 in lower case: no letter that reads as another.
var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns 128 random bits as 26 characters. It tells nothing of time or
// order, so that an id in a URL betrays nobody's arrival.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand, Go 1.24 and later)
	return idAlphabet.EncodeToString(b[:])
}

// ValidID reports whether s has the shape of an id, so that hostile path values
// never reach a query.
func ValidID(s string) bool {
	if len(s) != 26 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > 'z' || (c > '9' && c < 'a') || c == 'i' || c == 'l' || c == 'o' || c == 'u' {
			return false
		}
	}
	return true
}
