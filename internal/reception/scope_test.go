package reception_test

import (
	"context"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// Every use case on a centre: done by who may there; forbidden to who may only
// see it; not found by who may do it elsewhere only.
func TestScopes(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c, foreign := k.centre(), k.centre()
		f := k.floor(c.ID)
		r, gone := k.room(f, "1", 3), k.room(f, "2", 1)
		o, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[1].ID, Reason: reception.OutageOther, From: stockDay})
		k.must(err)
		for name, tt := range map[string]struct {
			perm access.Permission
			run  func(by access.Actor) error
		}{
			"save centre": {reception.PermSaveCentre, func(by access.Actor) error {
				tree, err := k.s.Centre(ctx, root, c.ID)
				k.must(err)
				_, err = k.s.SaveCentre(ctx, by, tree.Centre)
				return err
			}},
			"save building": {reception.PermRooms, func(by access.Actor) error {
				_, err := k.s.SaveBuilding(ctx, by, reception.Building{ID: f.BuildingID, CentreID: c.ID, Name: "A"})
				return err
			}},
			"save floor": {reception.PermRooms, func(by access.Actor) error { _, err := k.s.SaveFloor(ctx, by, f); return err }},
			"close bed":  {reception.PermRooms, func(by access.Actor) error { return k.s.CloseBed(ctx, by, r.Beds[2].ID) }},
			"close room": {reception.PermRooms, func(by access.Actor) error { return k.s.CloseRoom(ctx, by, gone.ID) }},
			"end outage": {reception.PermOutage, func(by access.Actor) error {
				_, err := k.s.EndOutage(ctx, by, reception.OutageEnd{OutageID: o.ID, On: stockDay.AddDays(1)})
				return err
			}},
			"numbers": {reception.PermNumbers, func(by access.Actor) error { _, err := k.s.Numbers(ctx, by, c.ID, stockDay); return err }},
			"number list": {reception.PermNumbers, func(by access.Actor) error {
				_, _, err := k.s.NumberList(ctx, by, reception.NumberQuery{Kind: reception.NumberGross, CentreID: c.ID, Day: stockDay})
				return err
			}},
			"board":    {reception.PermBoard, func(by access.Actor) error { _, err := k.s.Board(ctx, by, c.ID, stockDay); return err }},
			"tape":     {reception.PermBoard, func(by access.Actor) error { _, err := k.s.Tape(ctx, by, c.ID, stockDay, 7); return err }},
			"overview": {reception.PermOverview, func(by access.Actor) error { _, err := k.s.Overview(ctx, by, c.ID, 7); return err }},
			"desk":     {reception.PermDesk, func(by access.Actor) error { _, err := k.s.Desk(ctx, by, c.ID); return err }},
			"add rooms": {reception.PermRooms, func(by access.Actor) error {
				_, err := k.s.AddRooms(ctx, by, reception.RoomSeries{Like: reception.Room{CentreID: c.ID, FloorID: f.ID}, First: "7", Last: "8", Beds: 1})
				return err
			}},
			"save room": {reception.PermRooms, func(by access.Actor) error {
				_, err := k.s.SaveRoom(ctx, by, reception.RoomEdit{Room: reception.Room{CentreID: c.ID, FloorID: f.ID, Number: "3"}, Labels: []string{"A"}})
				return err
			}},
			"outage": {reception.PermOutage, func(by access.Actor) error {
				_, err := k.s.TakeOutOfService(ctx, by, reception.OutageInput{BedID: r.Beds[0].ID, Reason: reception.OutageOther, From: stockDay})
				return err
			}},
		} {
			here, there := access.Scope{Kind: access.ScopeCentre, ID: c.ID}, access.Scope{Kind: access.ScopeCentre, ID: foreign.ID}
			if err := tt.run(actor(there, tt.perm, reception.PermCentres)); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%s from another centre: %v", name, err)
			}
			if err := tt.run(actor(here, reception.PermCentres)); !fault.Is(err, fault.Forbidden, "") {
				t.Errorf("%s by who may only see: %v", name, err)
			}
			if err := tt.run(actor(here, tt.perm)); err != nil {
				t.Errorf("%s by who may: %v", name, err)
			}
		}
	})
}

// What spans centres shows those in scope alone, and nothing to who may nothing.
func TestScopesOfLists(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		mine, foreign := k.centre(), k.centre()
		for _, c := range []reception.Centre{mine, foreign} {
			r := k.room(k.floor(c.ID), "1", 3)
			_, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[1].ID, Reason: reception.OutageOther, From: stockDay})
			k.must(err)
		}
		k.must(k.s.CloseDay(ctx, stockDay))
		by := actor(access.Scope{Kind: access.ScopeCentre, ID: mine.ID}, reception.PermCentres, reception.PermNumbers, reception.PermOverview, reception.PermDesk)
		n, err := k.s.Numbers(ctx, by, "", stockDay)
		k.must(err)
		rows, _, err := k.s.NumberList(ctx, by, reception.NumberQuery{Kind: reception.NumberGross, Day: stockDay})
		k.must(err)
		out, _, err := k.s.Outages(ctx, by, reception.OutageQuery{})
		k.must(err)
		o, err := k.s.Overview(ctx, by, "", 5)
		k.must(err)
		desk, err := k.s.Desk(ctx, by, "")
		k.must(err)
		if n.Total.Gross != 3 || len(rows) != 3 || len(out) != 1 || o.Days[0].Gross != 3 || desk.Now.Gross != 3 {
			t.Errorf("%d beds, %d rows, %d outages, %+v, %d at the desk", n.Total.Gross, len(rows), len(out), o.Days, desk.Now.Gross)
		}
		nobody := actor(access.Everywhere)
		for name, run := range map[string]func() error{
			"centres":       func() error { _, err := k.s.Centres(ctx, nobody, reception.CentreFilter{}); return err },
			"organisations": func() error { _, err := k.s.Organisations(ctx, nobody); return err },
			"numbers":       func() error { _, err := k.s.Numbers(ctx, nobody, "", stockDay); return err },
			"list":          func() error { _, _, err := k.s.NumberList(ctx, nobody, reception.NumberQuery{}); return err },
			"outages":       func() error { _, _, err := k.s.Outages(ctx, nobody, reception.OutageQuery{}); return err },
			"overview":      func() error { _, err := k.s.Overview(ctx, nobody, "", 5); return err },
			"desk":          func() error { _, err := k.s.Desk(ctx, nobody, ""); return err },
		} {
			if err := run(); !fault.Is(err, fault.Forbidden, "") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
