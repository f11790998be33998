package portalweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/funding"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
	"passerelle/internal/portal/portalweb"
	"passerelle/internal/testkit"
)

// projectsHouse is the public side with the register that the program brings along.
type projectsHouse struct {
	testing.TB
	db      *db.DB
	funding *funding.Service
	handler http.Handler
}

// noAccounts is a house without accounts.
type noAccounts struct{}

func (noAccounts) Session(context.Context, string) (web.Session, error) {
	return web.Session{}, fault.Denied()
}

func (noAccounts) Token(context.Context, string) (web.Session, error) {
	return web.Session{}, fault.Denied()
}

var projectsBy = access.System("test")

func newProjectsHouse(t *testing.T, d *db.DB) *projectsHouse {
	t.Helper()
	ctx, now := context.Background(), testkit.Clock(t)
	h := &projectsHouse{TB: t, db: d}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	h.must(err)
	vault, err := crypt.OpenVault(ctx, d, now, master)
	h.must(err)
	log, err := audit.New(d, now, vault.SigningKey(), "")
	h.must(err)
	h.funding = funding.New(funding.Deps{DB: d, Vault: vault, Audit: log, Clock: now})
	_, err = h.funding.LoadFirst(ctx, projectsBy)
	h.must(err)
	// The texts of the module's errors stand with its own face.
	errors := os.DirFS(filepath.Join(testkit.Root(t), "internal/funding/fundingweb/i18n"))
	texts, err := i18n.Load(append(portalweb.Catalogues(), web.Catalogue, ui.Catalogue, errors)...)
	h.must(err)
	site := web.New(web.Options{DB: d, Vault: vault, Clock: now, Catalogue: texts, Auth: noAccounts{}, Languages: i18n.Staff, Public: i18n.Public})
	portalweb.Mount(site, portal.New(portal.Deps{DB: d, Vault: vault, Audit: log, Clock: now, Funding: h.funding}))
	h.must(site.Check())
	h.handler = site.Handler()
	return h
}

func (h *projectsHouse) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *projectsHouse) get(path string, status int) *httptest.ResponseRecorder {
	h.Helper()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != status {
		h.Fatalf("%s: status %d, want %d: %.500s", path, w.Code, status, w.Body)
	}
	return w
}

