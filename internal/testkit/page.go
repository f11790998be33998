package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Navigate loads a page and returns its HTTP status.
func (b *Tab) Navigate(url string) int64 {
	b.tb.Helper()
	return b.response(chromedp.Navigate(url))
}

// Follow clicks what Click finds and waits until the page it leads to has
// loaded. It returns the HTTP status of that page.
func (b *Tab) Follow(role, name string) int64 {
	b.tb.Helper()
	return b.response(b.click(role, name))
}

// Enter presses the Enter key and waits until the page it leads to has loaded.
// It returns the HTTP status of that page.
func (b *Tab) Enter() int64 {
	b.tb.Helper()
	return b.leave("\r")
}

// Space presses the space bar, as on a button, and waits as Enter does.
func (b *Tab) Space() int64 {
	b.tb.Helper()
	return b.leave(" ")
}

// leave presses a key and waits for another page than this one. It looks at the
// page and not at its requests: what the page that is left still asked for ends
// as an error, which says nothing about the new one.
func (b *Tab) leave(key string) int64 {
	b.tb.Helper()
	const state = `document.readyState === "complete" ? [performance.timeOrigin, performance.getEntriesByType("navigation")[0].responseStatus] : [0, 0]`
	var before, after [2]float64
	b.Eval(state, &before)
	b.Run(typing(key), chromedp.ActionFunc(func(ctx context.Context) error {
		err := until(ctx, func() (bool, error) {
			err := chromedp.Evaluate(state, &after).Do(ctx)
			return err == nil && after[0] != 0 && after[0] != before[0], nil // an error: the page is being replaced
		})
		if err != nil {
			return fmt.Errorf("the key leads to no other page: %w", err)
		}
		return nil
	}))
	return int64(after[1])
}

func (b *Tab) response(action chromedp.Action) int64 {
	b.tb.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, action)
	if err != nil {
		b.Screenshot("failed")
		b.tb.Fatalf("load a page: %v", err)
	}
	if r == nil { // only the fragment changed
		return 0
	}
	return r.Status
}

// Click clicks the one element with that ARIA role and accessible name, found
// as assistive technology finds it and waited for.
func (b *Tab) Click(role, name string) {
	b.tb.Helper()
	b.Run(b.click(role, name))
}

func (b *Tab) click(role, name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var x, y float64
		err := until(ctx, func() (bool, error) {
			id, err := b.find(ctx, name, role)
			if err != nil {
				return false, err
			}
			if err := dom.ScrollIntoViewIfNeeded().WithBackendNodeID(id).Do(ctx); err != nil {
				return false, nil // a live answer has just replaced it: look again
			}
			quads, err := dom.GetContentQuads().WithBackendNodeID(id).Do(ctx)
			if err != nil || len(quads) == 0 {
				return false, nil
			}
			q := quads[0]
			x, y = (q[0]+q[2]+q[4]+q[6])/4, (q[1]+q[3]+q[5]+q[7])/4
			return true, nil
		})
		if err != nil {
			return fmt.Errorf("%s %q has no place on the page: %w", role, name, err)
		}
		return chromedp.MouseClickXY(x, y).Do(ctx)
	})
}

// fields are the roles of what a person types into.
var fields = []string{"textbox", "searchbox", "spinbutton", "combobox", "Date", "DateTime", "InputTime"}

// Fill replaces the text of the field with that label by typing value.
func (b *Tab) Fill(label, value string) {
	b.tb.Helper()
	b.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		id, err := b.find(ctx, label, fields...)
		if err != nil {
			return err
		}
		if err := dom.Focus().WithBackendNodeID(id).Do(ctx); err != nil {
			return err
		}
		selectAll := input.DispatchKeyEvent(input.KeyRawDown).WithCommands([]string{"selectAll"})
		if err := selectAll.Do(ctx); err != nil {
			return err
		}
		if value == "" {
			return typing(kb.Backspace).Do(ctx)
		}
		return input.InsertText(value).Do(ctx)
	}))
}

// Choose picks the option with that text in the drop-down list with that label.
func (b *Tab) Choose(label, option string) {
	b.tb.Helper()
	b.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		id, err := b.find(ctx, label, "combobox", "listbox")
		if err != nil {
			return err
		}
		object, err := dom.ResolveNode().WithBackendNodeID(id).Do(ctx)
		if err != nil {
			return err
		}
		text, err := json.Marshal(option)
		if err != nil {
			return err
		}
		result, failure, err := runtime.CallFunctionOn(`function(text) {
			const option = [...this.options].find(o => o.text.trim() === text && !o.disabled);
			if (!option) return false;
			option.selected = true;
			for (const type of ["input", "change"]) this.dispatchEvent(new Event(type, {bubbles: true}));
			return true;
		}`).WithObjectID(object.ObjectID).WithArguments([]*runtime.CallArgument{{Value: text}}).WithReturnByValue(true).Do(ctx)
		if err != nil || failure != nil {
			return fmt.Errorf("choose %q: %v %v", option, err, failure)
		}
		if string(result.Value) != "true" {
			return fmt.Errorf("list %q has no option %q", label, option)
		}
		return nil
	}))
}

// Press types keys: text, or constants of package kb such as kb.Tab.
func (b *Tab) Press(keys string) {
	b.tb.Helper()
	b.Run(typing(keys))
}

