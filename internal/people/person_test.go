package people_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/testkit"
)

// changes are all changes of one person's file, each with its permission.
func changes(h *house, id, other string) map[string]struct {
	perm access.Permission
	do   func(ctx context.Context, by access.Actor) error
} {
	type change = struct {
		perm access.Permission
		do   func(ctx context.Context, by access.Actor) error
	}
	first := func(_ string, err error) error { return err }
	return map[string]change{
		"edit": {people.PermEdit, func(ctx context.Context, by access.Actor) error {
			_, err := h.EditPerson(ctx, by, people.EditInput{ID: id, Version: 1, Identity: person("New", "Name", people.SexFemale, "1991-03-14").Identity})
			return err
		}},
		"add status": {people.PermStatus, func(ctx context.Context, by access.Actor) error {
			return first(h.AddStatus(ctx, by, id, people.StatusInput{Code: people.StatusRefugee, From: date("2026-11-22")}))
		}},
		"remove status": {people.PermStatus, func(ctx context.Context, by access.Actor) error { return h.RemoveStatus(ctx, by, id, db.NewID()) }},
		"add need": {people.PermNeed, func(ctx context.Context, by access.Actor) error {
			return first(h.AddNeed(ctx, by, id, people.NeedInput{Code: people.NeedQuiet}))
		}},
		"end need": {people.PermNeed, func(ctx context.Context, by access.Actor) error {
			return h.EndNeed(ctx, by, id, db.NewID(), clock.Date{})
		}},
		"add document": {people.PermDocument, func(ctx context.Context, by access.Actor) error {
			return first(h.AddDocument(ctx, by, id, people.DocumentInput{Type: "passport", Number: "Z9"}))
		}},
		"remove document": {people.PermDocument, func(ctx context.Context, by access.Actor) error { return h.RemoveDocument(ctx, by, id, db.NewID()) }},
		"add contact": {people.PermEdit, func(ctx context.Context, by access.Actor) error {
			return first(h.AddContact(ctx, by, id, people.ContactInput{Kind: people.ContactPhone, Value: "691 000 000"}))
		}},
		"remove contact": {people.PermEdit, func(ctx context.Context, by access.Actor) error { return h.RemoveContact(ctx, by, id, db.NewID()) }},
		"languages":      {people.PermEdit, func(ctx context.Context, by access.Actor) error { return h.SetLanguages(ctx, by, id, nil) }},
		"record consent": {people.PermConsent, func(ctx context.Context, by access.Actor) error {
			return first(h.RecordConsent(ctx, by, id, people.ConsentInput{Purpose: people.ConsentMessages, Given: true, Language: "fr"}))
		}},
		"withdraw consent": {people.PermConsent, func(ctx context.Context, by access.Actor) error { return h.WithdrawConsent(ctx, by, id, db.NewID()) }},
		"set photo":        {people.PermPhoto, func(ctx context.Context, by access.Actor) error { return h.SetPhoto(ctx, by, id, photo()) }},
		"remove photo":     {people.PermPhoto, func(ctx context.Context, by access.Actor) error { return h.RemovePhoto(ctx, by, id) }},
		"restrict":         {people.PermRestricted, func(ctx context.Context, by access.Actor) error { return h.SetRestricted(ctx, by, id, true) }},
		"add representative": {people.PermEdit, func(ctx context.Context, by access.Actor) error {
			return first(h.AddRepresentative(ctx, by, id, people.RepresentativeInput{Kind: people.RepresentativeGuardian, Name: "X"}))
		}},
		"end representative": {people.PermEdit, func(ctx context.Context, by access.Actor) error {
			return h.EndRepresentative(ctx, by, id, db.NewID(), clock.Date{})
		}},
		"relationship": {people.PermHousehold, func(ctx context.Context, by access.Actor) error { return h.SetRelationship(ctx, by, id, "WIF") }},
		"link":         {people.PermLink, func(ctx context.Context, by access.Actor) error { return h.LinkPersons(ctx, by, id, other) }},
		"different":    {people.PermLink, func(ctx context.Context, by access.Actor) error { return h.MarkDifferent(ctx, by, id, other) }},
		"unlink":       {people.PermLink, func(ctx context.Context, by access.Actor) error { return h.UnlinkPersons(ctx, by, id, other) }},
		"photo": {people.PermPhoto, func(ctx context.Context, by access.Actor) error {
			_, err := h.Photo(ctx, by, id, false)
			return err
		}},
		"history": {people.PermHistory, func(ctx context.Context, by access.Actor) error {
			_, err := h.PersonHistory(ctx, by, people.HistoryInput{PersonID: id})
			return err
		}},
		"who looked": {people.PermHistory, func(ctx context.Context, by access.Actor) error {
			_, err := h.WhoLooked(ctx, by, people.HistoryInput{PersonID: id})
			return err
		}},
		"compare": {people.PermIdentify, func(ctx context.Context, by access.Actor) error {
			_, err := h.ComparePersons(ctx, by, id, other)
			return err
		}},
	}
}

