package people

import (
	"context"
	"errors"
	"slices"
	"strings"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const (
	// sweepBatch is how many persons are looked at between two short transactions.
	sweepBatch = 20
	// sweepRest is the pause after a batch, in times of what the batch took, so
	// that three quarters of a processor are left to others.
	sweepRest = 3
	// sweepLimit is how many are asked for who are like a person, and sweepMost
	// how many of them are kept.
	sweepLimit, sweepMost = 10, 3
	// sweepFloor is the least score, per thousand, of a pair that is only worth a
	// look: below it the list would be long and hardly ever right.
	sweepFloor = 250
)

// SweepDuplicates carries the sweep that is under way on by about so many persons
// and returns how far it is. It may be cut off at any time, and several processes
// may call it: each batch counts once. Gently, it rests after each batch while
// others work.
func (s *Service) SweepDuplicates(ctx context.Context, by access.Actor, persons int, gently bool) (Sweep, error) {
	if !by.May(PermLink) {
		return Sweep{}, fault.Denied()
	}
	sweep, err := s.lastSweep(ctx, s.db)
	for left := persons; err == nil && sweep.Busy() && left > 0; left -= sweepBatch {
		begun := s.clock.Now()
		if err = s.sweepBatch(ctx, sweep); err != nil && !errors.Is(err, errSweepMoved) {
			return sweep, err
		}
		if sweep, err = s.lastSweep(ctx, s.db); err == nil && sweep.Busy() && gently {
			err = clock.Rest(ctx, sweepRest*s.clock.Now().Sub(begun))
		}
	}
	return sweep, err
}

// errSweepMoved ends a batch that somebody else did as well and faster.
var errSweepMoved = errors.New("people: the sweep went on elsewhere")

// foundPair is two persons who look alike, in the order of their ids.
type foundPair struct {
	a, b    string
	score   int
	verdict names.Verdict
}

func (s *Service) sweepBatch(ctx context.Context, sweep Sweep) error {
	rows, err := sweepPage(ctx, s.db, sweep.after, sweepBatch)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return s.endSweep(ctx, sweep)
	}
	pairs, err := s.likePairs(ctx, rows)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		moved, err := moveSweep(ctx, tx, sweep, rows[len(rows)-1].id, len(rows))
		if err == nil && !moved {
			err = errSweepMoved
		}
		for n := 0; err == nil && n < len(pairs); n++ {
			err = saveCandidate(ctx, tx, pairs[n], sweep.Run, s.now())
		}
		return err
	})
}

// endSweep drops what is no longer alike. A process without an index has found
// nobody, which says nothing.
func (s *Service) endSweep(ctx context.Context, sweep Sweep) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s.IndexSize() > 0 {
			if err := dropStale(ctx, tx, sweep.Run); err != nil {
				return err
			}
		}
		finished, err := finishSweep(ctx, tx, sweep, s.now())
		if err == nil && !finished {
			err = errSweepMoved
		}
		return err
	})
}

