package ui

import (
	"math"
	"strconv"
	"strings"

	"passerelle/internal/platform/i18n"
)

// Chart is counts over time or over kinds. It is drawn on the server, with its
// figures as a table below.
type Chart struct {
	ID      string // unique on the page
	Title   string
	Desc    string // one sentence: what is to be seen
	XLabel  string // heading of the first column of the table
	Labels  []string
	Series  []Series // at most four; each has its own colour and its own pattern
	Stacked bool     // bars on top of each other
}

// Series is one line, or the bars of one colour. A value of NaN is not known;
// values below zero are drawn as zero.
type Series struct {
	Name   string
	Values []float64
}

// Inner measures of the drawing, in units of its view box.
const (
	chartW, chartH    = 720.0, 280.0
	chartStart        = 48.0 // room for the figures of the axis
	chartEnd          = 12.0
	chartTop          = 12.0
	chartBottom       = 30.0
	chartMostXLabels  = 12
	chartMostSeries   = 4
	chartBarShare     = 0.72 // of the distance from one label to the next
	chartTicksAtLeast = 4
)

type chartTick struct{ pos, label string }

type chartMark struct{ x, y, w, h, tip string }

type chartSeries struct {
	class string
	name  string
	bars  []chartMark
	lines []string // points of each unbroken run
	dots  []chartMark
}

type chartView struct {
	yTicks, xTicks []chartTick
	yLabelX        string
	from, to       string // ends of the grid lines
	series         []chartSeries
}

type chartScale struct {
	c    Chart
	l    *i18n.Localizer
	step float64 // from one grid line to the next
	top  float64 // value at the upper end
}

func newChartScale(l *i18n.Localizer, c Chart) chartScale {
	if len(c.Series) > chartMostSeries {
		c.Series = c.Series[:chartMostSeries]
	}
	highest := 0.0
	for i := range c.Labels {
		sum := 0.0
		for _, s := range c.Series {
			v := s.at(i)
			sum += v
			if !c.Stacked {
				highest = max(highest, v)
			}
		}
		if c.Stacked {
			highest = max(highest, sum)
		}
	}
	step := niceStep(highest)
	return chartScale{c: c, l: l, step: step, top: step * max(1, math.Ceil(highest/step))}
}

// niceStep returns 1, 2 or 5 times a power of ten, so that the axis gets at
// least chartTicksAtLeast parts, but counts no fractions.
func niceStep(highest float64) float64 {
	if highest <= chartTicksAtLeast {
		return 1
	}
	raw := highest / chartTicksAtLeast
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{5, 2} {
		if m*unit <= raw {
			return m * unit
		}
	}
	return unit
}

// at returns the value to draw: known or 0, never negative.
func (s Series) at(i int) float64 {
	if i >= len(s.Values) || math.IsNaN(s.Values[i]) {
		return 0
	}
	return max(0, s.Values[i])
}

func (s Series) known(i int) bool { return i < len(s.Values) && !math.IsNaN(s.Values[i]) }

// x mirrors in right-to-left pages: time runs with the writing.
func (sc chartScale) x(inner float64) float64 {
	if sc.l.Dir() == "rtl" {
		return chartW - chartStart - inner
	}
	return chartStart + inner
}

func (sc chartScale) y(v float64) float64 {
	return chartH - chartBottom - v/sc.top*(chartH-chartTop-chartBottom)
}

func (sc chartScale) band() float64 {
	return (chartW - chartStart - chartEnd) / float64(max(1, len(sc.c.Labels)))
}

func (sc chartScale) middle(i int) float64 { return (float64(i) + 0.5) * sc.band() }

func (sc chartScale) axes() chartView {
	v := chartView{yLabelX: px(sc.x(-8)), from: px(sc.x(0)), to: px(sc.x(chartW - chartStart - chartEnd))}
	for t := 0.0; t <= sc.top; t += sc.step {
		v.yTicks = append(v.yTicks, chartTick{px(sc.y(t)), figure(sc.l, t)})
	}
	every := max(1, (len(sc.c.Labels)+chartMostXLabels-1)/chartMostXLabels)
	for i := 0; i < len(sc.c.Labels); i += every {
		v.xTicks = append(v.xTicks, chartTick{px(sc.x(sc.middle(i))), sc.c.Labels[i]})
	}
	return v
}

func (sc chartScale) tip(i, s int) string {
	return sc.c.Labels[i] + " · " + sc.c.Series[s].Name + ": " + figure(sc.l, sc.c.Series[s].at(i))
}

// barView lays out bars: side by side within a label, or stacked.
func barView(l *i18n.Localizer, c Chart) chartView {
	sc := newChartScale(l, c)
	v := sc.axes()
	slots := len(sc.c.Series)
	if c.Stacked {
		slots = 1
	}
	width := sc.band() * chartBarShare / float64(max(1, slots))
	below := make([]float64, len(c.Labels))
	for s, series := range sc.c.Series {
		out := chartSeries{class: seriesClass(s), name: series.Name}
		for i := range c.Labels {
			value, base, slot := series.at(i), 0.0, s
			if c.Stacked {
				base, slot = below[i], 0
				below[i] += value
			}
			if value == 0 {
				continue
			}
			from := sc.middle(i) - sc.band()*chartBarShare/2 + float64(slot)*width
			left := min(sc.x(from), sc.x(from+width))
			out.bars = append(out.bars, chartMark{px(left), px(sc.y(base + value)), px(width - 1), px(sc.y(base) - sc.y(base+value)), sc.tip(i, s)})
		}
		v.series = append(v.series, out)
	}
	return v
}

// lineView lays out lines, broken where a value is not known.
func lineView(l *i18n.Localizer, c Chart) chartView {
	c.Stacked = false
	sc := newChartScale(l, c)
	v := sc.axes()
	for s, series := range sc.c.Series {
		out := chartSeries{class: seriesClass(s), name: series.Name}
		var run []string
		for i := range c.Labels {
			if !series.known(i) {
				out.lines = appendRun(out.lines, run)
				run = nil
				continue
			}
			x, y := px(sc.x(sc.middle(i))), px(sc.y(series.at(i)))
			run = append(run, x+","+y)
			if len(c.Labels) <= 2*chartMostXLabels {
				out.dots = append(out.dots, chartMark{x: x, y: y, tip: sc.tip(i, s)})
			}
		}
		out.lines = appendRun(out.lines, run)
		v.series = append(v.series, out)
	}
	return v
}

func appendRun(lines, run []string) []string {
	if len(run) == 0 {
		return lines
	}
	return append(lines, strings.Join(run, " "))
}

func seriesClass(i int) string { return "s" + strconv.Itoa(i+1) }

// px writes a coordinate short.
func px(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// figure writes a value in the reader's language; whole numbers without decimals.
func figure(l *i18n.Localizer, v float64) string {
	if v == math.Trunc(v) {
		return l.Number(int(v))
	}
	return l.Decimal(v, 1)
}

// cell writes a value of the table; unknown is a dash.
func (s Series) cell(l *i18n.Localizer, i int) string {
	if !s.known(i) {
		return "–"
	}
	return figure(l, s.Values[i])
}

func (c Chart) columns() []Column {
	out := []Column{{Label: c.XLabel}}
	for _, s := range c.Series {
		out = append(out, Column{Label: s.Name, Numeric: true})
	}
	return out
}