// Nobody changes or opens what is out of their scope, nor learns that it is
// there; who may only read is told so; and a refused change leaves no trace.
func TestEveryChangeIsRefusedWithoutPermission(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a := h.register(t, household(crl, lily, person("A", "B", people.SexFemale, "1990-01-01"))).Persons[0].ID
		b := h.register(t, household(crl, lily, person("C", "D", people.SexFemale, "1991-01-01"))).Persons[0].ID
		before := rowsOf(t, d)
		for name, c := range changes(h, a, b) {
			t.Run(name, func(t *testing.T) {
				faulty(t, c.do(ctx, inEich), fault.NotFound, "")
				faulty(t, c.do(ctx, nobody), fault.NotFound, "")
				reader := only(people.PermRead)
				for _, p := range allPermissions {
					if p != c.perm && p != people.PermRestricted {
						reader.Grants[0].Role.Permissions = append(reader.Grants[0].Role.Permissions, p)
					}
				}
				faulty(t, c.do(ctx, reader), fault.Forbidden, "")
			})
		}
		for name, c := range changes(h, "../etc/passwd", b) {
			faulty(t, c.do(ctx, everywhere), fault.NotFound, "")
			_ = name
		}
		if diff := cmp.Diff(before, rowsOf(t, d)); diff != "" {
			t.Errorf("refused changes left traces:\n%s", diff)
		}
	})
}

// rowsOf counts the rows of all tables of the module and those of changes in the audit log.
func rowsOf(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, table := range append(peopleTables(t, d), "platform_change", "audit_entry WHERE action NOT LIKE '%.read'") {
		n, err := db.One(context.Background(), d, db.Value[int], "SELECT COUNT(*) FROM "+table)
		check(t, err)
		out[table] = n
	}
	return out
}

