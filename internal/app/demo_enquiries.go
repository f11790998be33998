package app

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/portal"
)

// addDemoSlots opens times at which donations are taken, two a week for a month.
func (a *App) addDemoSlots(ctx context.Context, by access.Actor, today clock.Date) error {
	for n := range 8 {
		slot := portal.Slot{On: today.AddDays(2 + 7*(n/2) + 2*(n%2)), From: "14:00", Until: "16:00", Place: "13, rue de Bragance, Luxembourg", Capacity: 6}
		if _, err := a.Portal.AddSlot(ctx, by, slot); err != nil {
			return err
		}
	}
	return nil
}
