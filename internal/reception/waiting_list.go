package reception

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// RankLine is one line of the explanation of a rank.
type RankLine struct {
	Code   string // ground, or RankWaiting, RankDraw, RankHidden
	Weight int    // of a ground
	Days   int    // with RankWaiting
}

// Codes of lines that are no ground.
const (
	RankWaiting = "waiting_time"  // among households of equal weight, who has waited longer comes first
	RankDraw    = "draw"          // weight and waiting time are equal: the random entry number decides
	RankHidden  = "hidden_ground" // a ground that the reader may not know
)

// WaitingRow is an entry of the waiting list with its rank and why.
type WaitingRow struct {
	Waiting
	Rank    int // from 1, on the lists that the actor keeps
	Weight  int // of all grounds
	Days    int // since when it waits
	Lines   []RankLine
	Lapsing bool // must be confirmed within days, or lapses
}

// WaitingList lists households without a bed in the order in which they are
// offered one: the weight of their grounds, then the time they have waited,
// then by draw. Each row explains its rank line by line; grounds of a
// compartment that is closed to the actor are counted but not named.
func (s *Service) WaitingList(ctx context.Context, by access.Actor) ([]WaitingRow, error) {
	if !by.May(PermWaiting) {
		return nil, fault.Denied()
	}
	list, err := waitingFor(ctx, s.db, by, PermWaiting)
	if err != nil {
		return nil, err
	}
	rows := rank(list, s.today())
	for i := range rows {
		rows[i].hide(by)
	}
	return rows, nil
}

// rank orders entries and explains the order.
func rank(list []Waiting, today clock.Date) []WaitingRow {
	terms := waitingTable.terms(today)
	rows := make([]WaitingRow, len(list))
	for i, w := range list {
		r := WaitingRow{Waiting: w, Days: today.Sub(w.Since), Lapsing: w.ConfirmUntil.Sub(today) <= terms.RemindDays}
		for _, code := range w.Grounds {
			if g, ok := waitingTable.ground(code, today); ok {
				r.Weight += g.Weight
				r.Lines = append(r.Lines, RankLine{Code: code, Weight: g.Weight})
			}
		}
		slices.SortFunc(r.Lines, func(a, b RankLine) int {
			return cmp.Or(cmp.Compare(b.Weight, a.Weight), strings.Compare(a.Code, b.Code))
		})
		r.Lines = append(r.Lines, RankLine{Code: RankWaiting, Days: r.Days})
		rows[i] = r
	}
	slices.SortFunc(rows, func(a, b WaitingRow) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), a.Since.Compare(b.Since), strings.Compare(a.ID, b.ID))
	})
	for i := range rows {
		rows[i].Rank = i + 1
		if i > 0 && rows[i-1].ties(rows[i]) || i+1 < len(rows) && rows[i].ties(rows[i+1]) {
			rows[i].Lines = append(rows[i].Lines, RankLine{Code: RankDraw})
		}
	}
	return rows
}

func (r WaitingRow) ties(o WaitingRow) bool { return r.Weight == o.Weight && r.Since == o.Since }

// hide takes out what the actor may not know of the grounds.
func (r *WaitingRow) hide(by access.Actor) {
	closed := func(code string) bool {
		g, ok := waitingTable.ground(code, r.Since.AddDays(r.Days))
		return ok && !by.Opens(PermWaiting, g.Compartment)
	}
	for i, l := range r.Lines {
		if closed(l.Code) {
			r.Lines[i].Code = RankHidden
		}
	}
	r.Grounds = slices.DeleteFunc(slices.Clone(r.Grounds), closed)
}

// Call is a line of the call list: a reference, never a name.
type Call struct {
	Rank         int
	Reference    string
	Persons      int
	ConfirmUntil clock.Date
	Lapsing      bool
}

// CallList is the waiting list as it may hang on a wall: who is to come or to
// be called, by reference, in order, without grounds.
func (s *Service) CallList(ctx context.Context, by access.Actor) ([]Call, error) {
	rows, err := s.WaitingList(ctx, by)
	calls := make([]Call, len(rows))
	for i, r := range rows {
		calls[i] = Call{r.Rank, r.Reference, r.Persons, r.ConfirmUntil, r.Lapsing}
	}
	return calls, err
}

// Offer is the answer to the question who is to get a place that is free.
type Offer struct {
	Row         *WaitingRow  // nil: nobody waits who fits
	Suggestions []Suggestion // the best places for this household, best first
	Passed      []Passed     // who comes before and why nothing fits them
}

// Passed is a household that comes first but cannot be given the place.
type Passed struct {
	Row     WaitingRow
	Refused map[string]int // code of a hard rule: how many of the rooms it speaks against
}

// OfferIn asks who is to get a place.
type OfferIn struct {
	CentreID string     // where; empty: anywhere in scope
	RoomIDs  []string   // only these rooms; empty: all
	From     clock.Date // first night; zero: today
}

// OfferNext returns the first household of the waiting list that fits into what
// is free, and why those before it do not. A person decides, and Place does it.
func (s *Service) OfferNext(ctx context.Context, by access.Actor, in OfferIn) (Offer, error) {
	rows, err := s.WaitingList(ctx, by)
	if err != nil {
		return Offer{}, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.HouseholdID
	}
	homes, err := s.partiesOf(ctx, s.db, ids)
	if err != nil {
		return Offer{}, err
	}
	ask := SuggestIn{From: in.From, Rooms: in.RoomIDs}
	if in.CentreID != "" {
		ask.Centres = []string{in.CentreID}
	}
	var offer Offer
	for _, r := range rows {
		home := homes[r.HouseholdID]
		if len(home.members) == 0 {
			continue
		}
		found, err := s.suggest(ctx, by, home, ask)
		if err != nil {
			return Offer{}, err
		}
		if len(found.Best) > 0 {
			offer.Row, offer.Suggestions = &r, found.Best
			return offer, nil
		}
		offer.Passed = append(offer.Passed, Passed{r, found.Refused})
	}
	return offer, nil
}
