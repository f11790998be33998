package reception

import (
	"context"
	"strings"
	"unicode"

	"passerelle/internal/platform/access"
)

// FoundPlace is a centre, or with a RoomID a room.
type FoundPlace struct {
	CentreID, CentreName, Commune string
	RoomID, Room                  string
}

// FindPlaces finds open centres by words of their names, and rooms by number,
// with words of the centre's name before it where several centres have such a
// room. It returns at most limit of them, centres first.
func (s *Service) FindPlaces(ctx context.Context, by access.Actor, text string, limit int) ([]FoundPlace, error) {
	words := strings.Fields(text)
	if len(words) == 0 || len(text) > maxName || limit < 1 || !by.May(PermCentres) {
		return nil, nil
	}
	found, err := findCentres(ctx, s.db, by, words, limit)
	if err != nil || len(found) == limit {
		return found, err
	}
	last := words[len(words)-1]
	if !strings.ContainsFunc(last, unicode.IsDigit) {
		return found, nil
	}
	rooms, err := findRooms(ctx, s.db, by, roomSearch{last, words[:len(words)-1], limit - len(found)})
	return append(found, rooms...), err
}

// roomSearch asks for rooms by the beginning of their number and words of the
// centre's name.
type roomSearch struct {
	number string
	centre []string
	limit  int
}
