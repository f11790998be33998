package app

import (
	"context"
	"io"
	"strings"
	"testing"

	"passerelle/internal/people"
)

func TestSweepCommand(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	a, _, err := openDemo(ctx, dir, "127.0.0.1:0", 0, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	orgs, err := a.Reception.Organisations(ctx, commandLine())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		in := people.HouseholdInput{OrgID: orgs[0].ID, Persons: []people.PersonInput{{Identity: people.Identity{
			Names: people.Names{Given: "Hiwetselassie", Family: "Gebreyohannes"}, Sex: people.SexFemale, Birth: people.BirthDate{Year: 1980, Month: 3, Day: 14},
		}}}}
		if _, err := a.People.RegisterHousehold(ctx, commandLine(), in); err != nil {
			t.Fatal(err)
		}
	}
	a.Close()
	at := []string{"sweep", "--data", dir, "--master-key-file", dir + "/master.key"}
	for range 2 { // a second one finds the same
		code, out, problems := command(at...)
		if code != ExitDone || !strings.Contains(out, "2 persons compared; pairs to decide on: 1") || strings.Contains(out+problems, "Hiwet") {
			t.Errorf("code %d, says %q, %q", code, out, problems)
		}
	}
	if code, _, _ := command("sweep"); code != ExitUsage {
		t.Errorf("without a database: code %d", code)
	}
}

// The job of the clock carries a sweep on that somebody began.
func TestSweepJobCarriesOn(t *testing.T) {
	ctx := context.Background()
	a, _, err := openDemo(ctx, t.TempDir(), "127.0.0.1:0", 0, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.People.StartSweep(ctx, commandLine()); err != nil {
		t.Fatal(err)
	}
	if err := a.sweepDuplicates(ctx); err != nil {
		t.Fatal(err)
	}
	if s, err := a.People.LastSweep(ctx, commandLine()); err != nil || s.Busy() || s.Run == 0 {
		t.Errorf("sweep %+v, %v", s, err)
	}
}
