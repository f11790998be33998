// Package mail owns how a message leaves: to one recipient, as plain text.
//
// Invariants: one recipient a message, so that nobody sees another's address;
// no header can be injected through an address or a subject; no message goes
// unencrypted over a network; an error holds no address and nothing of the
// message, since it ends in the log.
//
// It does not know why a message is sent, in which language it is written, or
// when to try again: that is the job queue's work, and [Permanent] tells it
// when not to.
package mail
