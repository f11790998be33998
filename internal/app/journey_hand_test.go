package app

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// hand is how somebody works on a page.
type hand interface {
	in(panel string, do func())   // what do does, it does in this part of the page
	fill(label, value string)     // types into a field
	choose(label, option string)  // of a list
	tick(role, name string)       // a radio button or checkbox
	unfold(title string)          // questions that are folded away
	enter(door string)            // a link of the navigation
	follow(role, name string)     // a link or button of the page that leads to another
	search(words, answer string)  // with the box at the top, and opens the answer
	waitForHits(reference string) // who may be known already, where the page says so while one types
}

// pointer works with a mouse, or a finger.
type pointer struct {
	*testkit.Tab
	l               *i18n.Localizer
	scripts, folded bool // whether scripts run, and whether they fold the navigation away
}

func (p pointer) in(panel string, do func())  { p.Within(panel, do) }
func (p pointer) fill(label, value string)    { p.Fill(label, value) }
func (p pointer) choose(label, option string) { p.Choose(label, option) }
func (p pointer) tick(role, name string)      { p.Click(role, name) }
func (p pointer) follow(role, name string)    { p.Follow(role, name) }

func (p pointer) enter(door string) {
	if p.folded {
		p.unfold(p.l.T("ui.menu"))
	}
	p.Follow("link", door)
}

// unfold knows of the title how it begins: what stands folded away follows.
func (p pointer) unfold(title string) {
	var name string
	p.Eval(fmt.Sprintf(`[...document.querySelectorAll('summary')].map(s => s.innerText.trim().replace(/\s+/g, ' ')).find(s => s.startsWith(%q)) ?? ''`, title), &name)
	p.Click(disclosure, name)
}

func (p pointer) search(words, answer string) {
	p.Fill(p.l.T("ui.search.label"), words)
	if p.scripts {
		p.WaitText(".find-results", answer)
	}
	p.Follow("button", p.l.T("ui.search.submit"))
	p.WaitText("main", answer)
	p.Follow("link", answer)
}

func (p pointer) waitForHits(reference string) {
	if p.scripts {
		p.WaitText("[data-live-region]", reference)
		p.tick("checkbox", "None of them is this person")
	}
}

// keys works with the keyboard alone. It goes forward from where the focus is,
// as somebody does who fills a form from top to bottom.
type keys struct {
	*testkit.Tab
	t *testing.T
}

// farthest is how many times the Tab key may be pressed to get somewhere.
const farthest = 40

// disclosure is the role of what unfolds a part of a page.
const disclosure = "DisclosureTriangle"

// to presses Tab until there is what is looked for, and fails when the focus is
// somewhere where nobody sees it.
func (k keys) to(role, name string, there func() bool) {
	k.t.Helper()
	if role != "link" || name != skipLink {
		k.skip()
	}
	var seen []string
	for range farthest {
		k.Press(kb.Tab)
		r, n := k.Focused()
		seen = append(seen, r+" "+n)
		k.isSeen(r, n)
		if r == role && n == name || there != nil && there() {
			return
		}
	}
	k.t.Fatalf("%d times Tab do not lead to %s %q, but to:\n%s", farthest, role, name, strings.Join(seen, "\n"))
}

// focusSeen says what is wrong with how the focus shows, "" for nothing: a ring
// of two pixels or more on the element or on what it fills, and in view.
const focusSeen = `(() => {
  const e = document.activeElement
  if (!e || e === document.body) return 'nothing has it'
  const ring = (x, part) => { const s = getComputedStyle(x, part); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }
  if (![[e], [e, '::after'], [e.parentElement]].some(x => ring(...x))) return 'it has no ring'
  const r = e.getBoundingClientRect()
  if (r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth) return 'it is out of view'
  const at = document.elementFromPoint((Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2, (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2)
  if (at && !e.contains(at) && !at.contains(e)) return 'it is covered by ' + at.outerHTML.slice(0, 80)
  return ''
})()`

