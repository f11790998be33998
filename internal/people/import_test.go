package people_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

// importer may import for every centre.
var importer = access.Actor{ID: "account-importer", Grants: []access.Grant{{Role: access.Role{
	Code: "importer", Permissions: append(slices.Clone(allPermissions), people.PermImport),
}, Scope: access.Everywhere}}}

const listOfThree = `Ménage;Lien;Prénom;Nom;Sexe;Date de naissance;Nationalité;Langues;Interprète;Téléphone;Type de document;N° document;Statut;Arrivée;Besoins;Dossier
A;;Selam;Tekle;F;14.03.1991;Érythrée;tigrigna, arabe;oui;+352 621 123 456;Passeport;K0123456;DPI;20.11.2026;fauteuil roulant;4711
A;fils;Yonas;Tekle;M;07/2015;Érythrée;tigrigna;;;;;;20.11.2026;;4712
B;;Olena;Shevchenko;F;1980;Ukraine;;;;;;;;;4713
`

// upload starts an import and settles its columns as guessed.
func (h *house) upload(tb testing.TB, by access.Actor, list string) people.Import {
	tb.Helper()
	ctx := context.Background()
	i, err := h.StartImport(ctx, by, people.ImportFile{Name: "list.csv", Data: []byte(list), OrgID: crl, CentreID: eich})
	check(tb, err)
	i, err = h.MapImport(ctx, by, i.ID, i.Version, i.Targets)
	check(tb, err)
	return i
}

// carryOn continues an import until it waits for somebody.
func (h *house) carryOn(tb testing.TB, by access.Actor, id string) people.Import {
	tb.Helper()
	for {
		i, err := h.ContinueImport(context.Background(), by, id, 400)
		check(tb, err)
		if !i.Status.Busy() {
			return i
		}
	}
}

// run runs a checked import to its end.
func (h *house) run(tb testing.TB, by access.Actor, id string, mode people.ImportMode) people.Import {
	tb.Helper()
	_, err := h.RunImport(context.Background(), by, id, mode)
	check(tb, err)
	return h.carryOn(tb, by, id)
}

func (h *house) rows(tb testing.TB, by access.Actor, id string, f people.ImportRowFilter) []people.ImportRow {
	tb.Helper()
	rows, err := h.ImportRows(context.Background(), by, id, f)
	check(tb, err)
	return rows
}

// said writes rows as "number status: key column" lines.
func said(rows []people.ImportRow) []string {
	var out []string
	for _, r := range rows {
		line := fmt.Sprint(r.Number, " ", r.Status)
		for _, p := range r.Problems {
			line += fmt.Sprint(" ", strings.TrimPrefix(strings.TrimPrefix(p.Key, "people.import."), "people."), "@", p.Column)
			if p.Row != 0 {
				line += fmt.Sprint("#", p.Row)
			}
		}
		out = append(out, line)
	}
	return out
}

func (h *house) count(tb testing.TB, table string) int {
	tb.Helper()
	n, err := db.One(context.Background(), h.db, db.Value[int], `SELECT COUNT(*) FROM `+table)
	check(tb, err)
	return n
}

func TestImportedListReadsBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		for _, mode := range []people.ImportMode{people.ImportAll, people.ImportGood} {
			ctx, h := context.Background(), open(t, d)
			started, err := h.StartImport(ctx, importer, people.ImportFile{Name: "list.csv", Data: []byte(listOfThree), OrgID: crl, CentreID: eich})
			check(t, err)
			if started.Status != people.ImportMapping || started.Counts.Total != 3 || started.File != "list.csv" || !started.Kept {
				t.Fatalf("started as %+v", started)
			}
			i, err := h.MapImport(ctx, importer, started.ID, started.Version, started.Targets)
			check(t, err)
			i = h.carryOn(t, importer, i.ID)
			if mode == people.ImportGood { // the second time everybody is on record
				if i.Counts.Ask != 3 {
					t.Fatalf("checked again: %+v", i.Counts)
				}
				_, err := h.DecideImportRows(ctx, importer, i.ID, people.DecideImport)
				check(t, err)
			} else if i.Status != people.ImportChecked || i.Counts.Good != 3 {
				t.Fatalf("checked: %+v %v", i, said(h.rows(t, importer, i.ID, people.ImportRowFilter{})))
			}
			i = h.run(t, importer, i.ID, mode)
			if i.Status != people.ImportFinished || i.Counts.Done != 3 || i.FinishedAt.IsZero() {
				t.Fatalf("finished as %+v", i)
			}
			rows := h.rows(t, importer, i.ID, people.ImportRowFilter{Status: people.RowDone})
			if len(rows) != 3 || rows[0].Cells != nil {
				t.Fatalf("rows %+v", rows)
			}
			selam, err := h.Person(ctx, everywhere, rows[0].PersonID)
			check(t, err)
			yonas, err := h.Person(ctx, everywhere, rows[1].PersonID)
			check(t, err)
			if selam.HouseholdID != yonas.HouseholdID || selam.Relationship != people.RelationshipHead || yonas.Relationship != "SON" || yonas.Unaccompanied {
				t.Errorf("household %+v %+v", selam.Facts, yonas.Facts)
			}
			if selam.Given != "Selam" || selam.Sex != people.SexFemale || selam.Birth.String() != "1991-03-14" || selam.ArrivedOn != date("2026-11-20") ||
				selam.Note != "Dossier: 4711" || selam.Status != people.StatusApplicant || selam.CentreID != eich {
				t.Errorf("identity %+v", selam)
			}
			if len(selam.Languages) != 2 || selam.Languages[0] != (people.Language{Code: "ti", Level: "unknown", Interpreter: true}) ||
				len(selam.Contacts) != 1 || selam.Contacts[0].Safe || len(selam.Documents) != 1 || selam.Documents[0].Type != "passport" ||
				len(selam.NeedCodes) != 1 || selam.NeedCodes[0] != people.NeedStepFree {
				t.Errorf("lists %+v", selam)
			}
			if yonas.Birth.String() != "2015-07" {
				t.Errorf("born %s", yonas.Birth)
			}
		}
	})
}

const faultyList = `Household,Relationship,Given name,Family name,Sex,Date of birth,Nationality,Phone,Status,Status since,Interpreter
A,head,Amal,Haddad,F,31.02.1990,Syria,call me,DPI,01.12.2026,perhaps
A,son,Sami,Haddad,M,2012,Syria,,,,
B,,,,,,,,,,
C,wife,Rima,Khoury,F,1990,Atlantis,,,,
D,head,Nour,Saleh,f,1985-05,Syria,+352 621 000 111,refugee,,
E,head,One,Two,F,14.03.91,SYR;SYR,,,,no
E,head,Three,Four,Q,1990,SYR,,,,
`

func TestDryRunNamesEveryFault(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		i := h.upload(t, importer, faultyList)
		i = h.carryOn(t, importer, i.ID)
		got := said(h.rows(t, importer, i.ID, people.ImportRowFilter{}))
		want := []string{
			"2 bad error.birth_day_range@6 error.yes_no@11 error.date_future@10 error.phone@8",
			"3 held error.household@0#2",
			"4 bad error.name_required@4",
			"5 bad error.country@7",
			"6 bad error.status_from@9",
			"7 bad error.year_two_digits@6",
			"8 bad error.unknown_code@5 error.head_second@2",
		}
		for n := range got { // faults of one row come in no order
			words := strings.Fields(got[n])
			slices.Sort(words[2:])
			got[n] = strings.Join(words, " ")
			words = strings.Fields(want[min(n, len(want)-1)])
			slices.Sort(words[2:])
			want[min(n, len(want)-1)] = strings.Join(words, " ")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if i.Counts.Bad != 6 || i.Counts.Held != 1 || i.Counts.Good != 0 {
			t.Errorf("%+v", i.Counts)
		}
		_, err := h.RunImport(context.Background(), importer, i.ID, people.ImportGood)
		faulty(t, err, fault.Conflict, "people.import.error.nothing_good")
		if h.count(t, "people_person") != 0 {
			t.Error("a dry run registered somebody")
		}
	})
}

func TestHouseholdIsImportedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		i := h.upload(t, importer, "Household;Given name;Family name;Birth\nA;Ada;Aba;1980\nB;Bea;Beba;1980\nA;Abe;Aba;soon\nB;Ben;Beba;2015\nC;Cy;Ceca;2000\n")
		i = h.carryOn(t, importer, i.ID)
		if i.Counts.Bad != 1 || i.Counts.Held != 1 || i.Counts.Good != 3 {
			t.Fatalf("%+v", i.Counts)
		}
		_, err := h.RunImport(ctx, importer, i.ID, people.ImportAll)
		faulty(t, err, fault.Conflict, "people.import.error.not_all_good")
		check(t, h.DecideImportRow(ctx, importer, i.ID, 6, people.DecideSkip, ""))
		i = h.run(t, importer, i.ID, people.ImportGood)
		if i.Counts.Done != 2 || i.Counts.Bad != 1 || i.Counts.Held != 1 || i.Counts.LeftOut != 1 || i.Status != people.ImportFinished {
			t.Errorf("%+v", i.Counts)
		}
		if h.count(t, "people_household") != 1 || h.count(t, "people_person") != 2 {
			t.Error("not just the good household")
		}
	})
}

func TestLikelyDuplicatesAreAskedAbout(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		known := h.register(t, family())
		secret := person("Hidden", "Halloran", people.SexFemale, "1970-01-02")
		secret.Restricted = true
		secret.Documents = []people.DocumentInput{{Type: "passport", Number: "SECRET99"}}
		h.register(t, household(crl, eich, secret))
		list := "Household;Relationship;Given name;Family name;Sex;Birth;Nationality;Document number\n" +
			"A;head;SELAMAWIT;Tekle;F;14.03.1991;ERI;\n" + // by name, and as the alias on record
			"A;daughter;Ruta;Tekle;F;2024;ERI;\n" +
			"B;head;Somebody;Else;M;1970-05-05;AFG;K0123456\n" + // by document alone
			"C;head;Hidden;Halloran;F;02.01.1970;ERI;SECRET99\n" + // of whom nobody is told
			"D;head;Zarah;Nazari;F;1999-01-31;AFG;X111222\n" +
			"E;head;Nazari;Zarah;F;31.01.1999;AFG;\n" + // as row 6
			"F;head;Jan;Janssen;M;1950;NLD;X111222\n" // document of row 6
		i := h.carryOn(t, importer, h.upload(t, importer, list).ID)
		rows := h.rows(t, importer, i.ID, people.ImportRowFilter{})
		if diff := cmp.Diff([]string{"2 ask", "3 held error.household@0#2", "4 ask", "5 good", "6 good", "7 ask", "8 ask"}, said(rows)); diff != "" {
			t.Fatal(diff)
		}
		if m := rows[0].Matches; len(m) == 0 || m[0].Person == nil || m[0].Person.ID != known.Persons[0].ID || m[0].Person.Name.Given != "Selam" || m[0].Verdict != "same" || len(m[0].Why) == 0 {
			t.Errorf("matches %+v", m)
		}
		if m := rows[2].Matches; len(m) == 0 || m[0].Person == nil || m[0].Person.ID != known.Persons[0].ID || m[0].Why[0].Code != "document_same" {
			t.Errorf("by document %+v", m)
		}
		for _, n := range []int{5, 6} {
			if m := rows[n].Matches; len(m) != 1 || m[0].Row != 6 {
				t.Errorf("row %d is like %+v", rows[n].Number, m)
			}
		}
		if len(rows[3].Matches) != 0 {
			t.Error("a restricted person was told of")
		}

		err := h.DecideImportRow(ctx, importer, i.ID, 2, people.DecideLink, known.Persons[1].ID)
		faulty(t, err, fault.Invalid, "people.import.error.link_whom")
		check(t, h.DecideImportRow(ctx, importer, i.ID, 2, people.DecideLink, known.Persons[0].ID))
		check(t, h.DecideImportRow(ctx, importer, i.ID, 7, people.DecideSkip, ""))
		check(t, h.DecideImportRow(ctx, importer, i.ID, 4, people.DecideSkip, ""))
		check(t, h.DecideImportRow(ctx, importer, i.ID, 4, people.DecideOpen, ""))
		n, err := h.DecideImportRows(ctx, importer, i.ID, people.DecideImport)
		if err != nil || n != 2 {
			t.Errorf("decided %d, %v", n, err)
		}
		i = h.run(t, importer, i.ID, people.ImportAll)
		if i.Counts.Done != 6 || i.Counts.LeftOut != 1 {
			t.Fatalf("%+v", i.Counts)
		}
		again := h.rows(t, importer, i.ID, people.ImportRowFilter{})[0].PersonID
		f, err := h.Person(ctx, everywhere, again)
		check(t, err)
		if len(f.Links) != 1 || f.Links[0].PersonID != known.Persons[0].ID || f.Links[0].Verdict != people.LinkSame {
			t.Errorf("links %+v", f.Links)
		}
	})
}

