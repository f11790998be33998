package reception

import (
	"context"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
)

// Head says by whom a list knows a household.
type Head struct {
	Reference string // of the household
	Name      people.Name
}

// Heads tells the heads of those among the households whom the actor may list;
// others are left out. That they were told is recorded once, for the list of
// which they are part.
func (s *Service) Heads(ctx context.Context, by access.Actor, list string, householdIDs []string) (map[string]Head, error) {
	ids := distinct(householdIDs)
	if len(ids) == 0 || !by.May(permPeopleList) {
		return nil, nil
	}
	homes, err := s.people.Parties(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	out, heads := map[string]Head{}, map[string]string{}
	var persons []string
	for id, home := range homes {
		if !by.MayOn(permPeopleList, newParty(home, s.today()).object()) {
			continue
		}
		out[id] = Head{Reference: home.Reference}
		if home.HeadID != "" {
			heads[id], persons = home.HeadID, append(persons, home.HeadID)
		}
	}
	names, err := s.people.DisplayNamesFor(ctx, s.db, by, persons)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	for id, person := range heads {
		out[id] = Head{out[id].Reference, names[person]}
	}
	return out, s.audit.Read(ctx, by, audit.Entry{Action: "reception." + list + ".read", ObjectType: "list", ObjectID: list,
		Detail: map[string]any{"households": len(out)}})
}
