package people

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const (
	// sweepBatch is how many persons are looked at between two short
	// transactions, and sweepRest the pause after each, in which others work.
	sweepBatch = 50
	sweepRest  = 10 * time.Millisecond
	// sweepLimit is how many are asked for who are like a person, and sweepMost
	// how many of them are kept.
	sweepLimit, sweepMost = 10, 3
	// sweepFloor is the least score, per thousand, of a pair that is only worth a
	// look: below it the list would be long and hardly ever right.
	sweepFloor = 250
)

// SweepDuplicates carries the sweep that is under way on by about so many persons
// and returns how far it is. It may be cut off at any time, and several processes
// may call it: each batch counts once.
func (s *Service) SweepDuplicates(ctx context.Context, by access.Actor, persons int) (Sweep, error) {
	if !by.May(PermLink) {
		return Sweep{}, fault.Denied()
	}
	sweep, err := s.lastSweep(ctx, s.db)
	for left := persons; err == nil && sweep.Busy() && left > 0; left -= sweepBatch {
		if err = s.sweepBatch(ctx, sweep); err != nil && !errors.Is(err, errSweepMoved) {
			return sweep, err
		}
		if sweep, err = s.lastSweep(ctx, s.db); err == nil && sweep.Busy() {
			err = rest(ctx)
		}
	}
	return sweep, err
}

// rest leaves machine and database to others for a moment.
func rest(ctx context.Context) error {
	pause, cancel := context.WithTimeout(ctx, sweepRest)
	defer cancel()
	<-pause.Done()
	return ctx.Err()
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
	home := relatives{s: s, households: map[string]string{}}
	var pairs []foundPair
	for _, row := range rows {
		identity, err := s.sweptIdentity(ctx, row.indexRow)
		if err != nil {
			return nil, err
		}
		q := likest(record(row.id, identity), sweepLimit, func(id string) bool {
			return id != row.id && !decided[ordered(row.id, id)]
		})
		kept := 0
		for _, h := range s.index.search(q, access.System("sweep"), PermLink) {
			score := int(h.Score * perThousand)
			if kept == sweepMost || h.Verdict == names.Different || h.Verdict == names.Look && score < sweepFloor {
				continue
			}
			relative, err := home.onlyRelated(ctx, row, identity, h.ID)
			if err != nil {
				return nil, err
			}
			if !relative {
				pair := ordered(row.id, h.ID)
				pairs = append(pairs, foundPair{pair[0], pair[1], score, h.Verdict})
				kept++
			}
		}
	}
	// Rows are touched in one order by all who write them.
	slices.SortFunc(pairs, func(x, y foundPair) int { return strings.Compare(x.a+x.b, y.a+y.b) })
	return pairs, nil
}

func ordered(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

func (s *Service) sweptIdentity(ctx context.Context, row indexRow) (*Identity, error) {
	_, sealed, err := s.openIdentity(ctx, row.id, row.wrapped, row.sealed)
	if err != nil {
		return nil, err
	}
	i := &Identity{Sex: row.sex, Nationalities: row.nationalities}
	return i, i.unseal(sealed)
}

// relatives tells members of one household, who share names and often more of
// them, from a person who was written down twice in it.
type relatives struct {
	s          *Service
	households map[string]string // by person
}

// onlyRelated reports whether two persons live in one household and bear
// different given names: siblings, twins, parent and child.
func (r *relatives) onlyRelated(ctx context.Context, row sweepRow, identity *Identity, other string) (bool, error) {
	household, known := r.households[other]
	if known && household != row.householdID {
		return false, nil
	}
	rows, err := readPersons(ctx, r.s.db, []string{other})
	if err != nil || len(rows) == 0 { // gone by now, which saveCandidate sees
		return false, err
	}
	r.households[other] = rows[0].householdID
	if rows[0].householdID != row.householdID {
		return false, nil
	}
	theirs, _, err := r.s.open(ctx, rows[0])
	if err != nil {
		return false, err
	}
	return !alikeGiven(identity, &theirs), nil
}

// alikeGiven reports whether all parts of one given name are found in the other.
func alikeGiven(a, b *Identity) bool {
	return within(a.called(), b.called()) || within(b.called(), a.called())
}

// within reports whether each part of a name has one that is like it in another.
func within(name, other string) bool {
	why := names.Compare(names.Record{Names: []string{name}}, names.Record{Names: []string{other}}).Why
	alike := false
	for _, w := range why {
		switch w.Code {
		case "name_missing":
			return false
		case "name_exact", "name_alike", "name_script":
			alike = true
		}
	}
	return alike
}

// called is the given name, or where it is not known on its own, the whole name.
func (i *Identity) called() string {
	for _, name := range []string{i.Given, i.Original, i.OnDocument} {
		if name != "" {
			return name
		}
	}
	return i.Family
}