// Cutting an import off at any place leaves what was acknowledged, once.
func TestCutImportGoesOn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		var list strings.Builder
		list.WriteString("Household;Given name;Family name;Birth\n")
		for n := range 600 {
			fmt.Fprintf(&list, "%d;Given%dx;Family%dx;%d\n", n/3, n, n*7, 1950+n%50)
		}
		i := h.upload(t, importer, list.String())
		cuts := 0
		cutOff := func(within time.Duration) people.Import {
			for {
				ctx, cancel := context.WithTimeout(context.Background(), within)
				i, err := h.ContinueImport(ctx, importer, i.ID, 10_000)
				cancel()
				if err == nil && !i.Status.Busy() {
					return i
				}
				if err != nil && !errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
					t.Fatal(err)
				}
				cuts++
				within += within / 4
				h = open(t, d) // another process finds what the first one left
			}
		}
		if i = cutOff(20 * time.Millisecond); i.Counts.Good != 600 {
			t.Fatalf("checked %+v", i.Counts)
		}
		_, err := h.RunImport(context.Background(), importer, i.ID, people.ImportGood)
		check(t, err)
		i = cutOff(20 * time.Millisecond)
		if cuts == 0 {
			t.Error("nothing was cut off")
		}
		if i.Counts.Done != 600 || h.count(t, "people_person") != 600 || h.count(t, "people_household") != 200 {
			t.Errorf("%+v; %d persons in %d households", i.Counts, h.count(t, "people_person"), h.count(t, "people_household"))
		}
		names, err := db.All(context.Background(), d, db.Value[string], `SELECT person_id FROM people_import_row GROUP BY person_id HAVING COUNT(*) > 1`)
		if err != nil || len(names) != 0 {
			t.Errorf("registered twice: %v %v", names, err)
		}
	})
}

func TestAllOrNothingIsCutToNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		var list strings.Builder
		list.WriteString("Given name;Family name\n")
		for n := range 300 {
			fmt.Fprintf(&list, "Given%dx;Family%dx\n", n, n*7)
		}
		i := h.carryOn(t, importer, h.upload(t, importer, list.String()).ID)
		_, err := h.RunImport(ctx, importer, i.ID, people.ImportAll)
		check(t, err)
		cuts := 0
		for within := 10 * time.Millisecond; ; within += within / 2 {
			cut, cancel := context.WithTimeout(ctx, within)
			_, err := h.ContinueImport(cut, importer, i.ID, 1)
			cancel()
			now, stateErr := h.Import(ctx, importer, i.ID)
			check(t, stateErr)
			persons := h.count(t, "people_person")
			if now.Status == people.ImportFinished { // a cut after the commit is too late
				if persons != 300 || now.Counts.Done != 300 {
					t.Errorf("%d persons, %+v", persons, now.Counts)
				}
				break
			}
			cuts++
			if err == nil || persons != 0 || now.Status != people.ImportRunning || now.Counts.Good != 300 {
				t.Fatalf("cut off with %v: %d persons, %+v", err, persons, now)
			}
			h = open(t, d)
		}
		if cuts == 0 {
			t.Error("nothing was cut off")
		}
	})
}

