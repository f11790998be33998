// Package metrics owns the figures that a monitoring system reads.
//
// Invariants: they are served on a listener of their own, never with the
// pages; a label is a route pattern, a class of status or a constant, never a
// path, an id or a name, so that no person shows in them and their number is
// bounded.
//
// It does not know what a figure means: whoever registers one says so in its
// help text.
package metrics
