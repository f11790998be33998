package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"passerelle/internal/synthetic"
)

// benchPages starts a demonstration in a process of its own and drives it over
// HTTP, so that its memory is its own.
type benchPages struct {
	Persons int    `default:"100000" help:"Synthetic persons in the register."`
	Users   int    `default:"50" help:"Users at the same time."`
	Seconds int    `default:"30" help:"How long."`
	ThinkMS int    `name:"think-ms" default:"500" help:"Mean pause of a user between two pages, in milliseconds; 0 for none."`
	Dir     string `help:"Folder of the demonstration, filled once and kept; default: a fresh one, removed at the end." type:"path"`
	URL     string `help:"Drive this server instead; needs --accounts." name:"url"`
	Ready   string `name:"accounts" help:"Ready file of a running demonstration (with --url)." type:"path"`
}

// pageFigures is one line of the result.
type pageFigures struct {
	Page     string  `json:"page"`
	Requests int     `json:"requests"`
	P50      float64 `json:"p50_ms"`
	P95      float64 `json:"p95_ms"`
	P99      float64 `json:"p99_ms"`
	Errors   int     `json:"errors"`
}

// The pages that are driven, in the order of a desk's work.
const (
	pageLogin    = "login"
	pageSearch   = "search"
	pagePerson   = "open person"
	pageBoard    = "bed board"
	pageRegister = "register"
	pageSuggest  = "search box"   // while one types
	pageWarning  = "live warning" // of somebody alike, while the form is filled
)

var benchOrder = []string{pageLogin, pageSearch, pageSuggest, pagePerson, pageBoard, pageWarning, pageRegister}

// Run carries out passerelle bench pages.
func (b *benchPages) Run(ctx context.Context, env environment) error {
	if b.Users < 1 || b.Users > 1000 || b.Seconds < 1 || b.Seconds > 3600 || b.Persons < 100 || b.Persons > maxDemoPersons {
		return usage{errors.New("give --users 1 to 1000, --seconds 1 to 3600, --persons 100 to 1,000,000")}
	}
	server, err := b.server(ctx, env)
	if err != nil {
		return err
	}
	defer server.stop()
	figures := map[string]*timings{}
	for _, p := range benchOrder {
		figures[p] = &timings{}
	}
	run, cancel := context.WithTimeout(ctx, time.Duration(b.Seconds)*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for i := range b.Users {
		wg.Go(func() {
			u := newBenchUser(server, i, figures)
			u.think = time.Duration(b.ThinkMS) * time.Millisecond
			u.open = opening * time.Duration(i) / time.Duration(b.Users)
			u.work(run)
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, name := range benchOrder {
		t := figures[name]
		err := printFigures(env.stdout, pageFigures{name, t.count(), t.percentile(50), t.percentile(95), t.percentile(99), t.errors})
		if err != nil {
			return err
		}
	}
	now, peak := residentMB(server.pid)
	return printFigures(env.stdout, map[string]any{"persons": b.Persons, "users": b.Users, "seconds": b.Seconds, "think_ms": b.ThinkMS, "resident_mb": now, "resident_peak_mb": peak})
}

// benchServer is the process that is driven.
type benchServer struct {
	base     string
	accounts []demoAccount
	pid      int
	stop     func()
}

func (b *benchPages) server(ctx context.Context, env environment) (*benchServer, error) {
	if b.URL != "" {
		s := &benchServer{base: strings.TrimSuffix(b.URL, "/"), stop: func() {}}
		return s, s.readReady(b.Ready)
	}
	dir, remove := b.Dir, func() {}
	if dir == "" {
		tmp, err := os.MkdirTemp("", "passerelle-bench-")
		if err != nil {
			return nil, err
		}
		dir, remove = tmp, func() { os.RemoveAll(tmp) }
	}
	exe, err := os.Executable()
	if err != nil {
		remove()
		return nil, err
	}
	ready := filepath.Join(dir, "ready.json")
	os.Remove(ready)
	cmd := exec.Command(exe, "demo", "--listen", "127.0.0.1:0", "--dir", dir, "--persons", strconv.Itoa(b.Persons), "--ready-file", ready)
	cmd.Stdout, cmd.Stderr = io.Discard, env.stderr
	if err := cmd.Start(); err != nil {
		remove()
		return nil, err
	}
	exited := make(chan struct{})
	go func() { defer close(exited); cmd.Wait() }()
	s := &benchServer{pid: cmd.Process.Pid, stop: func() {
		cmd.Process.Signal(os.Interrupt)
		<-exited
		remove()
	}}
	if err := waitForFile(ctx, ready, exited); err != nil {
		s.stop()
		return nil, err
	}
	return s, s.readReady(ready)
}

// waitForFile waits until the demonstration has written its ready file.
func waitForFile(ctx context.Context, path string, exited <-chan struct{}) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-exited:
			return errors.New("the demonstration ended before it was ready")
		case <-tick.C:
			if _, err := os.Stat(path); err == nil {
				return nil
			}
		}
	}
}

func (s *benchServer) readReady(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var ready struct {
		BaseURL  string        `json:"base_url"`
		Accounts []demoAccount `json:"accounts"`
	}
	if err := json.Unmarshal(b, &ready); err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	s.accounts = ready.Accounts
	if s.base == "" {
		s.base = ready.BaseURL
	}
	return nil
}

func (s *benchServer) account(role string) demoAccount {
	for _, a := range s.accounts {
		if a.Role == role {
			return a
		}
	}
	return demoAccount{}
}

// benchUser is one desk: it logs in and works until the time is over.
type benchUser struct {
	server  *benchServer
	client  *http.Client
	figures map[string]*timings
	number  int
	think   time.Duration
	open    time.Duration // when the desk opens, after the start
	names   *synthetic.Generator
	step    int
	persons []string
	centres []string
}

// Desks open one after the other within opening, and after shiftSteps rounds
// somebody else logs in at the desk.
const (
	opening    = 4 * time.Second
	shiftSteps = 6
)

func newBenchUser(s *benchServer, number int, figures map[string]*timings) *benchUser {
	return &benchUser{
		server: s, number: number, figures: figures,
		client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 4}},
		names:  synthetic.New(demoSeed, time.Now()),
	}
}

