package portal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

var (
	editor  = actorWith(portal.PermDirectory)
	visitor = actorWith()
)

func actorWith(perms ...access.Permission) access.Actor {
	return access.Actor{ID: "account-1", Name: "Test", Grants: []access.Grant{{Scope: access.Everywhere, Role: access.Role{Code: "test", Permissions: perms}}}}
}

// openDirectory returns the service on a fresh database, with what a new installation begins with.
func openDirectory(t *testing.T, d *db.DB) *portal.Service {
	t.Helper()
	c := testkit.Clock(t)
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := crypt.OpenVault(t.Context(), d, c, master)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(d, c, vault.SigningKey(), "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	wait := log.Start(ctx)
	t.Cleanup(func() { cancel(); wait() })
	return portal.New(portal.Deps{DB: d, Vault: vault, Audit: log, Clock: c})
}

func find(t *testing.T, s *portal.Service, q portal.ServiceQuery) []portal.DirectoryService {
	t.Helper()
	p, err := s.Services(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return p.Services
}

func named(t *testing.T, s *portal.Service, name string) portal.DirectoryService {
	t.Helper()
	list := find(t, s, portal.ServiceQuery{Search: name})
	if len(list) != 1 {
		t.Fatalf("%d services are called %q", len(list), name)
	}
	return list[0]
}

// contact is a name of the operator's list with the number under it.
var contact = regexp.MustCompile(`(?m)^(.+)\n\nTel\.: (.+)$`)

// TestDirectoryBeginsWithWhatOperatorsPublish reads the lists themselves.
func TestDirectoryBeginsWithWhatOperatorsPublish(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), "..", "shared", "seeds", "red-cross-smr.txt"))
	if err != nil {
		t.Skip("the operator's list is not here:", err)
	}
	rows := contact.FindAllStringSubmatch(string(text), -1)
	if len(rows) != 17 {
		t.Fatalf("%d contacts in the list, want 17", len(rows))
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := openDirectory(t, d)
		numbers := map[string]string{}
		for _, v := range find(t, s, portal.ServiceQuery{Size: 200}) {
			if len(v.Phones) > 0 {
				numbers[v.Name] = v.Phones[0].Number
			}
			if !portal.ValidUUID(v.ID) || !portal.ValidUUID(v.AtID) || !portal.ValidUUID(v.Org.ID) {
				t.Errorf("%s: an id is no UUID", v.Name)
			}
		}
		for _, row := range rows {
			if got := numbers[row[1]]; got != row[2] {
				t.Errorf("%s: number %q, published %q", row[1], got, row[2])
			}
		}
		iom := named(t, s, "AVRRL")
		if l := iom.Location; l.Street != "40, rue Montoyer, 3rd floor" || l.Country != "BEL" || iom.Email != "IOMBrussels@iom.int" ||
			iom.Website != "http://www.belgium.iom.int/" || len(iom.Phones) != 2 || iom.Phones[1].Kind != portal.PhoneFax || iom.Phones[1].Number != "+32.2 287 70 06" {
			t.Errorf("the office of IOM: %+v at %+v", iom, l)
		}
	})
}

