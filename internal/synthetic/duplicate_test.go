package synthetic_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/synthetic"
)

func TestDuplicate(t *testing.T) {
	t.Parallel()
	var all, respelled, swapped, january, fatherless, scriptless int
	for _, h := range households(2000) {
		for i, p := range h.Members {
			before := p
			d := synthetic.Duplicate(h, i)
			if diff := cmp.Diff(d, synthetic.Duplicate(h, i)); diff != "" {
				t.Fatalf("not the same twice:\n%s", diff)
			}
			if diff := cmp.Diff(before, h.Members[i]); diff != "" {
				t.Fatalf("the member changed:\n%s", diff)
			}
			if d.Sex != p.Sex || d.Nationality != p.Nationality || d.Language != p.Language {
				t.Fatalf("another person: %+v, %+v", d, p)
			}
			if d.Given.Latin == p.Given.Latin && d.Family.Latin == p.Family.Latin && d.Birth == p.Birth {
				t.Fatalf("nothing differs: %+v", d)
			}
			if years := d.Birth.Date.Year() - p.Birth.Date.Year(); years < -1 || years > 0 {
				t.Fatalf("born %v, before %v", d.Birth.Date, p.Birth.Date)
			}
			all++
			respelled += count(d.Given.Latin != p.Given.Latin)
			swapped += count(p.Family.Latin != "" && d.Given.Native == p.Family.Native && d.Family.Native == p.Given.Native && d.Given.Native != "")
			january += count(d.Birth.Date.YearDay() == 1)
			fatherless += count(d.Father.Latin == "" && p.Father.Latin != "")
			scriptless += count(d.Given.Native == "")
		}
	}
	for what, n := range map[string]int{"respelled": respelled, "swapped": swapped, "1 January": january, "fatherless": fatherless, "scriptless": scriptless} {
		if n*20 < all || n == all {
			t.Errorf("%s: %d of %d", what, n, all)
		}
	}
}
