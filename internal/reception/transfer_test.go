package reception_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// journey is a family in one centre and another centre, of another operator,
// to which it may go.
type journey struct {
	*stock
	home       family
	stay       string
	from, to   reception.Centre
	old, fresh reception.Room
	send, take access.Actor // the two ends
}

func newJourney(t *testing.T, d *db.DB) journey {
	t.Helper()
	k := newStock(t, d)
	other, err := k.s.SaveOrganisation(context.Background(), root, reception.Organisation{Name: "Caritas", Kind: reception.OrgOperator})
	k.must(err)
	j := journey{stock: k, from: k.centre(func(c *reception.Centre) { c.Phase = reception.PhaseFirst }),
		to: k.centre(func(c *reception.Centre) { c.Name, c.OrgID = "Eich", other.ID })}
	j.old, j.fresh = k.room(k.floor(j.from.ID), "1", 3), k.room(k.floor(j.to.ID), "1", 3)
	j.home = k.register("", man, woman, baby)
	j.stay = k.place(j.home, j.old)
	j.send = actor(access.Scope{Kind: access.ScopeOrganisation, ID: k.org}, reception.PermTransfer, reception.PermCentres)
	j.take = actor(access.Scope{Kind: access.ScopeOrganisation, ID: other.ID}, reception.PermTransferDecide, reception.PermCentres)
	return j
}

// propose proposes the journey in n days.
func (j journey) propose(n int) string {
	j.Helper()
	t, err := j.s.ProposeTransfer(context.Background(), j.send, reception.TransferIn{StayID: j.stay, ToCentreID: j.to.ID, On: day(n), Reason: "next_phase",
		Bus: "A", Note: "the child sleeps badly"})
	j.must(err)
	return t.ID
}

func (j journey) accept(id string) {
	j.Helper()
	_, err := j.s.AcceptTransfer(context.Background(), j.take, reception.AcceptIn{TransferID: id, Rooms: []string{j.fresh.ID}})
	j.must(err)
}

// stays returns the statuses of all stays, in order.
func (j journey) stays() string {
	list, err := db.All(context.Background(), j.d, db.Value[string], `SELECT status FROM reception_stay ORDER BY status`)
	j.must(err)
	return strings.Join(list, " ")
}

func (j journey) held(status string) int {
	return j.count(`SELECT COUNT(*) FROM reception_hold WHERE status = $1`, status)
}

func TestTransferFromProposalToArrival(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, j := context.Background(), newJourney(t, d)
		id := j.propose(2)
		if err := errOf(j.s.ProposeTransfer(ctx, j.send, reception.TransferIn{StayID: j.stay, ToCentreID: j.to.ID, On: day(3), Reason: "needs"})); !fault.Is(err, fault.Conflict, "reception.error.transfer_open") {
			t.Errorf("a second proposal: %v", err)
		}
		keyed(t, errOf(j.s.AcceptTransfer(ctx, j.send, reception.AcceptIn{TransferID: id, Rooms: []string{j.fresh.ID}})), fault.Forbidden, "fault.forbidden")
		keyed(t, j.s.WithdrawTransfer(ctx, j.take, id), fault.Forbidden, "fault.forbidden")
		keyed(t, errOf(j.s.AcceptTransfer(ctx, j.take, reception.AcceptIn{TransferID: id, Rooms: []string{j.old.ID}})), fault.NotFound, "fault.not_found")
		j.accept(id)
		if got := j.stays(); got != "present reserved" || j.held("reserved") != 3 {
			t.Errorf("stays %s, %d reserved", got, j.held("reserved"))
		}
		keyed(t, j.s.CancelReservation(ctx, root, reception.CancelIn{StayID: j.newStay(id), Reason: reception.CancelMistake}), fault.Conflict, "reception.error.part_of_transfer")
		// The beds they will leave can be promised on.
		j.reserve(j.register("", man), 2, j.old)
		keyed(t, j.s.CompleteTransfer(ctx, j.take, id, day(2)), fault.Invalid, "reception.error.date_future")
		j.pass(3)
		j.must(j.s.CompleteTransfer(ctx, j.take, id, day(3))) // a day late
		if got := j.stays(); got != "ended present reserved" || j.held("occupied") != 3 || j.centreOf(j.home) != j.to.ID {
			t.Errorf("stays %s, %d occupied, they live in %s", got, j.held("occupied"), j.centreOf(j.home))
		}
		if n := j.count(`SELECT COUNT(*) FROM reception_stay s JOIN reception_stay p ON p.id = s.previous_id WHERE p.departure_kind = 'transfer'`); n != 1 {
			t.Error("the new stay does not continue the old one")
		}
		keyed(t, j.s.CompleteTransfer(ctx, j.take, id, day(3)), fault.Conflict, "reception.error.transfer_status")
		list, _, err := j.s.TransferList(ctx, j.send, reception.TransferQuery{Statuses: []reception.TransferStatus{reception.TransferDone}})
		j.must(err)
		if len(list) != 1 || list[0].ID != id {
			t.Errorf("listed %+v", list)
		}
	})
}