func (h *projectsHouse) page(path string) *goquery.Document {
	h.Helper()
	return testkit.Doc(h, h.get(path, http.StatusOK).Body)
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// links are the pages of the projects that a list shows.
func links(doc *goquery.Document) (out []string) {
	doc.Find("article h3 a").Each(func(_ int, a *goquery.Selection) { out = append(out, a.AttrOr("href", "")) })
	return out
}

// Everything that a visitor of the source reads is on the pages in English: each
// sentence, title, leader, duration, audience and contact.
func TestProjectsSayWhatTheSourceSays(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(filepath.Join(testkit.Root(t), "..", "shared", "seeds", "amif-projects.txt"))
	if os.IsNotExist(err) {
		t.Skip("the source is not on this machine: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newProjectsHouse(t, d)
		list := h.page("/en/projects")
		said := words(list.Find("main").Text())
		own := map[string]string{} // text of a project's page, by its title
		for _, to := range links(list) {
			doc := h.page(to)
			own[testkit.Text(t, doc, "h1")] = words(doc.Find("main").Text())
		}
		if len(own) != 5 {
			t.Fatalf("%d projects on the list, want 5", len(own))
		}
		looked, current := 0, ""
		for _, line := range strings.Split(string(source), "\n") {
			line = words(line)
			if strings.HasPrefix(line, "For more information on this project, click here") {
				continue // a link of which the source gives no address
			}
			if strings.HasPrefix(line, "Contact: ") { // a dash stands where the source has no address
				line = strings.TrimRight(line, " -–")
			}
			if own[line] != "" {
				current = line
			}
			if line == "" {
				continue
			}
			looked++
			if current != "" && line != "Last update" {
				if !strings.Contains(own[current], line) {
					t.Errorf("the page of %q does not say %q: %s", current, line, own[current])
				}
			} else if !strings.Contains(said, line) {
				t.Errorf("the list does not say %q: %s", line, said)
			}
		}
		if looked < 35 {
			t.Errorf("only %d lines were looked for", looked)
		}
		second := own["Sustainable Stereotypes of Luxembourg"]
		if !strings.Contains(second, "Project leader: not stated") {
			t.Errorf("a leader that the source does not name: %s", second)
		}
		for title, text := range own {
			if strings.Contains(text, "More information") {
				t.Errorf("%s shows a link that nobody knows", title)
			}
		}
	})
}

func TestProjectsAreFilteredAndPaged(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newProjectsHouse(t, d)
		for query, want := range map[string]int{
			"q=padem": 1, "q=programmes+aide": 1, "q=IOM": 1, "q=nothing+of+the+kind": 0, "audience=health_staff": 1, "audience=third_country_nationals": 3,
			"audience=cats": 5, "year=2024": 5, "year=2025": 0, "year=never": 5, "objective=amif-2021-so2": 5, "objective=amif-2021-so1": 0,
			"year=2023&audience=general_public&q=racist": 1,
		} {
			if got := len(links(h.page("/en/projects?" + query))); got != want {
				t.Errorf("%s: %d projects, want %d", query, got, want)
			}
			var body struct {
				Items []struct{ ID string }
				Total int
			}
			if !strings.Contains(query, "cats") && !strings.Contains(query, "never") { // the API refuses what it does not know
				h.must(json.Unmarshal(h.get("/api/v1/open/projects?"+query, http.StatusOK).Body.Bytes(), &body))
				if body.Total != want || len(body.Items) != want {
					t.Errorf("%s in the API: %d of %d, want %d", query, len(body.Items), body.Total, want)
				}
			}
		}
		p, err := h.funding.Published(context.Background(), funding.OperationQuery{})
		h.must(err)
		for i := range 21 {
			o := p.Operations[i%5]
			o.ID = ""
			o, err := h.funding.SaveOperation(context.Background(), projectsBy, o)
			h.must(err)
			_, err = h.funding.Publish(context.Background(), projectsBy, o.ID, o.Version)
			h.must(err)
		}
		first := h.page("/en/projects?year=2024")
		next := testkit.MustFind(t, first, "a[rel=next]").AttrOr("href", "")
		second := h.page(next)
		if len(links(first)) != 20 || len(links(second)) != 6 || second.Find("a[rel=next]").Length() != 0 || !strings.Contains(next, "year=2024") {
			t.Errorf("%d and %d projects, on by %s", len(links(first)), len(links(second)), next)
		}
		if n := h.get("/en/projects", http.StatusOK).Body.Len(); n > 60<<10 {
			t.Errorf("a full page weighs %d bytes", n)
		}
		h.get("/en/projects?after=x", http.StatusUnprocessableEntity)
	})
}

func TestProjectInOtherLanguages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newProjectsHouse(t, d)
		french := h.page(links(h.page("/fr/projects"))[0])
		if got := testkit.Text(t, french, "dl.told dd"); got != "Association Luxembourgeoise pour le Dialogue interculturel (ALDIC)" {
			t.Errorf("in French the leader is %q", got)
		}
		if got := french.Find("h1 bdi").AttrOr("lang", ""); got != "en" || french.Find(".fallback").Length() != 1 {
			t.Errorf("an English title on a French page: lang %q, %d notices", got, french.Find(".fallback").Length())
		}
		if english := h.page(links(h.page("/en/projects"))[0]); english.Find(".fallback").Length() != 0 || english.Find("dd bdi[lang=fr]").Length() != 1 {
			t.Error("in English nothing falls back, and the French name is marked as French")
		}
		arabic := h.page("/ar/projects")
		body := testkit.MustFind(t, arabic, "main div.stack")
		if body.AttrOr("lang", "") != "en" || body.AttrOr("dir", "") != "ltr" || arabic.Find(".fallback").Length() != 1 {
			t.Error("words that Arabic lacks are not marked as English")
		}
	})
}

