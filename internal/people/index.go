package people

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
)

// index finds persons by name, in memory: on disk no name can be read. Beside
// the names it keeps where each person belongs, so that a search looks at the
// actor's scope without asking the database. Restricted and erased persons are
// not in it.
type index struct {
	names *names.Index

	mu     sync.RWMutex
	places map[string]place
	ids    map[string]uint32 // organisations and centres, each once
	texts  []string          // by number
}

// place is where a person belongs, as numbers of texts.
type place struct{ org, centre uint32 }

func (x *index) init() {
	x.names = names.New()
	x.places = map[string]place{}
	x.ids = map[string]uint32{}
}

func (x *index) put(r names.Record, org, centre string) {
	x.mu.Lock()
	x.places[r.ID] = place{x.number(org), x.number(centre)}
	x.mu.Unlock()
	x.names.Put(r)
}

func (x *index) remove(id string) {
	x.names.Remove(id)
	x.mu.Lock()
	delete(x.places, id)
	x.mu.Unlock()
}

// number gives a text its number; the caller holds mu.
func (x *index) number(text string) uint32 {
	n, ok := x.ids[text]
	if !ok {
		n = uint32(len(x.texts))
		x.ids[text] = n
		x.texts = append(x.texts, text)
	}
	return n
}

// search returns the hits that the actor holds the permission on.
func (x *index) search(q names.Query, by access.Actor, perm access.Permission) []names.Hit {
	x.mu.RLock()
	defer x.mu.RUnlock()
	known := map[place]bool{}
	keep := q.Keep
	q.Keep = func(id string) bool {
		p, ok := x.places[id]
		if !ok || keep != nil && !keep(id) {
			return false
		}
		may, seen := known[p]
		if !seen {
			may = by.MayOn(perm, access.Object{Org: x.texts[p.org], Centre: x.texts[p.centre]})
			known[p] = may
		}
		return may
	}
	return x.names.Search(q)
}

// record is what the engine is told of a person, whose telephones are given by
// their keyed hashes or all as they are called. Father's and grandfather's
// names stand behind the given name, as patronymic chains are written. The
// mother's name is evidence only: nobody is found by it.
func record(id string, i *Identity, phones []string) names.Record {
	r := names.Record{ID: id, Phones: phones, Birth: names.Birth(i.Birth), Sex: string(i.Sex), Mother: i.Mother, Place: i.PlaceOfBirth}
	if i.Sex == SexUnknown {
		r.Sex = ""
	}
	if len(i.Nationalities) > 0 {
		r.Nationality = i.Nationalities[0]
	}
	for _, name := range append([]string{
		strings.TrimSpace(i.Given + " " + i.Family), i.Original, i.OnDocument, i.lineage(),
	}, i.Aliases...) {
		if name != "" {
			r.Names = append(r.Names, name)
		}
	}
	return r
}

// likest asks for those who are most like a record.
func likest(r names.Record, limit int, keep func(id string) bool) names.Query {
	return names.Query{Names: r.Names, Birth: r.Birth, Sex: r.Sex, Nationality: r.Nationality, Mother: r.Mother, Place: r.Place, Phones: r.Phones, Limit: limit, Keep: keep}
}

// lineage is the given name with those of father and grandfather, empty where
// neither is known.
func (n *Names) lineage() string {
	if n.Father == "" && n.Grandfather == "" {
		return ""
	}
	return strings.Join(strings.Fields(n.Given+" "+n.Father+" "+n.Grandfather), " ")
}

// phoneHashes are the keyed hashes under which telephones are stored.
func (s *Service) phoneHashes(phones []string) (hashes []string) {
	for _, phone := range phones {
		if number := normalPhone(phone); number != "" {
			hashes = append(hashes, string(s.vault.Blind(blindContact, number)))
		}
	}
	return hashes
}

// phones are the telephones among contacts.
func phones(contacts []ContactInput) (out []string) {
	for _, c := range contacts {
		if c.Kind == ContactPhone {
			out = append(out, c.Value)
		}
	}
	return out
}

// LoadIndex fills the index of names from the database and keeps it current
// from then on, by the change feed. Call it once, after db.DB.Mark; it takes
// some seconds for 100,000 persons.
func (s *Service) LoadIndex(ctx context.Context) error {
	s.follow.Do(func() {
		s.db.OnChange(TopicPerson, func(ctx context.Context, ids []string) {
			if err := s.reindex(ctx, ids); err != nil {
				slog.ErrorContext(ctx, "names index not current", "error", err.Error())
			}
		})
	})
	for after := ""; ; {
		last, err := s.loadPage(ctx, after)
		if err != nil || last == "" {
			return err
		}
		after = last
	}
}

// loadPage puts the next persons into the index; it returns the last of them,
// empty where there are no more. Changes wait meanwhile, so that what was read
// here never replaces what was written later.
func (s *Service) loadPage(ctx context.Context, after string) (last string, err error) {
	s.indexing.Lock()
	defer s.indexing.Unlock()
	rows, err := indexPage(ctx, s.db, after)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	workers := runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for n := w; n < len(rows) && errs[w] == nil; n += workers {
				errs[w] = s.indexRow(ctx, rows[n])
			}
		})
	}
	all.Wait()
	return rows[len(rows)-1].id, errors.Join(errs...)
}

// reindex reads changed persons again.
func (s *Service) reindex(ctx context.Context, ids []string) error {
	s.indexing.Lock()
	defer s.indexing.Unlock()
	rows, err := indexRows(ctx, s.db, ids)
	if err != nil {
		return err
	}
	found := make(map[string]bool, len(rows))
	for _, row := range rows {
		found[row.id] = true
		if err := s.indexRow(ctx, row); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if !found[id] {
			s.index.remove(id)
		}
	}
	return nil
}

func (s *Service) indexRow(ctx context.Context, row indexRow) error {
	_, sealed, err := s.openIdentity(ctx, row.id, row.wrapped, row.sealed)
	if err != nil {
		return err
	}
	i := Identity{Sex: row.sex, Nationalities: row.nationalities}
	if err := i.unseal(sealed); err != nil {
		return err
	}
	s.index.put(record(row.id, &i, row.phones), row.orgID, row.centreID)
	return nil
}

// IndexSize is how many persons the searches by name look among.
func (s *Service) IndexSize() int { return s.index.names.Len() }
