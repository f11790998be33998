// Package synthetic makes what a demonstration and a benchmark need: the real
// public centres and texts of the Luxembourg Red Cross's Migrants and Refugees
// Service, believable rooms and beds for them, and residents that do not exist.
//
// It owns the embedded data (centres, texts, name pools, country shares) and the
// rules that combine them. The shares follow the published Luxembourg figures:
// nationalities, mostly single men, stays on after a positive decision.
//
// Invariants:
//   - Everything is a function of its arguments: the same seed, index and date
//     give the same household on every machine, in any order of calls.
//   - Names, telephone numbers and sentences of the Red Cross page are verbatim;
//     whatever the page does not say is marked synthetic or left empty.
//   - No person is real: names are drawn at random, world-known pairs are
//     avoided, telephone numbers use the unassigned country code 999 and document
//     numbers are counters.
//
// It does not know the database, the clock, permissions or any module: callers
// map its values to their own.
package synthetic
