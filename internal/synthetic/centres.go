package synthetic

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

//go:embed data
var data embed.FS

// Organisation is a body that runs or oversees centres.
type Organisation struct {
	Key  string `json:"key"`  // stable slug
	Code string `json:"code"` // short code of the field: SMR, ONA, HUT
	Kind string `json:"kind"` // "operator", "state" or "other"
	Name string `json:"name"`
}

// Centre is a row of the Red Cross directory, or an invented centre (Synthetic).
type Centre struct {
	Key          string `json:"key"`          // stable slug
	Organisation string `json:"organisation"` // key of an Organisation
	Name         string `json:"name"`         // exactly as published
	Phone        string `json:"phone"`        // exactly as published; empty for invented centres

	// Commune and its coordinates (WGS 84, of the commune and not of the building);
	// empty and 0 where the place is not public.
	Commune   string  `json:"commune"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	// Street, PostalCode and Locality are filled only where the source gives them.
	Street     string `json:"street"`
	PostalCode string `json:"postal_code"`
	Locality   string `json:"locality"`
	// Withheld: the address must never be published (unaccompanied minors).
	Withheld bool `json:"withheld"`

	Accommodation bool   `json:"accommodation"` // false: a service without beds
	Service       string `json:"service"`       // "coordination" or "first_reception_service" when it is not accommodation
	Type          string `json:"type"`          // first_reception, temporary, temporary_protection or minors; empty for a service
	Phase         Phase  `json:"phase"`
	Catering      string `json:"catering"`      // full_board, delivered, grocery_van or self_cook; synthetic
	Audience      string `json:"audience"`      // "women", "unaccompanied_minors" or empty: everybody
	Modular       bool   `json:"modular"`       // prefabricated units rather than a house; synthetic
	NearHospital  bool   `json:"near_hospital"` // synthetic
	NearSchool    bool   `json:"near_school"`   // synthetic

	Synthetic bool `json:"synthetic"` // the centre itself is invented
	Beds      int  `json:"beds"`      // gross beds of its Layout; synthetic
	Mix       Mix  `json:"mix"`
}

// Mix is how the beds of a centre are shared out, in per cent; synthetic.
type Mix struct {
	Family int `json:"family"`
	Men    int `json:"men"`
	Women  int `json:"women"`
}

// Phase is a stage of reception, of a centre or of a household.
type Phase string

// The phases of reception in Luxembourg.
const (
	PhaseFirst         Phase = "first"         // first reception (CPA), the first weeks
	PhaseSecond        Phase = "second"        // second-phase centre, after the application
	PhaseAccommodation Phase = "accommodation" // accommodation structure, rest of the procedure and beyond
	PhaseNone          Phase = "none"          // a service without beds
)

// commune is a municipality with the coordinates of its main place (WGS 84).
type commune struct {
	Name      string  `json:"name"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Section is a part of the Red Cross page, verbatim.
type Section struct {
	// Key is one of motto, service, reception, support, individual-support,
	// family-links, directory, faq, contact.
	Key        string   `json:"key"`
	Heading    string   `json:"heading"`
	Paragraphs []string `json:"paragraphs"` // contact: the postal address, lines separated by \n
	Items      []string `json:"items"`      // faq: the questions; contact: the sentences under the form
}

type directory struct {
	Source        string         `json:"source"`
	Organisations []Organisation `json:"organisations"`
	Centres       []Centre       `json:"centres"`
	Communes      []commune      `json:"communes"`
}

type page struct {
	Source   string    `json:"source"`
	Language string    `json:"language"`
	Sections []Section `json:"sections"`
}

var (
	loadDirectory = sync.OnceValue(func() directory { return decode[directory]("data/centres.json") })
	loadPage      = sync.OnceValue(func() page { return decode[page]("data/red-cross-smr.json") })
)

// decode reads an embedded file. A file that does not decode is a broken build,
// not something a caller could handle: it panics.
func decode[T any](name string) T {
	var v T
	b, err := data.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		panic(fmt.Sprintf("synthetic: %s: %v", name, err))
	}
	return v
}

// Source is the address of the public page that the centres and texts are from.
func Source() string { return loadPage().Source }

// Organisations returns the Red Cross service, the State's reception office and
// another provider.
func Organisations() []Organisation { return slices.Clone(loadDirectory().Organisations) }

// Centres returns the rows of the Red Cross directory in its order, followed by a
// few invented centres of the other provider.
func Centres() []Centre { return slices.Clone(loadDirectory().Centres) }

// Texts returns the sections of the Red Cross page (English) in its order.
func Texts() []Section {
	sections := slices.Clone(loadPage().Sections)
	for i := range sections {
		sections[i].Paragraphs = slices.Clone(sections[i].Paragraphs)
		sections[i].Items = slices.Clone(sections[i].Items)
	}
	return sections
}

// Text returns the section with that key; ok is false when there is none.
func Text(key string) (s Section, ok bool) {
	for _, s := range Texts() {
		if s.Key == key {
			return s, true
		}
	}
	return Section{}, false
}

// scaleBeds is the size of each centre that Scale adds.
const scaleBeds = 400

// Scale returns Centres and as many invented ones as it takes to have at least
// that many gross beds.
func Scale(beds int) []Centre {
	centres := Centres()
	have := 0
	for _, c := range centres {
		have += c.Beds
	}
	d := loadDirectory()
	for i := 0; have < beds; i++ {
		place := d.Communes[i%len(d.Communes)]
		number := i/len(d.Communes) + 1
		// The State and the other provider take turns; the Red Cross keeps its real list.
		org := d.Organisations[1+i%(len(d.Organisations)-1)]
		centres = append(centres, Centre{
			Key:          "fictif-" + strconv.Itoa(i+1),
			Organisation: org.Key,
			Name:         fmt.Sprintf("Structure fictive « %s %d »", place.Name, number),
			Commune:      place.Name, Latitude: place.Latitude, Longitude: place.Longitude,
			Accommodation: true, Type: "temporary", Phase: PhaseAccommodation, Catering: "self_cook",
			Modular: i%3 == 0, NearSchool: i%4 != 0, Synthetic: true, Beds: scaleBeds, Mix: Mix{Family: 56, Men: 39, Women: 5},
		})
		have += scaleBeds
	}
	return centres
}