func (k keys) isSeen(role, name string) {
	k.t.Helper()
	var wrong string
	k.Eval(focusSeen, &wrong)
	if wrong != "" {
		k.Screenshot("focus")
		k.t.Errorf("focus on %s %q at %s: %s", role, name, k.URL(), wrong)
	}
}

func (k keys) in(_ string, do func()) { do() }

func (k keys) fill(label, value string) {
	k.t.Helper()
	at := func() bool {
		r, n := k.Focused()
		return n == label && (r == "textbox" || r == "searchbox" || r == "combobox")
	}
	if !at() {
		k.to("", "", at)
	}
	k.Press(value)
	k.has(value)
}

func (k keys) choose(label, option string) {
	k.t.Helper()
	k.to("combobox", label, nil)
	k.Press(option)
	var got string
	k.Eval(`document.activeElement.selectedOptions[0].text.trim()`, &got)
	if got != option {
		k.t.Fatalf("typing %q in list %q chooses %q", option, label, got)
	}
}

// has fails unless what was typed stands in the field.
func (k keys) has(value string) {
	k.t.Helper()
	var got string
	k.Eval(`document.activeElement.value`, &got)
	if got != value {
		k.t.Fatalf("typed %q, the field has %q", value, got)
	}
}

// tick goes into the group with Tab, and on in a group of radio buttons with
// the arrows.
func (k keys) tick(role, name string) {
	k.t.Helper()
	k.to(role, name, func() bool {
		var in bool
		k.Eval(fmt.Sprintf(`document.activeElement.type === 'radio' && [...document.getElementsByName(document.activeElement.name)].some(r => r.labels[0].textContent.trim() === %q)`, name), &in)
		return in
	})
	for range farthest {
		if _, n := k.Focused(); n == name {
			var checked bool
			if k.Eval(`document.activeElement.checked`, &checked); !checked {
				k.Press(" ")
			}
			return
		}
		k.Press(kb.ArrowDown)
	}
	k.t.Fatalf("arrows do not lead to %s %q", role, name)
}

func (k keys) unfold(title string) {
	k.t.Helper()
	k.to("", "", func() bool {
		r, n := k.Focused()
		return r == disclosure && strings.HasPrefix(n, title)
	})
	k.Press("\r")
}

func (k keys) follow(role, name string) {
	k.t.Helper()
	k.to(role, name, nil)
	k.Enter()
}

func (k keys) enter(door string) {
	k.t.Helper()
	for range farthest {
		k.Press(kb.Tab)
		if r, n := k.Focused(); r == "link" && n == door {
			k.isSeen(r, n)
			k.Enter()
			return
		}
	}
	k.t.Fatalf("Tab does not lead to %q", door)
}

const skipLink = "Skip to main content"

// skip goes past the navigation where a page has just opened: one that says what
// was done, or asks for the next person, has the focus there already.
func (k keys) skip() {
	k.t.Helper()
	var before bool
	k.Eval(`document.activeElement === document.body`, &before)
	if !before {
		return
	}
	k.to("link", skipLink, nil)
	k.Press("\r")
	k.WaitFor("main:focus")
}

func (k keys) search(words, answer string) {
	k.t.Helper()
	k.Press("/")
	k.isSeen("combobox", "search")
	k.Press(words)
	k.WaitText(".find-results", answer)
	for range 8 {
		k.Press(kb.ArrowDown)
		var chosen string
		k.Eval(`document.querySelector('.find-results [aria-selected=true] .hit-label').textContent`, &chosen)
		if strings.Contains(chosen, answer) {
			k.Enter()
			return
		}
	}
	k.t.Fatalf("no answer %q for %q", answer, words)
}

func (k keys) waitForHits(reference string) {
	k.t.Helper()
	k.WaitText("[data-live-region]", reference)
	k.tick("checkbox", "None of them is this person")
}
