// Package portal is the public side: what somebody finds without an account, and
// the one door through which a message reaches the right desk.
//
// It owns what is published and what is asked from outside: pages, the directory
// of centres and services, enquiries, volunteers and donations, stories and
// country facts. Its invariants: nothing that is not published leaves it; what a
// stranger writes is stored sealed, with the notice that they were shown; a
// visitor needs no account and is not followed.
//
// It does not know persons on record, their households or stays: a rule of the
// house keeps it from packages that do.
package portal