func TestServicesAreFoundBy(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := openDirectory(t, d)
		mersch, ok := portal.FindCommune("Mersch")
		if !ok {
			t.Fatal("no commune Mersch")
		}
		for name, tt := range map[string]struct {
			q     portal.ServiceQuery
			want  int
			first string
		}{
			"a number":             {portal.ServiceQuery{Search: "2755 5460"}, 1, "Centre d’accueil « Mersch Creos »"},
			"a name without marks": {portal.ServiceQuery{Search: "MINEURS NON-ACCOMPAGNES"}, 1, "Centre d’accueil pour « Mineurs Non-Accompagnés »"},
			"a commune as text":    {portal.ServiceQuery{Search: "käerjeng"}, 1, "Centre d’accueil « Bascharage »"},
			"a sign of patterns":   {portal.ServiceQuery{Search: "%"}, 0, ""},
			"a commune":            {portal.ServiceQuery{Commune: "Mersch"}, 2, ""},
			"the nearest":          {portal.ServiceQuery{Near: &mersch, Kind: portal.KindCentre}, 13, ""},
			"within five km":       {portal.ServiceQuery{Near: &mersch, WithinKM: 5}, 2, ""},
			"a language of none":   {portal.ServiceQuery{Language: "ti"}, 0, ""},
			"access known of none": {portal.ServiceQuery{Accessibility: "step_free"}, 0, ""},
			"the emergency ones":   {portal.ServiceQuery{Kind: portal.KindEmergency}, 2, "112"},
			"an organisation":      {portal.ServiceQuery{Search: "police"}, 1, "113"},
		} {
			list := find(t, s, tt.q)
			if len(list) != tt.want || tt.first != "" && list[0].Name != tt.first {
				t.Errorf("%s: %d found, want %d beginning with %q", name, len(list), tt.want, tt.first)
			}
			if tt.q.Near != nil && len(list) > 0 && list[0].Location.Commune != "Mersch" {
				t.Errorf("%s: the first is in %s", name, list[0].Location.Commune)
			}
		}
		p, err := s.Services(t.Context(), portal.ServiceQuery{Page: 2, Size: 20})
		if err != nil || p.Total != 22 || len(p.Services) != 2 {
			t.Errorf("second page: %d of %d, %v", len(p.Services), p.Total, err)
		}
		if _, err := s.Services(t.Context(), portal.ServiceQuery{Search: strings.Repeat("a", 101)}); !fault.Is(err, fault.Invalid, "") {
			t.Errorf("a long search: %v", err)
		}
	})
}

// canary is a text that must not be published.
const canary = "zzcanary"

// edit is a place full of what must not be published.
func edit(v portal.DirectoryService) portal.LocationEdit {
	in := portal.LocationEdit{ServiceID: v.ID, Version: v.Location.Version, Name: v.Location.Name, Street: canary + " 1", PostalCode: canary + "2", Locality: canary + "3",
		Commune: "Vianden", Country: "LUX", Latitude: 49.935, Longitude: 6.20889, HasPoint: true, OnMap: true, Accessibility: []portal.Accessibility{"lift"},
		Lang: "en", Texts: map[portal.TextField]string{portal.TextTransport: canary + " bus", portal.TextAccess: canary + " ramp"}}
	return in
}

// TestWithheldAddressIsNotFound asks for a centre by everything that its
// address would tell.
func TestWithheldAddressIsNotFound(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := openDirectory(t, d)
		v := named(t, s, "Mineurs")
		if _, err := s.SaveLocation(t.Context(), editor, edit(v)); err != nil {
			t.Fatal(err)
		}
		vianden, _ := portal.FindCommune("Vianden")
		for _, q := range []portal.ServiceQuery{{Search: canary}, {Search: "vianden"}, {Commune: "Vianden"}, {Accessibility: "lift"}, {PostalCode: canary + "2"}, {Near: &vianden, WithinKM: 3}} {
			if list := find(t, s, q); len(list) != 0 {
				t.Errorf("%+v finds %s", q, list[0].Name)
			}
		}
		all := find(t, s, portal.ServiceQuery{Near: &vianden, Size: 200})
		if all[0].ID == v.ID {
			t.Error("the order of distances tells where it is")
		}
		open, err := s.OpenService(t.Context(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%+v %+v", open, *open.Location); strings.Contains(got, canary) || strings.Contains(got, "Vianden") || strings.Contains(got, "49.9") || open.Location.OnMap {
			t.Errorf("published: %s", got)
		}
		inside, err := s.DeskService(t.Context(), editor, v.ID)
		if err != nil || inside.Location.Street != canary+" 1" || inside.Location.Texts[portal.TextTransport]["en"] != canary+" bus" {
			t.Errorf("the desk sees %+v, %v", inside.Location, err)
		}
		public := edit(inside)
		public.AddressPublic = true
		if _, err := s.SaveLocation(t.Context(), editor, public); !fault.Is(err, fault.Invalid, "portal.directory.error.minors") {
			t.Errorf("made public: %v", err)
		}
	})
}