func peopleTables(t *testing.T, d *db.DB) []string {
	t.Helper()
	query := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'people%' ORDER BY name`
	if d.Engine() == db.Postgres {
		query = `SELECT CAST(tablename AS text) FROM pg_tables WHERE tablename LIKE 'people%' ORDER BY tablename`
	}
	names, err := db.All(context.Background(), d, db.Value[string], query)
	if err != nil || len(names) < 10 {
		t.Fatalf("tables %v, %v", names, err)
	}
	return names
}

func TestEditNamesWhatOthersChanged(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		id := h.register(t, family()).Persons[0].ID
		mine, err := h.Person(ctx, everywhere, id)
		check(t, err)
		theirs := mine.Identity
		theirs.Family, theirs.Birth = "Teklé", people.BirthDate{Year: 1992}
		v, err := h.EditPerson(ctx, everywhere, people.EditInput{ID: id, Version: mine.Version, Identity: theirs})
		if err != nil || v != mine.Version+1 {
			t.Fatalf("version %d, %v", v, err)
		}
		h.clock.Advance(time.Second)
		theirs.Note = "left hand"
		_, err = h.EditPerson(ctx, everywhere, people.EditInput{ID: id, Version: v, Identity: theirs})
		check(t, err)

		mine.Given = "Salam"
		_, err = h.EditPerson(ctx, everywhere, people.EditInput{ID: id, Version: mine.Version, Identity: mine.Identity})
		var fields []string
		for _, f := range fault.Of(err) {
			if f.Kind != fault.Conflict {
				t.Errorf("%v is no conflict", f)
			}
			fields = append(fields, f.Field)
		}
		if diff := cmp.Diff([]string{"family", "birth", "note"}, fields); diff != "" {
			t.Error(diff)
		}
		now, err := h.Person(ctx, everywhere, id)
		check(t, err)
		if diff := cmp.Diff(theirs, now.Identity); diff != "" {
			t.Errorf("the refused form was written:\n%s", diff)
		}
		if v, err := h.EditPerson(ctx, everywhere, people.EditInput{ID: id, Version: now.Version, Identity: now.Identity}); err != nil || v != now.Version {
			t.Errorf("nothing changed, yet version %d, %v", v, err)
		}
		_, err = h.EditPerson(ctx, everywhere, people.EditInput{ID: id, Version: now.Version, Identity: people.Identity{Sex: "?"}})
		if l := fault.Of(err); len(l) != 2 || l[0].Field != "family" || l[1].Field != "sex" {
			t.Errorf("wrong form: %v", err)
		}
		found, err := h.FindPersons(ctx, everywhere, "Teklé Selam", 1)
		if err != nil || len(found) != 1 || found[0].Name.Family != "Teklé" {
			t.Errorf("not found under the new name: %v, %v", found, err)
		}
	})
}

func TestListsOfAPersonChange(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		id := h.register(t, family()).Persons[0].ID
		file := func() people.File {
			t.Helper()
			f, err := h.Person(ctx, everywhere, id)
			check(t, err)
			return f
		}
		must := func(entry string, err error) string {
			t.Helper()
			check(t, err)
			return entry
		}
		by := everywhere

		refugee := must(h.AddStatus(ctx, by, id, people.StatusInput{Code: people.StatusRefugee, From: date("2026-11-22")}))
		must(h.AddStatus(ctx, by, id, people.StatusInput{Code: people.StatusTemporary, From: date("2020-01-01"), Until: date("2021-01-01")}))
		if f := file(); f.Status != people.StatusRefugee || len(f.Statuses) != 3 || f.Statuses[0].Code != people.StatusTemporary {
			t.Errorf("statuses %+v, now %s", f.Statuses, f.Status)
		}
		check(t, h.RemoveStatus(ctx, by, id, refugee))
		faulty(t, h.RemoveStatus(ctx, by, id, refugee), fault.NotFound, "")
		if f := file(); f.Status != people.StatusApplicant || len(f.Statuses) != 2 {
			t.Errorf("statuses %+v, now %s", f.Statuses, f.Status)
		}

		_, err := h.AddNeed(ctx, by, id, people.NeedInput{Code: people.NeedStepFree})
		faulty(t, err, fault.Conflict, "people.error.need_open")
		must(h.AddNeed(ctx, by, id, people.NeedInput{Code: people.NeedNearHospital, Note: "dialysis"}))
		step := file().Needs[slices.IndexFunc(file().Needs, func(n people.Need) bool { return n.Code == people.NeedStepFree })]
		faulty(t, h.EndNeed(ctx, by, id, step.ID, date("2026-11-22")), fault.Invalid, "people.error.date_order")
		faulty(t, h.EndNeed(ctx, by, id, step.ID, date("2026-11-24")), fault.Invalid, "people.error.date_future")
		check(t, h.EndNeed(ctx, by, id, step.ID, clock.Date{}))
		faulty(t, h.EndNeed(ctx, by, id, step.ID, clock.Date{}), fault.NotFound, "")
		if f := file(); len(f.Needs) != 2 || !slices.Equal(f.NeedCodes, []people.NeedCode{people.NeedNearHospital}) {
			t.Errorf("needs %+v, now %v", f.Needs, f.NeedCodes)
		}
		must(h.AddNeed(ctx, by, id, people.NeedInput{Code: people.NeedStepFree}))

		doc := must(h.AddDocument(ctx, by, id, people.DocumentInput{Type: "travel_document", Number: "T00000001", Issuer: "LUX"}))
		check(t, h.RemoveDocument(ctx, by, id, file().Documents[slices.IndexFunc(file().Documents, func(d people.Document) bool { return d.ID != doc })].ID))
		if f := file(); len(f.Documents) != 1 || f.Documents[0].Number != "T00000001" {
			t.Errorf("documents %+v", f.Documents)
		}
		if found, err := h.FindPersons(ctx, by, "K0123456", 1); err != nil || len(found) != 0 {
			t.Errorf("found by a removed document: %v", err)
		}

		must(h.AddContact(ctx, by, id, people.ContactInput{Kind: people.ContactEmail, Value: "s@example.org"}))
		for _, c := range file().Contacts {
			if c.Kind == people.ContactPhone {
				check(t, h.RemoveContact(ctx, by, id, c.ID))
			}
		}
		if found, err := h.FindPersons(ctx, by, "621 123 456", 1); err != nil || len(found) != 0 || len(file().Contacts) != 2 {
			t.Errorf("contacts %+v, %v", file().Contacts, err)
		}

		spoken := []people.Language{{Code: "fr", Level: "A2"}, {Code: "ti", Level: "native"}}
		check(t, h.SetLanguages(ctx, by, id, spoken))
		if f := file(); !slices.Equal(f.Languages, spoken) || f.Interpreter {
			t.Errorf("languages %+v", f.Languages)
		}
	})
}

func TestRepresentatives(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		boy := h.register(t, household(crl, eich, person("Boy", "Alone", people.SexMale, "2011-05-05"))).Persons[0].ID
		adult := h.register(t, household(crl, eich, person("Uncle", "Far", people.SexMale, "1980"))).Persons[0].ID
		girl := h.register(t, household(crl, eich, person("Girl", "Alone", people.SexFemale, "2012"))).Persons[0].ID
		add := func(in people.RepresentativeInput) error {
			_, err := h.AddRepresentative(ctx, inEich, boy, in)
			return err
		}
		faulty(t, add(people.RepresentativeInput{Kind: "relative", PersonID: girl}), fault.Invalid, "people.error.representative_age")
		faulty(t, add(people.RepresentativeInput{Kind: "relative", PersonID: boy}), fault.Invalid, "people.error.representative_who")
		faulty(t, add(people.RepresentativeInput{Kind: "relative", PersonID: db.NewID()}), fault.Invalid, "people.error.representative_who")
		faulty(t, add(people.RepresentativeInput{Kind: "relative"}), fault.Invalid, "people.error.representative_who")
		check(t, add(people.RepresentativeInput{Kind: "relative", PersonID: adult}))
		check(t, add(people.RepresentativeInput{Kind: "ad_hoc_administrator", Name: "Me Anne Weber", Contact: "+352 26 00 00"}))
		_, err := h.AddRepresentative(ctx, inEich, adult, people.RepresentativeInput{Kind: "guardian", Name: "X"})
		faulty(t, err, fault.Invalid, "people.error.representative_age")
		f, err := h.Person(ctx, inEich, boy)
		check(t, err)
		if len(f.Representatives) != 2 || !f.Unaccompanied {
			t.Fatalf("%+v", f.Representatives)
		}
		for _, r := range f.Representatives {
			if r.PersonID != adult && (r.Name != "Me Anne Weber" || r.Contact != "+352 26 00 00") {
				t.Errorf("%+v", r)
			}
			check(t, h.EndRepresentative(ctx, inEich, boy, r.ID, clock.Date{}))
			faulty(t, h.EndRepresentative(ctx, inEich, boy, r.ID, clock.Date{}), fault.NotFound, "")
		}
	})
}

// photo returns a small JPEG.
func photo() *bytes.Reader {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	m.Set(3, 3, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return bytes.NewReader(b.Bytes())
}

func TestPhotoNeedsConsentAndGoesWithIt(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		out := h.register(t, family())
		id := out.Persons[0].ID
		faulty(t, h.SetPhoto(ctx, everywhere, out.Persons[1].ID, photo()), fault.Conflict, "people.error.photo_consent")
		faulty(t, h.SetPhoto(ctx, everywhere, id, strings.NewReader("GIF89a")), fault.Invalid, "files.photo.format")
		_, err := h.Photo(ctx, everywhere, id, false)
		faulty(t, err, fault.NotFound, "")
		check(t, h.SetPhoto(ctx, everywhere, id, photo()))
		for _, small := range []bool{false, true} {
			b, err := h.Photo(ctx, everywhere, id, small)
			if err != nil || !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
				t.Errorf("small %v: %d bytes, %v", small, len(b), err)
			}
		}
		first := photoID(t, d, id)
		check(t, h.SetPhoto(ctx, everywhere, id, photo()))
		gone(t, h.files, first)
		second := photoID(t, d, id)
		f, err := h.Person(ctx, everywhere, id)
		check(t, err)
		if !f.Photo {
			t.Error("the file tells of no photo")
		}
		for _, c := range f.Consents {
			if c.Purpose == people.ConsentPhoto {
				check(t, h.WithdrawConsent(ctx, everywhere, id, c.ID))
				faulty(t, h.WithdrawConsent(ctx, everywhere, id, c.ID), fault.NotFound, "")
			}
		}
		gone(t, h.files, second)
		_, err = h.Photo(ctx, everywhere, id, true)
		faulty(t, err, fault.NotFound, "")
		faulty(t, h.SetPhoto(ctx, everywhere, id, photo()), fault.Conflict, "people.error.photo_consent")
	})
}

func photoID(t *testing.T, d *db.DB, person string) string {
	t.Helper()
	id, err := db.One(context.Background(), d, db.Value[string], `SELECT photo_id FROM people_person WHERE id = $1`, person)
	check(t, err)
	return id
}

// gone fails when the files of a photo are still there.
func gone(t *testing.T, store files.Store, id string) {
	t.Helper()
	for _, name := range []string{id, id + "t"} {
		if _, err := store.Stat(context.Background(), name); err != files.ErrNotFound {
			t.Errorf("file %s: %v", name, err)
		}
	}
}

func TestSectionsAreHiddenFromWhoMayNotSeeThem(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		id := h.register(t, family()).Persons[0].ID
		f, err := h.Person(ctx, only(people.PermRead), id)
		check(t, err)
		if f.Documents != nil || f.Consents != nil || f.Links != nil || f.Photo || f.Needs[0].Note != "" || f.Needs[0].Code != people.NeedStepFree {
			t.Errorf("shown: %+v", f)
		}
		slices.Sort(f.Hidden)
		want := []people.Section{people.SectionConsents, people.SectionDocuments, people.SectionLinks, people.SectionNeedNotes, people.SectionPhoto}
		if diff := cmp.Diff(want, f.Hidden); diff != "" {
			t.Error(diff)
		}
		nurse := at(access.Everywhere, access.Medical)
		if f, err = h.Person(ctx, nurse, id); err != nil || f.Needs[0].Note != "walks on crutches" || len(f.Hidden) != 0 {
			t.Errorf("nurse: %+v, %v", f.Needs, err)
		}
	})
}

func TestHistoryAndWhoLooked(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		id := h.register(t, family()).Persons[0].ID
		h.clock.Advance(time.Minute)
		_, err := h.AddStatus(ctx, inCRL, id, people.StatusInput{Code: people.StatusRefugee, From: date("2026-11-22")})
		check(t, err)
		h.clock.Advance(time.Minute)
		for _, by := range []access.Actor{inEich, inCRL} {
			_, err := h.Person(ctx, by, id)
			check(t, err)
			h.clock.Advance(time.Minute)
		}
		_, err = h.Person(ctx, nobody, id)
		faulty(t, err, fault.NotFound, "")
		looked, err := h.WhoLooked(ctx, everywhere, people.HistoryInput{PersonID: id})
		if err != nil || len(looked) != 2 || looked[0].Actor != inCRL.ID || looked[1].Actor != inEich.ID || looked[0].Action != "people.person.read" {
			t.Errorf("looked %+v, %v", looked, err)
		}
		var actions []string
		for page := (people.HistoryInput{PersonID: id, Limit: 1}); ; {
			entries, err := h.PersonHistory(ctx, everywhere, page)
			check(t, err)
			if len(entries) == 0 {
				break
			}
			actions = append(actions, entries[0].Action)
			page.Before = entries[0].Position
		}
		if diff := cmp.Diff([]string{"people.status.add", "people.register"}, actions); diff != "" {
			t.Error(diff)
		}
		entries, err := audit.OfPerson(ctx, d, id, audit.Changes, audit.Position{}, 1)
		if err != nil || entries[0].Detail["status"] != "BPI_REF" || entries[0].Detail["from"] != "2026-11-22" {
			t.Errorf("detail %v, %v", entries, err)
		}
	})
}
