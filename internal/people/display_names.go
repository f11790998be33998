package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// DisplayNames returns what lists show of persons' names, by id; who is not
// there, or was erased, is left out. The names of a restricted person are left
// empty and only the reference is given. It checks no permission: the module
// that calls it has checked that its actor may see these persons.
func (s *Service) DisplayNames(ctx context.Context, q db.Querier, personIDs []string) (map[string]Name, error) {
	return s.displayNames(ctx, q, personIDs, func(personRow) bool { return false })
}

// DisplayNamesFor is DisplayNames that also names the restricted persons whom
// the actor may see.
func (s *Service) DisplayNamesFor(ctx context.Context, q db.Querier, by access.Actor, personIDs []string) (map[string]Name, error) {
	return s.displayNames(ctx, q, personIDs, func(p personRow) bool { return by.MayOn(PermRead, p.object()) })
}

func (s *Service) displayNames(ctx context.Context, q db.Querier, ids []string, opens func(personRow) bool) (map[string]Name, error) {
	rows, err := readPersons(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Name, len(rows))
	for _, p := range rows {
		var n Name
		if !p.restricted || opens(p) {
			identity, _, err := s.open(ctx, p)
			if err != nil {
				return nil, err
			}
			n = identity.name()
		}
		n.Reference, n.Restricted = p.reference, p.restricted
		out[p.id] = n
	}
	return out, nil
}

// HouseholdRefs returns the references of households by id, for lists that name
// nobody. It checks no permission, as DisplayNames.
func (s *Service) HouseholdRefs(ctx context.Context, q db.Querier, householdIDs []string) (map[string]string, error) {
	return readReferences(ctx, q, householdIDs)
}
