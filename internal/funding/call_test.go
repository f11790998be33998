package funding_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"passerelle/internal/funding"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

func TestCallIsSavedChangedAndRemoved(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		in := aCall(2024)
		in.Name.Translations = map[i18n.Lang]string{i18n.French: " Appel ", i18n.German: " "}
		in.OpensOn, in.ClosesOn = clock.Date{Year: 2024, Month: 6, Day: 1}, clock.Date{Year: 2024, Month: 9, Day: 20}
		in.SourceLink = "https://example.lu/amif"
		c, err := k.s.SaveCall(ctx, root, in)
		k.must(err)
		got, err := k.s.Call(ctx, reader, c.ID)
		k.must(err)
		if s, lang := got.Name.In(i18n.French); s != "Appel" || lang != i18n.French || len(got.Name.Translations) != 1 {
			t.Errorf("name %+v", got.Name)
		}
		if s, lang := got.Name.In(i18n.German); s != "Call" || lang != i18n.English {
			t.Errorf("without a translation: %q in %s", s, lang)
		}
		if got.Version != 1 || got.OpensOn != in.OpensOn || got.ClosesOn != in.ClosesOn || got.Objective.Code != "SO2" || !got.Objective.Confirmed || !got.IntermediaryBody.Empty() {
			t.Errorf("stored %+v", got)
		}
		got.Year = 2025
		changed, err := k.s.SaveCall(ctx, root, got)
		k.must(err)
		if changed.Version != 2 {
			t.Errorf("version %d", changed.Version)
		}
		if _, err := k.s.SaveCall(ctx, root, got); !fault.Is(err, fault.Conflict, "funding.error.changed_meanwhile") {
			t.Errorf("an old version: %v", err)
		}
		o, err := k.s.SaveOperation(ctx, root, anOperation(c.ID, "One"))
		k.must(err)
		if err := k.s.RemoveCall(ctx, root, c.ID, 2); !fault.Is(err, fault.Conflict, "funding.error.call_has_operations") {
			t.Errorf("with an operation: %v", err)
		}
		k.must(k.s.RemoveOperation(ctx, root, o.ID, 1))
		if err := k.s.RemoveCall(ctx, root, c.ID, 1); !fault.Is(err, fault.Conflict, "funding.error.changed_meanwhile") {
			t.Errorf("an old version: %v", err)
		}
		k.must(k.s.RemoveCall(ctx, root, c.ID, 2))
		if _, err := k.s.Call(ctx, root, c.ID); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("removed: %v", err)
		}
		if n := k.count(`SELECT count(*) FROM audit_entry WHERE object_id = $1`, c.ID); n != 3 {
			t.Errorf("%d entries in the log, want 3", n)
		}
	})
}

func TestCallRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		for field, change := range map[string]func(*funding.Call){
			"fund":               func(c *funding.Call) { c.Fund = " " },
			"name":               func(c *funding.Call) { c.Name.Body = "" },
			"name_lang":          func(c *funding.Call) { c.Name.Lang = "xx" },
			"name_en":            func(c *funding.Call) { c.Name.Translations = map[i18n.Lang]string{"en": "again"} },
			"period_from":        func(c *funding.Call) { c.PeriodFrom = 21 },
			"period_until":       func(c *funding.Call) { c.PeriodUntil = 2020 },
			"year":               func(c *funding.Call) { c.Year = 0 },
			"objective_id":       func(c *funding.Call) { c.Objective.ID = "' OR TRUE --" },
			"managing_authority": func(c *funding.Call) { c.ManagingAuthority.Body = strings.Repeat("x", 401) },
			"introduction":       func(c *funding.Call) { c.Introduction = funding.Text{Lang: "en", Body: "a\x00b"} },
			"intermediary_body": func(c *funding.Call) {
				c.IntermediaryBody = funding.Text{Lang: "en", Body: "Office", Translations: map[i18n.Lang]string{"xx": "Office"}}
			},
			"closes_on":   func(c *funding.Call) { c.OpensOn, c.ClosesOn = day(2024, 2), day(2024, 1) },
			"source_link": func(c *funding.Call) { c.SourceLink = "javascript:alert(1)" },
		} {
			in := aCall(2022)
			change(&in)
			_, err := k.s.SaveCall(ctx, root, in)
			if l := fault.Of(orNone(err)); l[0].Kind != fault.Invalid || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		bad := aCall(1)
		bad.Fund, bad.Name.Body = "", ""
		if _, err := k.s.SaveCall(ctx, root, bad); len(fault.Of(orNone(err))) != 3 {
			t.Errorf("all faults together: %v", err)
		}
		other := aCall(2022)
		other.Fund = "ISF"
		if _, err := k.s.SaveCall(ctx, root, other); !fault.Is(err, fault.Invalid, "funding.error.other_fund") {
			t.Errorf("objective of another fund: %v", err)
		}
		c := k.call(2022)
		for _, id := range []string{"x", db.NewID()} {
			in := aCall(2022)
			in.ID, in.Version = id, 1
			if _, err := k.s.SaveCall(ctx, root, in); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%q: %v", id, err)
			}
			if err := k.s.RemoveCall(ctx, root, id, 1); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%q removed: %v", id, err)
			}
		}
		if _, err := k.s.SaveCall(ctx, reader, aCall(2022)); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a reader saves: %v", err)
		}
		if err := k.s.RemoveCall(ctx, reader, c.ID, 1); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a reader removes: %v", err)
		}
		if _, err := k.s.Calls(ctx, nobody, funding.CallQuery{}); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("nobody reads: %v", err)
		}
	})
}

func day(year, month int) clock.Date { return clock.Date{Year: year, Month: 1, Day: month} }

// orNone makes an error of none, so that its list can be looked at.
func orNone(err error) error {
	if err == nil {
		return fmt.Errorf("no error")
	}
	return err
}

func TestCallsInPages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), context.Background()
		for year := 2021; year <= 2025; year++ {
			k.call(year)
			k.call(year)
		}
		var years []int
		q := funding.CallQuery{Limit: 3, Search: "CÂLL amif"}
		for {
			p, err := k.s.Calls(ctx, reader, q)
			k.must(err)
			if p.Total != 10 {
				t.Fatalf("total %d", p.Total)
			}
			for _, c := range p.Calls {
				years = append(years, c.Year)
			}
			if q.After = p.Next; p.Next == "" {
				break
			}
		}
		if got := fmt.Sprint(years); got != "[2025 2025 2024 2024 2023 2023 2022 2022 2021 2021]" {
			t.Error(got)
		}
		if p, err := k.s.Calls(ctx, reader, funding.CallQuery{Search: "100%"}); err != nil || p.Total != 0 {
			t.Errorf("a sign of LIKE finds %d, %v", p.Total, err)
		}
		for _, after := range []string{"x", "\xff", "AAAA", "eAB4"} {
			if _, err := k.s.Calls(ctx, reader, funding.CallQuery{After: after}); !fault.Is(err, fault.Invalid, "funding.error.cursor") {
				t.Errorf("%q: %v", after, err)
			}
		}
	})
}
