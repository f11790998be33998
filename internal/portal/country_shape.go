package portal

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"sync"
)

// Shape is the outline of a country, drawn in a box of 100 by 100 at most, and
// where it lies on the map of the world.
type Shape struct {
	Path   string  `json:"p"` // of SVG
	Width  float64 `json:"w"`
	Height float64 `json:"h"`
	X      float64 `json:"x"` // degrees east of the date line
	Y      float64 `json:"y"` // degrees south of the North Pole
}

// Box is the view box of the outline with some air around it.
func (s Shape) Box() string {
	n := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	return "-4 -4 " + n(s.Width+8) + " " + n(s.Height+8)
}

//go:embed data/shapes.json.gz
var shapesFile []byte

type shapes struct {
	Land      string           `json:"land"`
	Countries map[string]Shape `json:"countries"` // by alpha-3; UNK is Kosovo
}

var readShapes = sync.OnceValue(func() shapes {
	var s shapes
	if err := json.Unmarshal(unpack(shapesFile), &s); err != nil {
		panic(err) // the file is compiled in
	}
	return s
})

// Land is the land of the Earth as a path of SVG, 360 wide and 180 high: plate
// carrée, a degree a unit.
func Land() string { return readShapes().Land }

// Shape returns the outline of the country; false where it is too small to be
// drawn.
func (c Country) Shape() (Shape, bool) {
	code := string(c.Code)
	if c.Two == "xk" {
		code = "UNK"
	}
	s, ok := readShapes().Countries[code]
	return s, ok
}

// On is where a point lies on the map of [Land].
func (p Point) On() (x, y float64) { return p.Lon + 180, 90 - p.Lat }