func (j journey) newStay(transfer string) string {
	id, err := db.One(context.Background(), j.d, db.Value[string], `SELECT new_stay_id FROM reception_transfer WHERE id = $1`, transfer)
	j.must(err)
	return id
}

func TestTransferArrivesEarly(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		j := newJourney(t, d)
		id := j.propose(5)
		j.accept(id)
		j.pass(1)
		j.must(j.s.CompleteTransfer(context.Background(), j.take, id, day(1)))
		if j.held("occupied") != 3 || j.centreOf(j.home) != j.to.ID {
			t.Error("they have not moved in")
		}
		in := inRooms(j.register("", man), j.old)
		in.From = day(1)
		_, err := j.s.Place(context.Background(), root, in)
		j.must(err)
	})
}

func TestTransferThatDoesNotTakePlaceLeavesNoTrace(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, j := context.Background(), newJourney(t, d)
		j.until(j.stay, 30)
		for name, end := range map[string]func(id string) error{
			"refused":   func(id string) error { return j.s.RefuseTransfer(ctx, j.take, id, "works") },
			"withdrawn": func(id string) error { return j.s.WithdrawTransfer(ctx, j.send, id) },
		} {
			for _, accepted := range []bool{false, true} {
				id := j.propose(2)
				if accepted {
					j.accept(id)
				}
				j.must(end(id))
				if j.held("reserved") != 0 || j.held("occupied") != 3 || j.centreOf(j.home) != j.from.ID {
					t.Errorf("%s: %d reserved, %d occupied", name, j.held("reserved"), j.held("occupied"))
				}
				until, err := db.One(ctx, d, db.Value[string], `SELECT CAST(until_date AS text) FROM reception_stay WHERE id = $1`, j.stay)
				j.must(err)
				if until != day(30).String() {
					t.Errorf("%s: the stay ends on %s", name, until)
				}
			}
		}
		keyed(t, j.s.RefuseTransfer(ctx, j.take, j.propose(2), "?"), fault.Invalid, "reception.error.unknown_code")
	})
}

func TestDepartureWithdrawsTheTransfer(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, j := context.Background(), newJourney(t, d)
		id := j.propose(2)
		j.accept(id)
		_, err := j.s.Depart(ctx, root, reception.DepartIn{StayID: j.stay, On: stockDay, Kind: reception.DepartureOwnHousing})
		j.must(err)
		if got := j.stays(); got != "cancelled ended" || j.held("reserved") != 0 {
			t.Errorf("stays %s", got)
		}
		keyed(t, j.s.CompleteTransfer(ctx, j.take, id, stockDay), fault.Conflict, "reception.error.transfer_status")
	})
}