func (u *benchUser) work(ctx context.Context) {
	u.pause(ctx, u.open)
	for ctx.Err() == nil {
		if u.step == 0 || (u.step+u.number)%shiftSteps == 0 { // the next one takes over the desk
			u.client.Jar, _ = cookiejar.New(nil) // never fails without options
			if !u.measure(ctx, pageLogin, u.login) {
				continue
			}
			u.readCentres(ctx)
		}
		u.step++
		u.measure(ctx, pageSearch, u.search)
		u.measure(ctx, pageSuggest, u.suggest)
		if len(u.persons) > 0 {
			u.measure(ctx, pagePerson, u.openPerson)
		}
		if len(u.centres) > 0 {
			u.measure(ctx, pageBoard, u.board)
		}
		u.measure(ctx, pageWarning, u.warning)
		if u.step%3 == 0 {
			u.measure(ctx, pageRegister, u.register)
		}
	}
}

// measure times one page, unless the end of the run cut it off.
func (u *benchUser) measure(ctx context.Context, page string, f func(context.Context) error) bool {
	u.pause(ctx, u.think*time.Duration(50+(u.number*37+u.step*61)%100)/100)
	if ctx.Err() != nil {
		return false
	}
	start := time.Now()
	err := f(ctx)
	if ctx.Err() != nil {
		return false
	}
	u.figures[page].add(time.Since(start), err)
	return err == nil
}

func (u *benchUser) pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (u *benchUser) login(ctx context.Context) error {
	a := u.server.account("reception_desk")
	_, err := u.post(ctx, "/login", url.Values{"login": {a.Login}, "password": {a.Password}})
	return err
}

func (u *benchUser) readCentres(ctx context.Context) {
	if body, err := u.get(ctx, "/app/centres"); err == nil {
		u.centres = idsIn(body, "/app/centres/")
	}
}

