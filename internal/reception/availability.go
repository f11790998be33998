package reception

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// availability is the map of the beds of all open centres and who holds them.
// It only suggests: the database decides, and a suggestion that has meanwhile
// been taken is refused there.
type availability struct {
	mu      sync.RWMutex
	centres map[string]*centreState
	rooms   map[string]roomPlace

	refresh sync.Mutex      // held from a read of the database until it is applied, so that no older one follows
	stale   map[string]bool // centres whose last reading failed; every Suggest tries again
	follow  sync.Once

	foretold sync.Map // stay id → foretold: holds of stays that begin in a transaction of this process
	told     atomic.Int32
}

type centreState struct {
	object access.Object
	name   string
	phase  Phase
	rooms  []*roomState
}

// roomPlace says where a room stands in the map.
type roomPlace struct {
	centre *centreState
	index  int
}

// foretold is what the map will have to know of a new stay when it is
// committed, so that it need not be read back.
type foretold struct {
	holds []roomHold
	who   map[string]allocation.Occupant
}

// maxForetold bounds what is kept of stays whose transaction never committed.
const maxForetold = 1000

// foretell remembers the holds of a stay that begins.
func (a *availability) foretell(stay Stay, holds []Hold, home party) {
	if a.told.Add(1) > maxForetold {
		a.foretold.Clear()
		a.told.Store(1)
	}
	f := foretold{who: map[string]allocation.Occupant{}}
	for _, h := range holds {
		f.holds = append(f.holds, roomHold{room: h.RoomID, bedID: h.BedID, household: stay.HouseholdID, status: h.Status,
			holdState: holdState{nights: nightsOf(h.From, h.Until), occupied: h.Status == HoldOccupied, stay: stay.ID, person: h.PersonID}})
		if m, ok := home.member(h.PersonID); ok {
			f.who[h.PersonID] = m.occupant()
		}
	}
	a.foretold.Store(stay.ID, f)
}

// recall returns, once, what was foretold of stays; ok is false unless all of
// them began in the transaction that announces them.
func (a *availability) recall(stays []string) (all foretold, ok bool) {
	all.who, ok = map[string]allocation.Occupant{}, true
	for _, id := range stays {
		v, there := a.foretold.LoadAndDelete(id)
		if ok = ok && there; there {
			a.told.Add(-1)
			all.holds = append(all.holds, v.(foretold).holds...)
			maps.Copy(all.who, v.(foretold).who)
		}
	}
	return all, ok
}

// staysChange announces that holds of stays change in the transaction. What
// was foretold of one of them no longer holds.
func (s *Service) staysChange(tx *db.Tx, stays ...string) {
	s.beds.recall(stays)
	tx.Changed(TopicStay, stays...)
}

// LoadAvailability reads the map of beds, on which Suggest stands, and follows
// the change feed from then on. Call it before the first Suggest, after Mark
// of the database where several processes share it, and again after midnight,
// when the ages of occupants have changed.
func (s *Service) LoadAvailability(ctx context.Context) error {
	a := &s.beds
	a.follow.Do(func() {
		s.db.OnChange(TopicStay, s.staysChanged)
		s.db.OnChange(TopicCentre, s.centresChanged)
		s.db.OnChange(people.TopicPerson, s.personsChanged)
	})
	a.refresh.Lock()
	defer a.refresh.Unlock()
	centres, err := s.readCentres(ctx, roomFilter{})
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.centres, a.rooms, a.stale = centres, map[string]roomPlace{}, nil
	for _, c := range centres {
		a.place(c)
	}
	return nil
}

// readCentres reads open centres with all their rooms.
func (s *Service) readCentres(ctx context.Context, f roomFilter) (map[string]*centreState, error) {
	var centres map[string]*centreState
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := readCentreStates(ctx, tx, f)
		if err != nil {
			return err
		}
		centres = make(map[string]*centreState, len(list))
		for _, c := range list {
			centres[c.object.Centre] = c
		}
		rooms, err := s.readRooms(ctx, tx, f, s.today())
		for _, r := range rooms {
			if c := centres[r.facts.CentreID]; c != nil {
				c.rooms = append(c.rooms, r)
			}
		}
		return err
	})
	return centres, err
}

// place enters the rooms of a centre.
func (a *availability) place(c *centreState) {
	for i, r := range c.rooms {
		a.rooms[r.facts.ID] = roomPlace{c, i}
	}
}

// centresChanged reads centres again: their rooms, beds or outages have changed.
func (s *Service) centresChanged(ctx context.Context, ids []string) {
	a := &s.beds
	a.refresh.Lock()
	defer a.refresh.Unlock()
	s.rereadCentres(ctx, ids)
}

// rereadCentres needs the refresh lock.
func (s *Service) rereadCentres(ctx context.Context, ids []string) {
	a := &s.beds
	centres, err := s.readCentres(ctx, roomFilter{centres: ids})
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil {
		slog.WarnContext(ctx, "map of beds: centre not read", "error", err.Error())
		if a.stale == nil {
			a.stale = map[string]bool{}
		}
		for _, id := range ids {
			a.stale[id] = true
		}
		return
	}
	for _, id := range ids {
		delete(a.stale, id)
		if old := a.centres[id]; old != nil {
			for _, r := range old.rooms {
				delete(a.rooms, r.facts.ID)
			}
			delete(a.centres, id)
		}
		if c := centres[id]; c != nil {
			a.centres[id] = c
			a.place(c)
		}
	}
}