func TestSaveService(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s, ctx := openDirectory(t, d), t.Context()
		v := named(t, s, "Dudelange")
		in := portal.ServiceEdit{ID: v.ID, Version: v.Version, OrgID: v.Org.ID, Name: "Centre « Düdelingen »", Kind: v.Kind, Status: portal.ServiceClosed,
			Languages: []string{"fr", "ti"}, Phones: []portal.DirectoryPhone{{Number: "2755-0000", Kind: portal.PhoneVoice, Languages: []string{"fr"}}},
			Lang: "fr", Texts: map[portal.TextField]string{portal.TextDescription: "Fermé pour travaux."}}
		saved, err := s.SaveService(ctx, editor, in)
		if err != nil {
			t.Fatal(err)
		}
		if saved.Version != v.Version+1 || saved.Phones[0].Number != "2755-0000" || saved.Texts[portal.TextDescription]["fr"] != "Fermé pour travaux." || len(saved.Languages) != 2 {
			t.Errorf("saved %+v", saved)
		}
		if named(t, s, "dudelingen").Name != in.Name || len(find(t, s, portal.ServiceQuery{Language: "ti"})) != 1 {
			t.Error("it is not found by what was changed")
		}
		if _, err := s.SaveService(ctx, editor, in); !fault.Is(err, fault.Conflict, "portal.directory.error.changed_meanwhile") {
			t.Errorf("a save over a change that was not seen: %v", err)
		}
		in.ID, in.Status = "", portal.ServiceActive
		added, err := s.SaveService(ctx, editor, in)
		if err != nil || added.Location != nil {
			t.Fatalf("a new one: %+v, %v", added, err)
		}
		placed, err := s.SaveLocation(ctx, editor, portal.LocationEdit{ServiceID: added.ID, Name: "Annexe", AddressPublic: true, Commune: "Clervaux", Country: "LUX", Lang: "fr",
			Accessibility: []portal.Accessibility{"lift"}, Texts: map[portal.TextField]string{portal.TextTransport: "Train"}})
		if err != nil || placed.Location.Commune != "Clervaux" || placed.Location.Texts[portal.TextTransport]["fr"] != "Train" || placed.Location.OnMap {
			t.Errorf("its place: %+v, %v", placed.Location, err)
		}
		if list := find(t, s, portal.ServiceQuery{Accessibility: "lift", Commune: "Clervaux"}); len(list) != 1 {
			t.Errorf("%d with a lift in Clervaux", len(list))
		}
		n, err := db.One(ctx, d, db.Value[int], `SELECT count(*) FROM audit_entry WHERE action LIKE 'portal.save_%'`)
		if err != nil || n != 3 {
			t.Errorf("%d audit rows, %v", n, err)
		}
	})
}

func TestDirectoryRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s, ctx := openDirectory(t, d), t.Context()
		v := named(t, s, "Dudelange")
		good := portal.ServiceEdit{ID: v.ID, Version: v.Version, OrgID: v.Org.ID, Name: v.Name, Kind: v.Kind, Status: v.Status, Lang: "fr"}
		for field, change := range map[string]func(*portal.ServiceEdit){
			"name":         func(e *portal.ServiceEdit) { e.Name = "a\x00b" },
			"kind":         func(e *portal.ServiceEdit) { e.Kind = "hotel" },
			"status":       func(e *portal.ServiceEdit) { e.Status = "gone" },
			"lang":         func(e *portal.ServiceEdit) { e.Lang = "xx" },
			"languages":    func(e *portal.ServiceEdit) { e.Languages = []string{"%"} },
			"email":        func(e *portal.ServiceEdit) { e.Email = "a b" },
			"website":      func(e *portal.ServiceEdit) { e.Website = "javascript:alert(1)" },
			"phone0":       func(e *portal.ServiceEdit) { e.Phones = []portal.DirectoryPhone{{Number: "call me", Kind: "voice"}} },
			"transport":    func(e *portal.ServiceEdit) { e.Texts = map[portal.TextField]string{"transport": "x"} },
			"organisation": func(e *portal.ServiceEdit) { e.OrgID = v.ID },
		} {
			in := good
			change(&in)
			_, err := s.SaveService(ctx, editor, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := s.SaveService(ctx, visitor, good); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a visitor: %v", err)
		}
		minors := good
		minors.Kind = portal.KindMinors
		if _, err := s.SaveService(ctx, editor, minors); !fault.Is(err, fault.Invalid, "portal.directory.error.minors") {
			t.Errorf("for minors, with its address published: %v", err)
		}
		for field, change := range map[string]func(*portal.LocationEdit){
			"commune":       func(e *portal.LocationEdit) { e.Commune = "Atlantis" },
			"country":       func(e *portal.LocationEdit) { e.Country = "??" },
			"latitude":      func(e *portal.LocationEdit) { e.Latitude, e.HasPoint = 99, true },
			"on_map":        func(e *portal.LocationEdit) { e.OnMap = true },
			"accessibility": func(e *portal.LocationEdit) { e.Accessibility = []portal.Accessibility{"x"} },
		} {
			in := portal.LocationEdit{ServiceID: v.ID, Version: v.Location.Version, Name: "x", Country: "LUX", Lang: "fr"}
			change(&in)
			_, err := s.SaveLocation(ctx, editor, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := s.SaveLocation(ctx, editor, portal.LocationEdit{ServiceID: v.ID, Version: 9, Name: "x", Country: "LUX", Lang: "fr"}); !fault.Is(err, fault.Conflict, "") {
			t.Errorf("a place changed meanwhile: %v", err)
		}
		if _, err := s.DeskServices(ctx, visitor, portal.ServiceQuery{}); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("the desk's list for a visitor: %v", err)
		}
	})
}