func TestRefusedAllOrNothingRegistersNobody(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		known := h.register(t, household(crl, eich, person("Selam", "Tekle", people.SexFemale, "1991-03-14")))
		i := h.carryOn(t, importer, h.upload(t, importer, "Given;Family;Birth\nAda;Aba;1980\nSelam;Tekle;14.03.1991\nBea;Beba;1980\n").ID)
		check(t, h.DecideImportRow(ctx, importer, i.ID, 3, people.DecideLink, known.Persons[0].ID))
		_, err := h.RunImport(ctx, importer, i.ID, people.ImportAll)
		check(t, err)
		check(t, d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { // out of sight meanwhile
			_, err := tx.Exec(ctx, `DELETE FROM people_datakey WHERE person_id = $1`, known.Persons[0].ID)
			return err
		}))
		i = h.carryOn(t, importer, i.ID)
		if i.Status != people.ImportChecked || i.Counts.Bad != 1 || i.Counts.Good != 2 || h.count(t, "people_person") != 1 {
			t.Errorf("%+v, %d persons", i, h.count(t, "people_person"))
		}
		i = h.run(t, importer, i.ID, people.ImportGood)
		if i.Counts.Done != 2 || i.Counts.Bad != 1 {
			t.Errorf("%+v", i.Counts)
		}
	})
}

// The dry run says exactly what the run will do.
func TestDryRunIsTheRun(t *testing.T) {
	t.Parallel()
	d := testkit.OpenDB(t, testkit.URL(t, db.SQLite))
	h := open(t, d)
	h.register(t, family())
	rapid.Check(t, func(rt *rapid.T) {
		one := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, label) }
		var list strings.Builder
		list.WriteString("Household;Relationship;Given;Family;Sex;Birth;Nationality;Languages;Interpreter;Status;Status since;Document number;Arrived\n")
		for range rapid.IntRange(1, 12).Draw(rt, "rows") {
			fmt.Fprintln(&list, strings.Join([]string{
				one("household", "", "A", "B", "C"), one("relationship", "", "head", "son", "wife", "U", "nephew", "boss"),
				one("given", "", "Selam", "Yonas", "Bea", "-"), one("family", "", "Tekle", "Müller", strings.Repeat("x", 250)),
				one("sex", "", "f", "homme", "?", "q"), one("birth", "", "14.03.1991", "1991", "~1980", "2020", "31.04.2000", "2030"),
				one("nationality", "", "ERI", "Syrie", "apatride", "ZZZ"), one("languages", "", "ti", "arabe; français", "klingon"), one("interpreter", "", "ja", "vielleicht"),
				one("status", "", "DPI", "BPI", "réfugié"), one("since", "", "01.02.2026", "2026"), one("document", "", "K0123456", "D9 9999", "!!"), one("arrived", "", "23.11.2026", "24.11.2026"),
			}, ";"))
		}
		ctx := context.Background()
		i, err := h.StartImport(ctx, importer, people.ImportFile{Data: []byte(list.String()), OrgID: crl})
		if err != nil {
			rt.Fatal(err)
		}
		if i, err = h.MapImport(ctx, importer, i.ID, i.Version, i.Targets); err != nil {
			rt.Fatal(err)
		}
		i = h.carryOn(t, importer, i.ID)
		if rapid.Bool().Draw(rt, "decide") {
			if _, err := h.DecideImportRows(ctx, importer, i.ID, people.DecideImport); err != nil {
				rt.Fatal(err)
			}
		}
		before, persons := h.rows(t, importer, i.ID, people.ImportRowFilter{}), h.count(t, "people_person")
		mode := people.ImportMode(one("mode", "all", "good"))
		if _, err := h.RunImport(ctx, importer, i.ID, mode); err != nil {
			if h.count(t, "people_person") != persons {
				rt.Fatal("a refused run registered somebody")
			}
			check(t, h.DiscardImport(ctx, importer, i.ID))
			return
		}
		i = h.carryOn(t, importer, i.ID)
		after := h.rows(t, importer, i.ID, people.ImportRowFilter{})
		done := 0
		for n := range before {
			want := before[n].Status
			if want == people.RowGood {
				want = people.RowDone
				done++
			}
			if after[n].Status != want {
				rt.Fatalf("row %d was %s and is %s: %v", before[n].Number, before[n].Status, after[n].Status, after[n].Problems)
			}
		}
		if got := h.count(t, "people_person") - persons; got != done || i.Counts.Done != done {
			rt.Fatalf("%d of %d good rows registered", got, done)
		}
		check(t, h.DiscardImport(ctx, importer, i.ID))
	})
}
