package people

import "passerelle/internal/platform/clock"

// statusOn returns the newest legal status that holds on a day, empty for none.
// Of two that begin on one day the later recorded one counts; all is in the
// order of recording.
func statusOn(all []Status, on clock.Date) StatusCode {
	var found Status
	for _, s := range all {
		holds := !s.From.After(on) && (s.Until.IsZero() || !s.Until.Before(on))
		if holds && !s.From.Before(found.From) {
			found = s
		}
	}
	return found.Code
}

func statusesOf(in []StatusInput) []Status {
	var out []Status
	for _, s := range in {
		out = append(out, Status{Code: s.Code, From: s.From, Until: s.Until})
	}
	return out
}