func TestHours(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s, ctx := openDirectory(t, d), t.Context()
		v, today := named(t, s, "Dudelange"), clock.Today(testkit.Clock(t))
		week := []portal.OpenHours{{Weekday: 5, Opens: "13:00", Closes: "24:00"}, {Weekday: 1, Opens: "13:00", Closes: "17:00"}, {Weekday: 1, Opens: "09:00", Closes: "12:00"}}
		v, err := s.SaveHours(ctx, editor, portal.HoursEdit{ServiceID: v.ID, Version: v.Version, Week: week})
		if err != nil || len(v.Hours) != 3 || v.Hours[0].Opens != "09:00" {
			t.Fatalf("%+v, %v", v.Hours, err)
		}
		if _, err := s.SaveHours(ctx, editor, portal.HoursEdit{ServiceID: v.ID, Version: v.Version - 1}); !fault.Is(err, fault.Conflict, "") {
			t.Errorf("over a change that was not seen: %v", err)
		}
		for name, h := range map[string][]portal.OpenHours{
			"backwards": {{Weekday: 1, Opens: "12:00", Closes: "09:00"}},
			"no time":   {{Weekday: 1, Opens: "9", Closes: "10:00"}},
			"overlap":   {{Weekday: 1, Opens: "09:00", Closes: "12:00"}, {Weekday: 1, Opens: "11:00", Closes: "13:00"}},
		} {
			_, err := s.SaveHours(ctx, editor, portal.HoursEdit{ServiceID: v.ID, Version: v.Version, Week: h})
			if l := fault.Of(err); len(l) != 1 || l[0].Field != "day1" {
				t.Errorf("%s: %v", name, err)
			}
		}
		v, err = s.AddException(ctx, editor, portal.ExceptionEdit{ServiceID: v.ID, From: today, Until: today.AddDays(2), Reason: "Inventaire"})
		if err != nil || len(v.Exceptions) != 1 || !v.Exceptions[0].Closed() {
			t.Fatalf("%+v, %v", v.Exceptions, err)
		}
		for field, in := range map[string]portal.ExceptionEdit{
			"until":  {From: today.AddDays(-3), Until: today.AddDays(-2), Reason: "x"},
			"hours":  {From: today, Opens: "10:00", Reason: "x"},
			"reason": {From: today},
		} {
			in.ServiceID = v.ID
			_, err := s.AddException(ctx, editor, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if err := s.RemoveException(ctx, editor, v.ID, v.Exceptions[0].ID); err != nil {
			t.Error(err)
		}
		if err := s.RemoveException(ctx, editor, v.ID, v.Exceptions[0].ID); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("twice: %v", err)
		}
		if err := s.RemoveException(ctx, visitor, v.ID, v.ID); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a visitor: %v", err)
		}
	})
}
