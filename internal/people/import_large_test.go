package people_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// longList returns a list of n rows of invented households.
func longList(tb testing.TB, n int) string {
	r := testkit.Rand(tb)
	var b strings.Builder
	b.WriteString("Household;Relationship;Given name;Family name;Sex;Date of birth;Nationality;Languages;Phone;Document type;Document number;Status;Status since\n")
	for row, household := 0, 0; row < n; household++ {
		for k, p := range invented(r).Persons {
			if row++; row > n {
				break
			}
			relationship := "U"
			if k == 0 {
				relationship = "head"
			}
			fmt.Fprintf(&b, "H%d;%s;%s;%s;%s;%s;%s;ar;+352621%06d;passport;K%07d;DPI;01.10.2026\n",
				household, relationship, p.Given, p.Family, p.Sex, p.Birth, p.Nationalities[0], row, row)
		}
	}
	return b.String()
}

func TestLongListIsImported(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		first, again := 1500, 600
		if d.Engine() == db.SQLite && !testing.Short() {
			first = people.MaxImportAtOnce
		}
		h.importLong(t, longList(t, first), first, people.ImportAll)
		i := h.importLong(t, longList(t, again), again, people.ImportGood)
		if i.Counts.Alike != again {
			t.Errorf("the beginning of the same list again: %+v", i.Counts)
		}
	})
}

// importLong imports a list in steps and sees that each shows progress.
func (h *house) importLong(t *testing.T, list string, rows int, mode people.ImportMode) people.Import {
	ctx := context.Background()
	registered, steps, last := h.count(t, "people_person"), 0, 0
	began := time.Now()
	mark := func(what string) {
		t.Logf("%s, %d rows %s in %s", mode, rows, what, time.Since(began).Round(time.Millisecond))
		began = time.Now()
	}
	i := h.upload(t, importer, list)
	mark("kept")
	for ; i.Status.Busy(); steps++ {
		var err error
		i, err = h.ContinueImport(ctx, importer, i.ID, rows/5)
		check(t, err)
		checked := i.Counts.Total - i.Counts.Fresh
		if checked < last {
			t.Errorf("progress went back from %d to %d", last, checked)
		}
		last = checked
	}
	mark("checked")
	if steps < 5 || i.Counts.Bad != 0 || i.Counts.Total != rows {
		t.Errorf("after %d steps: %+v", steps, i.Counts)
	}
	_, err := h.DecideImportRows(ctx, importer, i.ID, people.DecideImport)
	check(t, err)
	mark("decided")
	i = h.run(t, importer, i.ID, mode)
	mark("registered")
	if i.Counts.Done != rows || h.count(t, "people_person") != registered+rows {
		t.Errorf("%+v, %d persons more", i.Counts, h.count(t, "people_person")-registered)
	}
	return i
}

// BenchmarkCheckImport is the dry run against a large register.
func BenchmarkCheckImport(b *testing.B) {
	h, _ := large(b, db.SQLite)
	list := longList(b, 1000)
	b.ResetTimer()
	for range b.N {
		i := h.upload(b, importer, list)
		h.carryOn(b, importer, i.ID)
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "rows/s")
}
