package testkit

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience bounds how long an action waits for what it needs. It only decides
// how long a failing test takes.
const patience = 90 * time.Second

// Tab is one page of a real browser with cookies of its own. Its methods fail
// the test when something does not happen. When the test ends, it also fails
// if a script threw, the console logged an error, the content policy was
// violated or the page asked another host than this machine for anything.
type Tab struct {
	tb  testing.TB
	ctx context.Context

	noScript bool
	within   string // see Within

	mu       sync.Mutex
	problems []string
}

var (
	startBrowser sync.Once
	browserRoot  context.Context
	browserErr   error
)

// Browser opens a tab. All tests of a package share one Chromium: the one that
// CHROMIUM names or the first on the path. Without one the test is skipped, and
// under -short as well.
func Browser(tb testing.TB) *Tab {
	tb.Helper()
	if testing.Short() {
		tb.Skip("browser test not run with -short")
	}
	path := chromium()
	if path == "" {
		lacking(tb, "no Chromium on this machine: scripts/test-setup.sh installs it, or set CHROMIUM")
	}
	startBrowser.Do(func() { browserRoot, browserErr = launch(path) })
	if browserErr != nil {
		tb.Fatalf("start the browser: %v", browserErr)
	}
	ctx, cancel, err := openTab(browserRoot)
	if err != nil {
		tb.Fatalf("open a tab: %v", err)
	}
	b := &Tab{tb: tb, ctx: ctx}
	chromedp.ListenTarget(ctx, b.listen)
	// Without a deadline: the first Run makes the tab, which must outlive it.
	if err := chromedp.Run(ctx, emulation.SetFocusEmulationEnabled(true)); err != nil {
		cancel()
		tb.Fatalf("open a tab: %v", err)
	}
	tb.Cleanup(func() {
		cancel()
		for _, p := range b.Problems() {
			tb.Errorf("the page complained: %s", p)
		}
	})
	b.Viewport(1280, 800)
	return b
}

func chromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func launch(path string) (context.Context, error) {
	profile, err := tempUntilExit("passerelle-chromium-")
	if err != nil {
		return nil, err
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en"), chromedp.WSURLReadTimeout(2*patience))
	// Chromium is killed when this process ends: neither context is ever cancelled.
	alloc, _ := chromedp.NewExecAllocator(context.Background(), flags...) //nolint:govet // see above
	ctx, _ := chromedp.NewContext(alloc)                                  //nolint:govet // see above
	return ctx, chromedp.Run(ctx)
}

// openTab makes a tab in a browser context, and so with cookies, of its own.
// chromedp.WithNewBrowserContext does not ask for a new window, without which
// today's headless Chromium refuses a tab in a new context.
func openTab(root context.Context) (context.Context, context.CancelFunc, error) {
	executor := cdp.WithExecutor(root, chromedp.FromContext(root).Browser)
	own, err := target.CreateBrowserContext().Do(executor)
	if err != nil {
		return nil, nil, err
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(own).WithNewWindow(true).Do(executor)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := chromedp.NewContext(root, chromedp.WithTargetID(id))
	return ctx, func() {
		cancel()
		_ = target.DisposeBrowserContext(own).Do(executor) // the browser may be gone already
	}, nil
}

func (b *Tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.problem("script threw: " + e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			b.problem(fmt.Sprintf("console.error: %s", e.Args[0].Value))
		}
	case *log.EventEntryAdded:
		// Entries of source "network" only repeat a status such as 422.
		if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
			b.problem(fmt.Sprintf("%s: %s", e.Entry.Source, e.Entry.Text))
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err == nil && u.Host != "" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
			b.problem("asked another host: " + u.Host)
		}
	}
}

func (b *Tab) problem(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, text)
}

// Problems returns what the page complained about so far and forgets it, for
// tests that expect a complaint.
func (b *Tab) Problems() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.problems
	b.problems = nil
	return p
}

// Context returns the chromedp context, for actions that Tab does not have.
func (b *Tab) Context() context.Context { return b.ctx }

// Run performs chromedp actions within a time limit.
func (b *Tab) Run(actions ...chromedp.Action) {
	b.tb.Helper()
	if err := b.try(actions...); err != nil {
		b.Screenshot("failed")
		b.tb.Fatalf("browser: %v", err)
	}
}

func (b *Tab) try(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Viewport sets the size of the page in CSS pixels.
func (b *Tab) Viewport(width, height int64) {
	b.tb.Helper()
	b.Run(chromedp.EmulateViewport(width, height))
}

// NoScript switches the page's scripts off from the next navigation on.
func (b *Tab) NoScript() {
	b.tb.Helper()
	b.noScript = true
	b.Run(emulation.SetScriptExecutionDisabled(true))
}

// Dark makes the page see a reader who prefers dark colours, or light again.
func (b *Tab) Dark(dark bool) {
	b.tb.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.Run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
}

// Screenshot writes the whole page to NAME.png in the folder that
// PASSERELLE_SCREENS names; without that variable it does nothing.
func (b *Tab) Screenshot(name string) {
	b.tb.Helper()
	dir := os.Getenv("PASSERELLE_SCREENS")
	if dir == "" {
		return
	}
	var png []byte
	if err := b.try(chromedp.FullScreenshot(&png, 100)); err != nil {
		b.tb.Logf("screenshot: %v", err)
		return
	}
	file := strings.NewReplacer("/", "-", " ", "_").Replace(b.tb.Name() + "-" + name + ".png")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), png, 0o644); err != nil {
		b.tb.Fatal(err)
	}
}
