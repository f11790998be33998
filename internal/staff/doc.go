// Package staff owns the accounts of those who work with Passerelle: who they
// are, how they prove it, which roles they hold where, and their sessions and
// API tokens.
//
// Invariants: an account acts only after a password and a second factor; what
// an account may do is read at every request, so a change of roles, a password
// change, a disabled account or a revoked session or token counts at once;
// sessions, invitations, tokens and recovery codes are stored as hashes; a
// wrong login, a wrong password and an unknown account are answered alike, as
// slowly, and made to wait alike; nobody acts with another account's rights,
// an administrator neither.
//
// It knows no other module. Names and e-mail addresses of staff are sealed.
package staff
