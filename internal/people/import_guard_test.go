package people_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

func TestImportIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		file := people.ImportFile{Data: []byte(listOfThree), OrgID: crl, CentreID: eich}
		_, err := h.StartImport(ctx, everywhere, file)
		faulty(t, err, fault.Forbidden, "")
		onlyEich := importer
		onlyEich.ID, onlyEich.Grants = "account-eich", []access.Grant{{Role: importer.Grants[0].Role, Scope: access.Scope{Kind: access.ScopeCentre, ID: eich}}}
		elsewhere := file
		elsewhere.CentreID = lily
		_, err = h.StartImport(ctx, onlyEich, elsewhere)
		faulty(t, err, fault.Forbidden, "")
		i, err := h.StartImport(ctx, onlyEich, file)
		check(t, err)
		for name, call := range map[string]func(access.Actor) error{
			"Import":         func(by access.Actor) error { _, err := h.Import(ctx, by, i.ID); return err },
			"MapImport":      func(by access.Actor) error { _, err := h.MapImport(ctx, by, i.ID, 1, i.Targets); return err },
			"ContinueImport": func(by access.Actor) error { _, err := h.ContinueImport(ctx, by, i.ID, 1); return err },
			"ImportRows": func(by access.Actor) error {
				_, err := h.ImportRows(ctx, by, i.ID, people.ImportRowFilter{})
				return err
			},
			"DecideImportRow": func(by access.Actor) error { return h.DecideImportRow(ctx, by, i.ID, 2, people.DecideSkip, "") },
			"DecideImportRows": func(by access.Actor) error {
				_, err := h.DecideImportRows(ctx, by, i.ID, people.DecideSkip)
				return err
			},
			"RunImport": func(by access.Actor) error { _, err := h.RunImport(ctx, by, i.ID, people.ImportGood); return err },
			"ImportReport": func(by access.Actor) error {
				return h.ImportReport(ctx, by, i.ID, &bytes.Buffer{}, people.ImportWords{})
			},
			"DiscardImport": func(by access.Actor) error { return h.DiscardImport(ctx, by, i.ID) },
		} {
			if err := call(importer); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%s by another: %v", name, err)
			}
			if err := call(nobody); !fault.Is(err, fault.Forbidden, "") {
				t.Errorf("%s by nobody: %v", name, err)
			}
		}
		mine, err := h.Imports(ctx, onlyEich)
		if err != nil || len(mine) != 1 || mine[0].ID != i.ID {
			t.Errorf("mine: %+v, %v", mine, err)
		}
		others, err := h.Imports(ctx, importer)
		if err != nil || len(others) != 0 {
			t.Errorf("of others: %+v, %v", others, err)
		}
	})
}