// typing presses one key after the other. Unlike chromedp.KeyEvent it sends what
// a key writes along with its going down, as a keyboard does: sent on its own, an
// Enter that the page has taken for itself would still submit the form.
func typing(keys string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for _, r := range keys {
			events := kb.Encode(r)
			down, up := events[0], events[len(events)-1]
			if len(events) == 3 {
				down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
			}
			if err := down.Do(ctx); err != nil {
				return err
			}
			if err := up.Do(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// WaitFor waits until an element matches selector.
func (b *Tab) WaitFor(selector string) {
	b.tb.Helper()
	b.Run(chromedp.WaitVisible(selector, chromedp.ByQuery))
}

// WaitGone waits until no element matches selector.
func (b *Tab) WaitGone(selector string) {
	b.tb.Helper()
	b.Run(chromedp.WaitNotPresent(selector, chromedp.ByQuery))
}

// WaitText waits until the first match of selector contains text, with runs of
// space as one space.
func (b *Tab) WaitText(selector, text string) {
	b.tb.Helper()
	b.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		var seen string
		err := until(ctx, func() (bool, error) {
			err := chromedp.Text(selector, &seen, chromedp.ByQuery, chromedp.AtLeast(0)).Do(ctx)
			seen = strings.Join(strings.Fields(seen), " ")
			return err == nil && strings.Contains(seen, text), nil
		})
		if err != nil {
			return fmt.Errorf("%s never says %q, but %.500q", selector, text, seen)
		}
		return nil
	}))
}

// Doc returns the page as it stands now.
func (b *Tab) Doc() *goquery.Document {
	b.tb.Helper()
	var html string
	read := chromedp.OuterHTML("html", &html, chromedp.ByQuery)
	for range 3 { // the page may be replaced between finding its element and reading it
		if b.try(read) == nil {
			return Doc(b.tb, strings.NewReader(html))
		}
	}
	b.Run(read)
	return Doc(b.tb, strings.NewReader(html))
}

// URL returns the address of the page.
func (b *Tab) URL() string {
	b.tb.Helper()
	var u string
	b.Run(chromedp.Location(&u))
	return u
}

// Eval evaluates a script expression and decodes its JSON value into out,
// which may be nil. A promise is awaited.
func (b *Tab) Eval(script string, out any) {
	b.tb.Helper()
	b.Run(chromedp.Evaluate(script, out, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
}

// Focused returns role and accessible name of what has the focus.
func (b *Tab) Focused() (role, name string) {
	b.tb.Helper()
	b.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		object, failure, err := runtime.Evaluate("document.activeElement").Do(ctx)
		if err != nil || failure != nil {
			return fmt.Errorf("active element: %v %v", err, failure)
		}
		nodes, err := accessibility.GetPartialAXTree().WithObjectID(object.ObjectID).WithFetchRelatives(false).Do(ctx)
		if err != nil || len(nodes) == 0 {
			return err
		}
		role, name = text(nodes[0].Role), text(nodes[0].Name)
		return nil
	}))
	return role, name
}

// Within narrows what Click, Follow, Fill and Choose look for to the first
// element that matches selector, until do returns: a form may ask the same of
// several persons.
func (b *Tab) Within(selector string, do func()) {
	b.tb.Helper()
	outer := b.within
	b.within = selector
	defer func() { b.within = outer }()
	do()
}

// find waits for the one element with that name and one of the roles. Its
// error lists the names it saw instead.
func (b *Tab) find(ctx context.Context, name string, roles ...string) (id cdp.BackendNodeID, err error) {
	var seen []string
	var matches []cdp.BackendNodeID
	err = until(ctx, func() (bool, error) {
		seen, matches = nil, nil
		// Not dom.GetDocument: it would invalidate the node ids that chromedp keeps.
		root, _, err := runtime.Evaluate(b.scope()).Do(ctx)
		if err != nil || root.ObjectID == "" {
			return false, nil // the page is being replaced
		}
		for _, role := range roles {
			nodes, err := accessibility.QueryAXTree().WithObjectID(root.ObjectID).WithRole(role).Do(ctx)
			if err != nil {
				return false, nil
			}
			for _, n := range nodes {
				if n.Ignored {
					continue
				}
				seen = append(seen, text(n.Name))
				if text(n.Name) == name {
					matches = append(matches, n.BackendDOMNodeID)
				}
			}
		}
		return len(matches) > 0, nil
	})
	switch {
	case len(matches) == 1:
		return matches[0], nil
	case len(matches) > 1:
		return 0, fmt.Errorf("%d elements are a %s named %q", len(matches), strings.Join(roles, "/"), name)
	default:
		slices.Sort(seen)
		return 0, fmt.Errorf("no %s named %q; there are %q: %w", strings.Join(roles, "/"), name, slices.Compact(seen), err)
	}
}

// scope is the script expression for what find searches.
func (b *Tab) scope() string {
	if b.within == "" {
		return "document"
	}
	return fmt.Sprintf("document.querySelector(%q)", b.within)
}

// until asks again and again until done, an error or the end of ctx; it stops
// a little early, so that its caller can still say what it saw.
func until(ctx context.Context, done func() (bool, error)) error {
	limit := time.Now().Add(patience)
	if deadline, ok := ctx.Deadline(); ok {
		limit = deadline
	}
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		if time.Until(limit) < patience/10 {
			return context.DeadlineExceeded
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func text(v *accessibility.Value) string {
	var s string
	if v != nil {
		_ = json.Unmarshal(v.Value, &s) // what is no string has no text
	}
	return strings.Join(strings.Fields(s), " ")
}