// likePairs asks the index who is like each of the persons.
func (s *Service) likePairs(ctx context.Context, rows []sweepRow) ([]foundPair, error) {
	ids := make([]string, len(rows))
	for n, row := range rows {
		ids[n] = row.id
	}
	decided, err := readDecidedPairs(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	like := make([]likeOne, len(rows))
	for n, row := range rows {
		like[n].swept = swept{id: row.id, householdID: row.householdID}
		if like[n].identity, err = s.sweptIdentity(ctx, row.indexRow); err != nil {
			return nil, err
		}
		q := likest(record(row.id, &like[n].identity, row.phones), sweepLimit, func(id string) bool {
			return id != row.id && !decided[ordered(row.id, id)]
		})
		like[n].hits = slices.DeleteFunc(s.index.search(q, access.System("sweep"), PermLink), func(h names.Hit) bool {
			return h.Verdict == names.Different || h.Verdict == names.Look && h.Score*perThousand < sweepFloor
		})
	}
	others, err := s.sweptOthers(ctx, like)
	if err != nil {
		return nil, err
	}
	var pairs []foundPair
	for n := range like {
		pairs = append(pairs, like[n].pairs(others)...)
	}
	// Rows are touched in one order by all who write them.
	slices.SortFunc(pairs, func(x, y foundPair) int { return strings.Compare(x.a+x.b, y.a+y.b) })
	return pairs, nil
}

// swept is a person in a sweep.
type swept struct {
	id, householdID string
	identity        Identity
}

// likeOne is a person and who is like them, the likest first.
type likeOne struct {
	swept
	hits []names.Hit
}

// sweptOthers opens all who are like somebody; who is gone by now is left out.
func (s *Service) sweptOthers(ctx context.Context, like []likeOne) (map[string]swept, error) {
	var ids []string
	for _, one := range like {
		for _, h := range one.hits {
			ids = append(ids, h.ID)
		}
	}
	slices.Sort(ids)
	rows, err := readPersons(ctx, s.db, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	out := make(map[string]swept, len(rows))
	for _, row := range rows {
		identity, _, err := s.open(ctx, row)
		if err != nil {
			return nil, err
		}
		out[row.id] = swept{row.id, row.householdID, identity}
	}
	return out, nil
}

// pairs are the likest of those who are worth a question.
func (one *likeOne) pairs(others map[string]swept) []foundPair {
	var out []foundPair
	for _, h := range one.hits {
		other, there := others[h.ID]
		if len(out) == sweepMost || !there || !one.doubtful(other, h.Why) {
			continue
		}
		pair := ordered(one.id, h.ID)
		out = append(out, foundPair{pair[0], pair[1], int(h.Score * perThousand), h.Verdict})
	}
	return out
}

// doubtful reports whether two persons who score alike may be one. Names that are
// the same in two scripts weigh much, and a family's name more than it says: so
// either the whole name of one is found in those of the other, or they are born on
// one day. Nobody's birth is mistaken by many years: those are namesakes. In one
// household given names must be alike as well, since siblings share the rest, and
// twins the birthday.
func (one *likeOne) doubtful(other swept, why []names.Reason) bool {
	a, b := &one.identity, &other.identity
	if one.householdID == other.householdID && !within(a.called(), []string{b.called()}) && !within(b.called(), []string{a.called()}) {
		return false
	}
	born := func(codes ...string) bool {
		return slices.ContainsFunc(why, func(r names.Reason) bool {
			return slices.Contains(codes, r.Code)
		})
	}
	return !born("birth_far") && (within(a.whole(), b.own()) || within(b.whole(), a.own()) || born("birth_same", "birth_day_month_swapped"))
}

// own are the names of somebody themselves, without those of father and grandfather.
func (i *Identity) own() []string {
	all := append([]string{i.whole(), i.Original, i.OnDocument}, i.Aliases...)
	return slices.DeleteFunc(all, func(name string) bool { return name == "" })
}

// within reports whether each part of a name has one that is like it in others.
func within(name string, others []string) bool {
	alike := false
	for _, w := range names.Compare(names.Record{Names: []string{name}}, names.Record{Names: others}).Why {
		switch w.Code {
		case "name_missing":
			return false
		case "name_exact", "name_alike", "name_script":
			alike = true
		}
	}
	return alike
}

// whole is the name that a list shows; called is the given name of it, or where it
// is not known on its own, all of it.
func (i *Identity) whole() string {
	n := i.name()
	return n.Full()
}

func (i *Identity) called() string {
	if i.Given != "" {
		return i.Given
	}
	return i.whole()
}

func ordered(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

func (s *Service) sweptIdentity(ctx context.Context, row indexRow) (Identity, error) {
	i := Identity{Sex: row.sex, Nationalities: row.nationalities}
	_, sealed, err := s.openIdentity(ctx, row.id, row.wrapped, row.sealed)
	if err != nil {
		return i, err
	}
	return i, i.unseal(sealed)
}
