package portal_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"passerelle/internal/portal"
)

// Known distances: a quarter and half of the mean meridian are πR/2 and πR, a
// degree of the equator is πR/180; those between towns are published great
// circles, which round by a kilometre or two.
func TestDistance(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		a, b       portal.Point
		want, near float64
	}{
		"nowhere":                {portal.LuxembourgCity, portal.LuxembourgCity, 0, 0},
		"a degree":               {portal.Point{}, portal.Point{Lon: 1}, 111.1951, 0.001},
		"pole to equator":        {portal.Point{Lat: 90}, portal.Point{Lon: 50}, 10007.557, 0.001},
		"the other side":         {portal.Point{Lat: 30, Lon: 20}, portal.Point{Lat: -30, Lon: -160}, 20015.115, 0.001},
		"across the date line":   {portal.Point{Lon: 179.5}, portal.Point{Lon: -179.5}, 111.1951, 0.001},
		"a hundred metres":       {portal.Point{Lat: 49.6117, Lon: 6.13}, portal.Point{Lat: 49.6126, Lon: 6.13}, 0.10007, 0.0001},
		"Paris to London":        {portal.Point{Lat: 48.8566, Lon: 2.3522}, portal.Point{Lat: 51.5074, Lon: -0.1278}, 343.6, 1},
		"New York to London":     {portal.Point{Lat: 40.7128, Lon: -74.0060}, portal.Point{Lat: 51.5074, Lon: -0.1278}, 5570.2, 1},
		"Nashville, Los Angeles": {portal.Point{Lat: 36.12, Lon: -86.67}, portal.Point{Lat: 33.94, Lon: -118.40}, 2886.45, 0.1},
	} {
		if got := portal.Distance(tt.a, tt.b); math.Abs(got-tt.want) > tt.near {
			t.Errorf("%s: %.4f km, want %.4f", name, got, tt.want)
		}
	}
}

func TestDistanceHoldsBothWaysAndNoDetourIsShorter(t *testing.T) {
	t.Parallel()
	point := rapid.Custom(func(t *rapid.T) portal.Point {
		return portal.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := point.Draw(t, "a"), point.Draw(t, "b"), point.Draw(t, "c")
		there, back := portal.Distance(a, b), portal.Distance(b, a)
		if math.Abs(there-back) > 1e-6 || there < 0 || there > 20015.2 {
			t.Fatalf("%v there, %v back", there, back)
		}
		if portal.Distance(a, c)+portal.Distance(c, b) < there-1e-3 {
			t.Fatalf("by %v it is shorter than %v", c, there)
		}
	})
}