func (u *benchUser) search(ctx context.Context) error {
	h := u.names.Household((u.number*7919 + u.step*104729) % 400)
	p := h.Members[0]
	body, err := u.post(ctx, "/app/search", url.Values{"q": {p.Given.Latin + " " + p.Family.Latin}})
	if err == nil {
		u.persons = idsIn(body, "/app/people/")
	}
	return err
}

func (u *benchUser) suggest(ctx context.Context) error {
	p := u.names.Household((u.number*6101 + u.step*7919) % 400).Members[0]
	body, err := u.post(ctx, "/app/search/suggest", url.Values{"q": {p.Family.Latin + " " + p.Given.Native}})
	if err == nil && len(idsIn(body, "/app/people/")) == 0 {
		return errors.New("the search box found nobody")
	}
	return err
}

// warning asks who is like somebody who is on record, misspelt.
func (u *benchUser) warning(ctx context.Context) error {
	p := u.names.Household((u.number*4099 + u.step*6101) % 400).Members[0]
	p.Given.Latin, p.Family.Latin = p.Family.Latin, strings.Replace(p.Given.Latin, "a", "e", 1)
	_, err := u.post(ctx, "/app/people/new/similar?person=persons.0", registerForm("", p))
	return err
}

func (u *benchUser) openPerson(ctx context.Context) error {
	_, err := u.get(ctx, "/app/people/"+u.persons[u.step%len(u.persons)])
	return err
}

func (u *benchUser) board(ctx context.Context) error {
	_, err := u.get(ctx, "/app/centres/"+u.centres[(u.number+u.step)%len(u.centres)]+"/board")
	return err
}

// register fills the form of a single person, as a desk does at night.
func (u *benchUser) register(ctx context.Context) error {
	form, err := u.get(ctx, "/app/people/new")
	if err != nil {
		return err
	}
	p := u.names.Former(u.number*1000 + u.step).Members[0]
	body, err := u.post(ctx, "/app/people/new", registerForm(form, p))
	if err == nil && !strings.Contains(body, "/app/households/") {
		return errors.New("registration did not lead to a household")
	}
	return err
}

func (u *benchUser) get(ctx context.Context, path string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.server.base+path, nil)
	if err != nil {
		return "", err
	}
	return u.do(req)
}

func (u *benchUser) post(ctx context.Context, path string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.server.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return u.do(req)
}

func (u *benchUser) do(req *http.Request) (string, error) {
	resp, err := u.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", resp.StatusCode)
	}
	return string(b), err
}

var idInPath = regexp.MustCompile(`(/app/[a-z]+/)([0-9a-hjkmnp-tv-z]{26})["?/]`)

// idsIn returns the ids that links below prefix name, each once.
func idsIn(body, prefix string) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range idInPath.FindAllStringSubmatch(body, -1) {
		if m[1] == prefix && !seen[m[2]] {
			seen[m[2]] = true
			out = append(out, m[2])
		}
	}
	return out
}

// registerForm fills the registration form with one person and says that no
// similar person on record is the same.
func registerForm(page string, p synthetic.Person) url.Values {
	birth := birthOf(p.Birth)
	form := url.Values{
		"do": {"register"}, "persons.0.relationship": {"PA"}, "persons.0.match": {"none"},
		"persons.0.given": {p.Given.Latin}, "persons.0.family": {p.Family.Latin}, "persons.0.father": {p.Father.Latin},
		"persons.0.sex": {p.Sex}, "persons.0.birth_year": {strconv.Itoa(birth.Year)},
		"persons.0.nationalities.0.code": {countryOf(p.Nationality)},
	}
	if birth.Day > 0 {
		form.Set("persons.0.birth_month", strconv.Itoa(birth.Month))
		form.Set("persons.0.birth_day", strconv.Itoa(birth.Day))
	}
	if m := deskInForm.FindStringSubmatch(page); m != nil {
		form.Set("desk", m[1])
	}
	return form
}

// deskInForm is the first place that the form offers to register at.
var deskInForm = regexp.MustCompile(`<option value="([0-9a-z]{26}/[0-9a-z]*)"`)
