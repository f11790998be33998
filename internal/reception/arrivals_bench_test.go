package reception_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// country makes centres of rooms of one to six beds, in rows along corridors.
func (k *stock) country(centres, rooms int) {
	for c := range centres {
		centre := k.centre(func(x *reception.Centre) { x.Name = fmt.Sprint("Centre ", c) })
		b, err := k.s.SaveBuilding(context.Background(), root, reception.Building{CentreID: centre.ID, Name: "A"})
		k.must(err)
		for level := range 6 {
			f, err := k.s.SaveFloor(context.Background(), root, reception.Floor{BuildingID: b.ID, CentreID: centre.ID, Level: level})
			k.must(err)
			_, err = k.s.AddRooms(context.Background(), root, reception.RoomSeries{Like: reception.Room{CentreID: centre.ID, FloorID: f.ID, Cots: level % 2},
				First: fmt.Sprintf("%d.01", level), Last: fmt.Sprintf("%d.%d", level, rooms/6), Beds: level + 1, InARow: true})
			k.must(err)
		}
	}
}

// arrival is the n-th household of a day of many: singles, couples, families of up to six.
func (k *stock) arrival(n int) people.HouseholdInput {
	switch n % 6 {
	case 0:
		return k.form("", man)
	case 1:
		return k.form("", woman, girl)
	case 2:
		return k.form("", man, woman, boy, girl)
	case 3:
		return k.form("", woman, man, baby)
	case 4:
		return k.form("", man, woman, boy, girl, boy, baby)
	}
	return k.form("", woman)
}

// BenchmarkArrivals registers and places households with sixteen workers, as
// many as rooms allow.
func BenchmarkArrivals(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			k := newStock(b, testkit.OpenDB(b, testkit.URL(b, engine)))
			k.must(k.s.LoadAvailability(context.Background()))
			k.must(k.people.LoadIndex(context.Background()))
			k.country(20, 60+6*(b.N/600))
			forms := make([]people.HouseholdInput, b.N)
			for i := range forms {
				forms[i] = k.arrival(i)
			}
			before := cpu()
			b.ResetTimer()
			var next, placed, waiting atomic.Int64
			var wg sync.WaitGroup
			for range 16 {
				wg.Go(func() {
					for {
						i := int(next.Add(1)) - 1
						if i >= b.N {
							return
						}
						out, err := k.s.ReceiveHousehold(context.Background(), root, reception.ReceiveIn{Household: forms[i], Best: &reception.SuggestIn{}, Wait: true})
						switch {
						case err != nil:
							b.Error(err)
							return
						case out.Placement != nil:
							placed.Add(1)
						default:
							waiting.Add(1)
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
			b.ReportMetric((cpu()-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(waiting.Load()), "waiting")
			if twice := k.count(`SELECT COUNT(*) FROM (SELECT bed_id FROM reception_hold WHERE bed_id IS NOT NULL GROUP BY bed_id HAVING COUNT(*) > 1) x`); twice > 0 {
				b.Errorf("%d beds held twice", twice)
			}
		})
	}
}

// cpu is the processor time that this process has used: on a machine that
// others use too, it says more than the clock on the wall.
func cpu() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkSuggest asks for places among 20,000 beds, most of them taken.
func BenchmarkSuggest(b *testing.B) {
	k := newStock(b, testkit.OpenDB(b, testkit.URL(b, db.SQLite)))
	seedNetwork(k)
	ctx := context.Background()
	k.must(k.s.LoadAvailability(ctx))
	for name, members := range map[string][]who{"Single": {man}, "Family": {man, woman, boy, girl, baby}} {
		home := k.register("", members...)
		b.Run(name, func(b *testing.B) {
			before := cpu()
			rooms := 0
			for b.Loop() {
				found, err := k.s.Suggest(ctx, root, reception.SuggestIn{HouseholdID: home.id})
				k.must(err)
				rooms = found.Rooms
			}
			b.ReportMetric(float64(rooms), "rooms")
			b.ReportMetric((cpu()-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
	b.Run("Load", func(b *testing.B) {
		for b.Loop() {
			k.must(k.s.LoadAvailability(ctx))
		}
	})
}
