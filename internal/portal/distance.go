package portal

import "math"

// Point is a place on the Earth in degrees, north and east positive.
type Point struct{ Lat, Lon float64 }

// LuxembourgCity is where distances from Luxembourg begin.
var LuxembourgCity = Point{49.6117, 6.1300}

// earthRadius is the mean radius R₁ of the Earth in kilometres, (2a+b)/3 of the
// ellipsoid GRS 80: H. Moritz, Geodetic Reference System 1980, Journal of
// Geodesy 74 (2000), 128–133.
const earthRadius = 6371.0088

// Distance is the way along the great circle from a to b in kilometres, by the
// haversine formula, which stays exact for places next to each other.
func Distance(a, b Point) float64 {
	rad := math.Pi / 180
	lat, lon := math.Sin((b.Lat-a.Lat)*rad/2), math.Sin((b.Lon-a.Lon)*rad/2)
	h := lat*lat + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*lon*lon
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}

// FromLuxembourg is the distance from the capital in whole kilometres.
func (p Point) FromLuxembourg() int { return int(math.Round(Distance(LuxembourgCity, p))) }