func TestHandoverTellsWhatMayCross(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, j := context.Background(), newJourney(t, d)
		form := j.form("", man, woman)
		form.Persons[0].Note, form.Persons[0].Needs = "recognised by a scar", []people.NeedInput{{Code: people.NeedStepFree, Note: "lost a leg"}}
		form.Persons[0].Contacts = []people.ContactInput{{Kind: people.ContactPhone, Value: "+352621123456"}}
		form.Persons[0].Documents = []people.DocumentInput{{Type: "passport", Number: "K1234567", Issuer: "ERI"}}
		form.Persons[1].Restricted = true
		out, err := j.people.RegisterHousehold(ctx, root, form)
		j.must(err)
		room := j.room(reception.Floor{ID: j.old.FloorID, CentreID: j.from.ID}, "2", 2)
		in := inRooms(family{id: out.HouseholdID}, room)
		in.Accepted = []string{"step_free_missing"}
		p, err := j.s.Place(ctx, root, in)
		j.must(err)
		tr, err := j.s.ProposeTransfer(ctx, root, reception.TransferIn{StayID: p.StayID, ToCentreID: j.to.ID, On: day(1), Reason: "medical", Note: "night nurse"})
		j.must(err)
		before := audited(j.stock, "reception.handover.read")
		h, err := j.s.Handover(ctx, j.take, tr.ID)
		j.must(err)
		if h.Complete || h.Members[0].Names != nil || h.Members[0].Birth != "" || !slices.Equal(h.Members[0].Needs, []people.NeedCode{people.NeedStepFree}) {
			t.Errorf("before acceptance: %+v", h)
		}
		_, err = j.s.AcceptTransfer(ctx, j.take, reception.AcceptIn{TransferID: tr.ID, Rooms: []string{j.fresh.ID}, Accepted: []string{"step_free_missing"}})
		j.must(err)
		h, err = j.s.Handover(ctx, j.take, tr.ID)
		j.must(err)
		if h.Members[0].Names == nil || h.Members[0].Names.Family != "Tesfay" || h.Members[1].Names != nil || !h.Members[1].Restricted {
			t.Errorf("after acceptance: %+v", h)
		}
		b, err := json.Marshal(h)
		j.must(err)
		for _, secret := range []string{"scar", "leg", "nurse", "621123456", "K1234567"} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%q crosses", secret)
			}
		}
		var keys map[string]any
		j.must(json.Unmarshal(b, &keys))
		var got []string
		for k := range keys {
			got = append(got, k)
		}
		for k := range keys["members"].([]any)[0].(map[string]any) {
			got = append(got, "member."+k)
		}
		slices.Sort(got)
		want := []string{"complete", "from", "here_since", "household", "member.age", "member.arrived_on", "member.birth", "member.interpreter",
			"member.languages", "member.names", "member.nationalities", "member.needs", "member.reference", "member.relationship", "member.sex",
			"member.status", "members", "on", "phase", "phase_since", "to", "transfer"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what crosses has changed (-known +now); docs/data-protection.md must tell of it:\n%s", diff)
		}
		if n := audited(j.stock, "reception.handover.read") - before; n != 4 {
			t.Errorf("%d readings of 4 on record", n)
		}
		note, err := j.s.TransferNote(ctx, j.take, tr.ID)
		if err != nil || note != "night nurse" {
			t.Errorf("note %q, %v", note, err)
		}
		stranger := actor(access.Scope{Kind: access.ScopeCentre, ID: "elsewhere"}, reception.PermTransfer, reception.PermTransferDecide)
		keyed(t, errOf(j.s.Handover(ctx, stranger, tr.ID)), fault.NotFound, "fault.not_found")
		keyed(t, errOf(j.s.TransferNote(ctx, stranger, tr.ID)), fault.NotFound, "fault.not_found")
	})
}

func audited(k *stock, action string) int {
	return k.count(`SELECT COUNT(*) FROM audit_entry WHERE action = $1`, action)
}

func TestBusListNamesNobody(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, j := context.Background(), newJourney(t, d)
		j.propose(2)
		frail := j.inNeed(man, people.NeedStepFree)
		in := inRooms(frail, j.room(reception.Floor{ID: j.old.FloorID, CentreID: j.from.ID}, "2", 1))
		in.Accepted = []string{"step_free_missing"}
		p, err := j.s.Place(ctx, root, in)
		j.must(err)
		second, err := j.s.ProposeTransfer(ctx, j.send, reception.TransferIn{StayID: p.StayID, ToCentreID: j.to.ID, On: day(2), Reason: "needs"})
		j.must(err)
		j.must(j.s.SetBus(ctx, j.send, second.ID, "B"))
		buses, err := j.s.BusList(ctx, j.send, reception.BusQuery{On: day(2), FromCentreID: j.from.ID})
		j.must(err)
		same, err := j.s.BusList(ctx, j.take, reception.BusQuery{On: day(2), ToCentreID: j.to.ID})
		j.must(err)
		if diff := cmp.Diff(buses, same); diff != "" {
			t.Errorf("the two ends read different lists:\n%s", diff)
		}
		if len(buses) != 2 || buses[0].Name != "A" || buses[0].Seats != 3 || buses[0].ChildSeats != 1 || buses[1].StepFree != 1 ||
			!slices.Equal(buses[1].Passengers[0].Needs, []string{"step_free"}) || !strings.HasPrefix(buses[1].Passengers[0].Reference, "LU-") {
			t.Errorf("buses %+v", buses)
		}
		if empty, err := j.s.BusList(ctx, j.send, reception.BusQuery{On: day(3), FromCentreID: j.from.ID}); err != nil || len(empty) != 0 {
			t.Errorf("another day: %+v, %v", empty, err)
		}
	})
}