// staysChanged reads the holds of stays again and replaces what the map had of them.
func (s *Service) staysChanged(ctx context.Context, ids []string) {
	a := &s.beds
	a.refresh.Lock()
	defer a.refresh.Unlock()
	var rooms []string
	now, told := a.recall(ids)
	if !told {
		now = foretold{}
		err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			if rooms, now.holds, err = activeHoldsOf(ctx, tx, ids); err != nil {
				return err
			}
			now.who, err = s.occupants(ctx, tx, now.holds)
			return err
		})
		if err != nil {
			s.mistrust(ctx, err)
			return
		}
	}
	for _, h := range now.holds {
		if !slices.Contains(rooms, h.room) {
			rooms = append(rooms, h.room)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range rooms {
		at, ok := a.rooms[id]
		if !ok {
			continue // closed meanwhile
		}
		room := at.centre.rooms[at.index].without(ids)
		room.add(now.who, slices.DeleteFunc(slices.Clone(now.holds), func(h roomHold) bool { return h.room != id }))
		at.centre.rooms[at.index] = room
	}
}

// personsChanged reads the stays of persons again whose file has changed: sex,
// age or household bear on who may sleep beside them.
func (s *Service) personsChanged(ctx context.Context, ids []string) {
	var stays []string
	for _, r := range s.beds.roomsIn(func(*centreState) bool { return true }) {
		if !r.holdsAny(ids) {
			continue
		}
		for _, h := range r.holds {
			if slices.Contains(ids, h.person) && !slices.Contains(stays, h.stay) {
				stays = append(stays, h.stay)
			}
		}
	}
	if len(stays) > 0 {
		s.staysChanged(ctx, stays)
	}
}

// mistrust marks every centre for another reading: which ones a failed reading
// would have touched is not known.
func (s *Service) mistrust(ctx context.Context, err error) {
	slog.WarnContext(ctx, "map of beds: stays not read", "error", err.Error())
	a := &s.beds
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stale = make(map[string]bool, len(a.centres))
	for id := range a.centres {
		a.stale[id] = true
	}
}

// mend reads the centres again whose last reading failed.
func (s *Service) mend(ctx context.Context) {
	a := &s.beds
	a.mu.RLock()
	clean := len(a.stale) == 0
	a.mu.RUnlock()
	if clean {
		return
	}
	a.refresh.Lock()
	defer a.refresh.Unlock()
	a.mu.RLock()
	ids := make([]string, 0, len(a.stale))
	for id := range a.stale {
		ids = append(ids, id)
	}
	a.mu.RUnlock()
	if len(ids) > 0 {
		s.rereadCentres(ctx, ids)
	}
}

// roomsIn returns the rooms of the centres that pick chooses. They may be read
// without lock, since a state is replaced and never changed.
func (a *availability) roomsIn(pick func(*centreState) bool) []*roomState {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var out []*roomState
	for _, c := range a.centres {
		if pick(c) {
			out = append(out, c.rooms...)
		}
	}
	return out
}

// fill enters holds into rooms just read.
func (s *Service) fill(ctx context.Context, q db.Querier, rooms map[string]*roomState, holds []roomHold) error {
	who, err := s.occupants(ctx, q, holds)
	if err != nil {
		return err
	}
	byRoom := map[string][]roomHold{}
	for _, h := range holds {
		byRoom[h.room] = append(byRoom[h.room], h)
	}
	for id, list := range byRoom {
		if r := rooms[id]; r != nil {
			r.add(who, list)
		}
	}
	return nil
}

// without returns a copy without the holds of the stays.
func (r *roomState) without(stays []string) *roomState {
	c := &roomState{facts: r.facts, org: r.org, phase: r.phase, number: r.number, floor: r.floor, cots: r.cots, beds: r.beds}
	for i, h := range r.holds {
		if h.stay != "" && slices.Contains(stays, h.stay) {
			continue
		}
		c.holds = append(c.holds, h)
		if i < len(r.who) {
			c.who = append(c.who, r.who[i])
			c.marks |= markOf(h.person)
		}
	}
	return c
}

// add enters holds; r must not be shared yet.
func (r *roomState) add(who map[string]allocation.Occupant, holds []roomHold) {
	outages := r.holds[len(r.who):]
	r.holds = r.holds[:len(r.who):len(r.who)]
	for _, h := range holds {
		switch i := r.bed(h.bedID); {
		case h.bedID == "":
			h.bed = noBed
		case i < 0:
			h.bed = closedBed
		default:
			h.bed = int32(i)
		}
		if h.stay == "" {
			outages = append(outages[:len(outages):len(outages)], h.holdState)
			continue
		}
		r.holds = append(r.holds, h.holdState)
		o := who[h.person]
		o.Household = h.household
		r.who = append(r.who, o)
		r.marks |= markOf(h.person)
	}
	r.holds = append(r.holds, outages...)
}
