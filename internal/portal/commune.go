package portal

import (
	_ "embed"
	"encoding/json"
)

//go:embed communes.json
var communeData []byte

// Commune is a commune of Luxembourg and a point in it, from which distances
// are told.
type Commune struct {
	Name      string  `json:"name"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

var communes = func() []Commune {
	var file struct{ Communes []Commune }
	if err := json.Unmarshal(communeData, &file); err != nil {
		panic(err) // the file is compiled in
	}
	return file.Communes
}()

// Communes lists all communes by name.
func Communes() []Commune { return communes }

// FindCommune returns the commune of that name.
func FindCommune(name string) (Commune, bool) {
	for _, c := range communes {
		if c.Name == name {
			return c, true
		}
	}
	return Commune{}, false
}