func TestColumnsAreCheckedAndRemembered(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		file := people.ImportFile{Data: []byte("Colonne A;Colonne B;Prénom;Nom\n1;2;3;4\n"), OrgID: crl}
		i, err := h.StartImport(ctx, importer, file)
		check(t, err)
		for want, targets := range map[string][]people.ImportTarget{
			"column_count": {"given"},
			"column":       {"given", "shoe", "", ""},
			"column_twice": {"given", "given", "", ""},
			"column_name":  {"household", "sex", "birth", ""},
			"column_birth": {"given", "birth_day", "birth_month", ""},
		} {
			_, err := h.MapImport(ctx, importer, i.ID, i.Version, targets)
			faulty(t, err, fault.Invalid, "people.import.error."+want)
		}
		_, err = h.MapImport(ctx, importer, i.ID, i.Version+1, i.Targets)
		faulty(t, err, fault.Conflict, "people.import.error.moved")
		chosen := []people.ImportTarget{"phone", "", "family", "given"}
		_, err = h.MapImport(ctx, importer, i.ID, i.Version, chosen)
		check(t, err)
		again, err := h.StartImport(ctx, importer, file)
		check(t, err)
		if diff := cmp.Diff(chosen, again.Targets); diff != "" {
			t.Error(diff)
		}
		other := importer
		other.ID = "account-other"
		fresh, err := h.StartImport(ctx, other, file)
		check(t, err)
		if diff := cmp.Diff([]people.ImportTarget{"", "", "given", "family"}, fresh.Targets); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReportIsSafeAndComplete(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		i := h.carryOn(t, importer, h.upload(t, importer, "Given;Family;Birth;Phone\n=HYPERLINK(1);Tekle;soon;+352 621 111\nSelam;Tekle;1990;\n\u200b＝cmd;Other;never;-1\n").ID)
		var b bytes.Buffer
		check(t, h.ImportReport(ctx, importer, i.ID, &b, people.ImportWords{
			Row: "Row", Status: "Status", Problems: "Problems",
			OfStatus:  func(s people.ImportRowStatus) string { return string(s) },
			OfProblem: func(p people.ImportProblem, heading string) string { return heading + ":" + p.Key },
		}))
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		r.Comma = ';'
		got, err := r.ReadAll()
		check(t, err)
		want := [][]string{
			{"Row", "Status", "Problems", "Given", "Family", "Birth", "Phone"},
			{"2", "bad", "Birth:people.import.error.date", "'=HYPERLINK(1)", "Tekle", "soon", "'+352 621 111"},
			{"4", "bad", "Birth:people.import.error.date Phone:people.error.phone", "'\u200b＝cmd", "Other", "never", "'-1"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSafeCellIsNoFormula(t *testing.T) {
	t.Parallel()
	for text, safe := range map[string]bool{
		"": true, "Selam": true, "4711": true, "a=b": true, "'=x": true,
		"=1+1": false, "+1": false, "-1": false, "@x": false, "|x": false, " =1": false, "\t=1": false, "\u200b=1": false, "\u00a0=1": false, "＝1": false, "＠x": false, "\tx": false, "\r=x": false,
	} {
		if got := people.SafeCell(text); (got == text) != safe || !strings.HasSuffix(got, text) {
			t.Errorf("%q is written %q", text, got)
		}
	}
}

func TestImportLeavesNoNamesBehind(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		i := h.carryOn(t, importer, h.upload(t, importer, "Canaryheading;Given;Family;Birth\nx;Canarygiven;Canaryfamily;canarybirth\n").ID)
		for _, table := range []string{"people_import", "people_import_row", "people_import_heading", "audit_entry"} {
			rows, err := d.QueryContext(ctx, `SELECT * FROM `+table)
			check(t, err)
			columns, err := rows.Columns()
			check(t, err)
			for rows.Next() {
				values := make([]any, len(columns))
				into := make([]any, len(columns))
				for n := range values {
					into[n] = &values[n]
				}
				check(t, rows.Scan(into...))
				for n, v := range values {
					text, ok := v.([]byte)
					if !ok {
						text = []byte(fmt.Sprint(v))
					}
					if bytes.Contains(bytes.ToLower(text), []byte("canary")) || strings.Contains(string(text), "list.csv") {
						t.Errorf("%s.%s tells %s", table, columns[n], text)
					}
				}
			}
			check(t, rows.Err())
		}
		check(t, h.SweepImports(ctx))
		if h.count(t, "people_import_row") != 1 {
			t.Error("swept too early")
		}
		h.clock.Advance(31 * 24 * time.Hour)
		check(t, h.SweepImports(ctx))
		if h.count(t, "people_import_row") != 0 {
			t.Error("not swept")
		}
		swept, err := h.Import(ctx, importer, i.ID)
		if err != nil || swept.Kept || swept.File != "" || swept.Counts.Total != 1 {
			t.Errorf("after the sweep: %+v, %v", swept, err)
		}
		_, err = h.ImportRows(ctx, importer, i.ID, people.ImportRowFilter{})
		faulty(t, err, fault.Conflict, "people.import.error.gone")
		h.clock.Advance(366 * 24 * time.Hour)
		check(t, h.SweepImports(ctx))
		_, err = h.Import(ctx, importer, i.ID)
		faulty(t, err, fault.NotFound, "")
	})
}

func TestImportIsOnRecord(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		i := h.carryOn(t, importer, h.upload(t, importer, listOfThree).ID)
		h.run(t, importer, i.ID, people.ImportAll)
		got, err := db.All(context.Background(), d, func(r db.Row) (s string, err error) {
			var action, detail string
			err = r.Scan(&action, &detail)
			return action + " " + detail, err
		}, `SELECT action, detail FROM audit_entry WHERE action LIKE 'people.import.%' OR action = 'people.register' ORDER BY action, detail`)
		check(t, err)
		want := []string{
			`people.import.finish {"left_out":0,"mode":"all","not_registered":0,"registered":3,"rows":3}`,
			`people.import.start {"rows":3}`,
			`people.register {"persons":1}`, `people.register {"persons":2}`, `people.register {"persons":2}`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestKeyRotationKeepsImports(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		i := h.carryOn(t, importer, h.upload(t, importer, listOfThree).ID)
		check(t, h.vault.AddKey(ctx))
		n, err := h.Rewrap(ctx, func(int) {})
		if err != nil || n != 1 {
			t.Errorf("rewrapped %d, %v", n, err)
		}
		check(t, h.vault.DropOldKeys(ctx))
		if rows := h.rows(t, importer, i.ID, people.ImportRowFilter{}); len(rows) != 3 || rows[0].Cells[2] != "Selam" {
			t.Errorf("%+v", rows)
		}
	})
}
