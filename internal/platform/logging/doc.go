// Package logging owns what may be written to the log.
//
// Invariants: the value of an attribute whose key sounds like a person's data
// or a secret is never written, at any group depth, through With, WithGroup or
// a LogValuer; a value that is not a plain one (a struct, a map, a slice) is
// never written either, because nobody knows what it will hold tomorrow.
//
// It cannot know what is in a message or in the text of an error: those are
// constant texts, without personal data. What the standard library's parsing
// errors repeat of their input is cut out.
package logging
