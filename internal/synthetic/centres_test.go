package synthetic_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/synthetic"
)

const seed = 7

// published returns the non-empty lines of the copy of the public page.
func published(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/red-cross-smr.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range strings.Split(string(b), "\n") {
		if strings.TrimSpace(l) != "" {
			lines = append(lines, strings.TrimPrefix(strings.TrimSpace(l), "• "))
		}
	}
	return lines
}

// The page is told in the order of its sections, the directory in its place:
// nothing added, nothing lost, nothing changed.
func TestPageIsVerbatim(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range synthetic.Texts() {
		got = append(got, s.Heading)
		for _, p := range s.Paragraphs {
			got = append(got, strings.Split(p, "\n")...)
		}
		got = append(got, s.Items...)
		if s.Key != "directory" {
			continue
		}
		for _, c := range synthetic.Centres() {
			if !c.Synthetic {
				got = append(got, c.Name, "Tel.: "+c.Phone)
			}
		}
	}
	if diff := cmp.Diff(published(t), got); diff != "" {
		t.Errorf("embedded page differs from the published one (-published +embedded):\n%s", diff)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	faq, ok := synthetic.Text("faq")
	if !ok || len(faq.Items) != 6 {
		t.Errorf("faq: ok %v, %d questions, want 6", ok, len(faq.Items))
	}
	if _, ok := synthetic.Text("nonsense"); ok {
		t.Error("an unknown key has a text")
	}
	if !strings.HasPrefix(synthetic.Source(), "https://www.croix-rouge.lu/") {
		t.Errorf("source %q", synthetic.Source())
	}
}

func TestReturnedDataIsACopy(t *testing.T) {
	t.Parallel()
	synthetic.Centres()[0].Name = "changed"
	synthetic.Texts()[7].Items[0] = "changed"
	if synthetic.Centres()[0].Name == "changed" || synthetic.Texts()[7].Items[0] == "changed" {
		t.Error("a caller can change the embedded data")
	}
}

func TestCentres(t *testing.T) {
	t.Parallel()
	organisations := map[string]string{}
	for _, o := range synthetic.Organisations() {
		organisations[o.Key] = o.Kind
	}
	if len(organisations) != 3 {
		t.Fatalf("%d organisations, want 3", len(organisations))
	}
	services, minors := 0, 0
	keys := map[string]bool{}
	for _, c := range synthetic.Centres() {
		if keys[c.Key] {
			t.Errorf("key %q twice", c.Key)
		}
		keys[c.Key] = true
		if organisations[c.Organisation] == "" {
			t.Errorf("%s: no organisation %q", c.Key, c.Organisation)
		}
		if c.Accommodation == (c.Beds == 0) || c.Accommodation == (c.Service != "") || c.Accommodation == (c.Phase == synthetic.PhaseNone) {
			t.Errorf("%s: accommodation %v, but beds %d, service %q, phase %q", c.Key, c.Accommodation, c.Beds, c.Service, c.Phase)
		}
		if !c.Accommodation {
			services++
		} else if c.Mix.Family+c.Mix.Men+c.Mix.Women != 100 {
			t.Errorf("%s: mix %+v is not 100 per cent", c.Key, c.Mix)
		}
		if c.Synthetic != (c.Phone == "") || c.Synthetic != strings.Contains(c.Name, "fictif") {
			t.Errorf("%s: synthetic %v, phone %q, name %q", c.Key, c.Synthetic, c.Phone, c.Name)
		}
		if c.Street != "" && c.Key != "coordination" {
			t.Errorf("%s: an address that the page does not give: %q", c.Key, c.Street)
		}
		if c.Withheld {
			minors++
			if c.Commune != "" || c.Latitude != 0 || c.Longitude != 0 || c.Street != "" || c.Audience != "unaccompanied_minors" {
				t.Errorf("%s: the place of a withheld centre is told", c.Key)
			}
			continue
		}
		if c.Commune == "" || !inLuxembourg(c.Latitude, c.Longitude) {
			t.Errorf("%s: commune %q at %v, %v", c.Key, c.Commune, c.Latitude, c.Longitude)
		}
	}
	if services != 2 || minors != 1 {
		t.Errorf("%d services, %d withheld centres; want 2 and 1", services, minors)
	}
}

func inLuxembourg(lat, lon float64) bool {
	return lat > 49.44 && lat < 50.19 && lon > 5.73 && lon < 6.54
}

func TestScale(t *testing.T) {
	t.Parallel()
	base := synthetic.Centres()
	if diff := cmp.Diff(base, synthetic.Scale(100)); diff != "" {
		t.Errorf("Scale below the real size changes the centres:\n%s", diff)
	}
	centres := synthetic.Scale(60_000)
	beds := 0
	names := map[string]bool{}
	for i, c := range centres {
		if names[c.Name] || names[c.Key] {
			t.Fatalf("name %q or key %q twice", c.Name, c.Key)
		}
		names[c.Name], names[c.Key] = true, true
		beds += c.Beds
		if i < len(base) {
			continue
		}
		if !c.Synthetic || !strings.Contains(c.Name, "fictive") || !inLuxembourg(c.Latitude, c.Longitude) || c.Organisation == "croix-rouge-smr" {
			t.Fatalf("added centre %+v", c)
		}
	}
	if beds < 60_000 || beds > 60_400 {
		t.Errorf("%d beds for 60,000", beds)
	}
}
