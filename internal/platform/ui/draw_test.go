package ui

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passerelle/internal/platform/i18n"
)

func localizer(t *testing.T, lang i18n.Lang) *i18n.Localizer {
	t.Helper()
	texts, err := i18n.Load(Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return texts.For(lang)
}

func TestEveryLineOfThePlanFillsItsDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tape := Tape{Days: make([]TapeDay, rapid.IntRange(1, 40).Draw(t, "days"))}
		row := TapeRow{Bars: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) TapeBar {
			return TapeBar{Start: rapid.IntRange(-50, 50).Draw(t, "start"), Days: rapid.IntRange(-1, 60).Draw(t, "nights")}
		}), 0, 8).Draw(t, "bars")}
		shown := 0
		for i, lane := range tape.lanes(row) {
			sum := 0
			for _, c := range lane {
				sum += c.span
				if c.span < 1 {
					t.Fatalf("line %d has a cell of %d days", i, c.span)
				}
				if c.bar != nil {
					shown++
				}
			}
			if sum != len(tape.Days) {
				t.Fatalf("line %d has %d days, want %d", i, sum, len(tape.Days))
			}
		}
		want := 0
		for _, b := range row.Bars {
			if b.Days > 0 && b.Start < len(tape.Days) && b.Start+b.Days > 0 {
				want++
			}
		}
		if shown != want {
			t.Fatalf("%d bars shown, want %d", shown, want)
		}
	})
}

func TestOverlappingStaysGetLinesOfTheirOwn(t *testing.T) {
	t.Parallel()
	tape := Tape{Days: make([]TapeDay, 5)}
	lanes := tape.lanes(TapeRow{Bars: []TapeBar{{Start: -2, Days: 4, Label: "a"}, {Start: 1, Days: 9, Label: "b"}, {Start: 2, Days: 1, Label: "c"}}})
	type cell struct {
		Span          int
		Label         string
		Before, After bool
	}
	var got [][]cell
	for _, lane := range lanes {
		var line []cell
		for _, c := range lane {
			out := cell{Span: c.span, Before: c.before, After: c.after}
			if c.bar != nil {
				out.Label = c.bar.Label
			}
			line = append(line, out)
		}
		got = append(got, line)
	}
	want := [][]cell{
		{{2, "a", true, false}, {1, "c", false, false}, {Span: 1}, {Span: 1}},
		{{Span: 1}, {4, "b", false, true}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAxisHoldsEveryValueInRoundSteps(t *testing.T) {
	t.Parallel()
	l := localizer(t, i18n.English)
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-10, 1e7), 1, 30).Draw(t, "values")
		sc := newChartScale(l, Chart{Labels: make([]string, len(values)), Series: []Series{{Values: values}}})
		for i, v := range values {
			if v > sc.top {
				t.Fatalf("value %d: %v above %v", i, v, sc.top)
			}
		}
		if n := sc.top / sc.step; n != math.Trunc(n) || n < 1 || n > 10 {
			t.Fatalf("%v steps of %v", n, sc.step)
		}
		digits := strings.TrimRight(strconv.FormatFloat(sc.step, 'f', -1, 64), "0")
		if digits != "1" && digits != "2" && digits != "5" {
			t.Fatalf("step %v is not round", sc.step)
		}
	})
}

func TestTimeRunsWithTheWriting(t *testing.T) {
	t.Parallel()
	c := Chart{ID: "c", Title: "c", Labels: []string{"1", "2"}, Series: []Series{{Name: "s", Values: []float64{1, 2}}}}
	x := func(lang i18n.Lang) (first, second float64) {
		v := lineView(localizer(t, lang), c)
		first, _ = strconv.ParseFloat(v.xTicks[0].pos, 64)
		second, _ = strconv.ParseFloat(v.xTicks[1].pos, 64)
		return first, second
	}
	if a, b := x(i18n.English); a >= b {
		t.Errorf("English: %v, %v", a, b)
	}
	if a, b := x(i18n.Arabic); a <= b {
		t.Errorf("Arabic: %v, %v", a, b)
	}
}

func TestUnknownValueIsAGapAndADash(t *testing.T) {
	t.Parallel()
	l := localizer(t, i18n.English)
	c := Chart{ID: "c", Title: "c", Labels: []string{"1", "2", "3", "4"}, Series: []Series{{Name: "s", Values: []float64{1, math.NaN(), 3.5}}}}
	var b bytes.Buffer
	if err := LineChart(l, c).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	doc.Find("td").Each(func(_ int, s *goquery.Selection) { cells = append(cells, s.Text()) })
	if diff := cmp.Diff([]string{"1", "–", "3.5", "–"}, cells); diff != "" {
		t.Errorf("table:\n%s", diff)
	}
	if n := doc.Find("polyline").Length(); n != 2 {
		t.Errorf("%d runs, want 2", n)
	}
}

func TestStackedBarsStandOnEachOther(t *testing.T) {
	t.Parallel()
	v := barView(localizer(t, i18n.English), Chart{Stacked: true, Labels: []string{"1"}, Series: []Series{{Values: []float64{3}}, {Values: []float64{1}}, {Values: []float64{0}}}})
	number := func(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }
	low, high := v.series[0].bars[0], v.series[1].bars[0]
	if got, want := number(high.y)+number(high.h), number(low.y); math.Abs(got-want) > 0.2 {
		t.Errorf("upper bar ends at %v, lower begins at %v", got, want)
	}
	if low.x != high.x || len(v.series[2].bars) != 0 {
		t.Errorf("bars %+v", v.series)
	}
}

func TestEmptyChartIsNoError(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := BarChart(localizer(t, i18n.English), Chart{ID: "c"}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
		t.Errorf("drawing has no numbers: %s", b.String())
	}
}