func TestProjectsAsFiles(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, ctx := newProjectsHouse(t, d), context.Background()
		p, err := h.funding.Published(ctx, funding.OperationQuery{})
		h.must(err)
		evil := p.Operations[0]
		evil.ID, evil.Title = "", funding.Text{Lang: "en", Body: `=HYPERLINK("http://x")`}
		evil, err = h.funding.SaveOperation(ctx, projectsBy, evil)
		h.must(err)
		draft := h.get("/en/projects.csv", http.StatusOK)
		if strings.Contains(draft.Body.String(), "HYPERLINK") {
			t.Error("a draft is in the file")
		}
		h.get("/en/projects/"+evil.ID, http.StatusNotFound)
		h.get("/api/v1/open/projects/"+evil.ID, http.StatusNotFound)
		_, err = h.funding.Publish(ctx, projectsBy, evil.ID, 1)
		h.must(err)
		w := h.get("/fr/projects.csv", http.StatusOK)
		if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" {
			t.Error(got)
		}
		rows, err := csv.NewReader(bytes.NewReader(w.Body.Bytes())).ReadAll()
		h.must(err)
		if len(rows) != 7 {
			t.Fatalf("%d rows, want a header and six projects", len(rows))
		}
		column := map[string]int{}
		for i, name := range rows[0] {
			column[name] = i
		}
		if got := rows[1][column["leader_original"]]; got != "Association Luxembourgeoise pour le Dialogue interculturel (ALDIC)" {
			t.Errorf("leader %q", got)
		}
		if got := rows[6][column["title"]]; got != `'=HYPERLINK("http://x")` {
			t.Errorf("a formula goes out as %q", got)
		}
		if got := rows[4][column["title"]]; got != "Training \"Interculturality and Empathy”" {
			t.Errorf("title %q", got)
		}
		var one struct {
			Leader struct {
				Lang, Text   string
				Translations map[string]string
			}
			Call struct {
				Fund, ProgrammingPeriod string `json:",omitempty"`
			}
		}
		h.must(json.Unmarshal(h.get("/api/v1/open/projects/"+p.Operations[4].ID, http.StatusOK).Body.Bytes(), &one))
		if one.Leader.Lang != "fr" || !strings.HasSuffix(one.Leader.Text, "(PADEM)") || one.Leader.Translations["en"] == "" || one.Call.Fund != "AMIF" {
			t.Errorf("%+v", one)
		}
		var part struct {
			Items []struct{ ID string }
			Next  string
		}
		seen, query := map[string]bool{}, "?limit=2"
		for query != "" {
			part.Next = ""
			h.must(json.Unmarshal(h.get("/api/v1/open/projects"+query, http.StatusOK).Body.Bytes(), &part))
			for _, i := range part.Items {
				seen[i.ID] = true
			}
			if query = ""; part.Next != "" {
				query = "?limit=2&after=" + part.Next
			}
		}
		if len(seen) != 6 {
			t.Errorf("%d projects in parts of two", len(seen))
		}
	})
}

// What nobody has compared with its source is not shown as if somebody had.
func TestObjectiveToBeConfirmed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, ctx := newProjectsHouse(t, d), context.Background()
		p, err := h.funding.Published(ctx, funding.OperationQuery{Limit: 1})
		h.must(err)
		if got := words(h.page("/en/projects/" + p.Operations[0].ID).Find("main").Text()); strings.Contains(got, "to be confirmed") {
			t.Error("a wording that the source confirms is doubted")
		}
		c, err := h.funding.Call(ctx, projectsBy, p.Operations[0].Call.ID)
		h.must(err)
		c.Objective.ID = "amif-2021-so3"
		_, err = h.funding.SaveCall(ctx, projectsBy, c)
		h.must(err)
		if got := words(h.page("/en/projects/" + p.Operations[0].ID).Find("main").Text()); !strings.Contains(got, "return and readmission (to be confirmed)") {
			t.Error(got)
		}
	})
}

// A database that does not answer is our failure, and is said so.
func TestProjectsWithoutDatabase(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newProjectsHouse(t, d)
		one := links(h.page("/en/projects"))[0]
		h.must(d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `ALTER TABLE funding_operation RENAME TO funding_gone`)
			return err
		}))
		for _, path := range []string{"/en/projects", "/en/projects.csv", one, "/api/v1/open/projects", "/api/v1/open" + strings.TrimPrefix(one, "/en")} {
			h.get(path, http.StatusInternalServerError)
		}
	})
}
