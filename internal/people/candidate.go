package people

import (
	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
)

// CandidateDecision is what became of a pair of records that look alike.
type CandidateDecision string

// The decisions. Those on one person or two are kept as a Link as well.
const (
	CandidateOpen      CandidateDecision = "open"
	CandidateLater     CandidateDecision = "later"
	CandidateSame      CandidateDecision = "same"
	CandidateDifferent CandidateDecision = "different"
)

// Candidate is a pair of records that a sweep of the register found to be alike.
type Candidate struct {
	ID        string
	A, B      PersonLine
	Score     float64       // 0 to 1
	Verdict   names.Verdict // names.Same or names.Look
	FoundAt   clock.Instant
	Decision  CandidateDecision
	RemindOn  clock.Date    // of CandidateLater
	DecidedAt clock.Instant // empty while it is open
	DecidedBy string        // account
	Version   int
}

// candidateRow is a row of people_candidate and where its two persons belong.
type candidateRow struct {
	Candidate
	aID, bID         string
	aObject, bObject access.Object
}

// perThousand is the unit of the stored score.
const perThousand = 1000
