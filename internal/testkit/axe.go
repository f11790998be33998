package testkit

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
)

// axe-core by Deque Systems, MPL-2.0: see axe/LICENSE.txt.
//
//go:embed axe/axe.min.js.gz
var axePacked []byte

var axeSource = sync.OnceValues(func() (string, error) { return unpack(axePacked) })

// unpack returns a script that is kept packed.
func unpack(packed []byte) (string, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

// WCAG are the axe tags of WCAG 2.2 AA and axe's own best practices.
var WCAG = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// Axe checks the page as it stands with the rules that carry one of the tags
// (WCAG when none is given) and fails the test for each violation.
func (b *Tab) Axe(tags ...string) {
	b.tb.Helper()
	if violations := b.axe(tags...); len(violations) > 0 {
		b.Screenshot("axe")
		b.tb.Errorf("axe on %s:\n%s", b.URL(), strings.Join(violations, "\n"))
	}
}

// axe returns one text per violating element.
func (b *Tab) axe(tags ...string) []string {
	b.tb.Helper()
	if len(tags) == 0 {
		tags = WCAG
	}
	if b.noScript { // axe needs timers; the page's own scripts have missed their moment and stay still
		b.Run(emulation.SetScriptExecutionDisabled(false))
		defer b.Run(emulation.SetScriptExecutionDisabled(true))
	}
	var loaded bool
	b.Eval("typeof axe === 'object'", &loaded)
	if !loaded {
		source, err := axeSource()
		if err != nil {
			b.tb.Fatalf("unpack axe: %v", err)
		}
		b.Eval(source+"; 0", nil)
	}
	options, err := json.Marshal(map[string]any{
		"runOnly":     map[string]any{"type": "tag", "values": tags},
		"rules":       map[string]any{"target-size": map[string]any{"enabled": true}}, // off by default, yet WCAG 2.2
		"resultTypes": []string{"violations"},
		"preload":     false, // of style sheets, for rules that carry none of the tags
	})
	if err != nil {
		b.tb.Fatal(err)
	}
	var result []struct {
		ID, Help string
		Nodes    []struct {
			Target         []any
			FailureSummary string
		}
	}
	b.Eval("axe.run(document, "+string(options)+").then(r => r.violations)", &result)
	var out []string
	for _, v := range result {
		for _, n := range v.Nodes {
			out = append(out, fmt.Sprintf("  %s (%s) at %v: %s", v.ID, v.Help, n.Target, strings.Join(strings.Fields(n.FailureSummary), " ")))
		}
	}
	return out
}
