package peopleweb

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// How many rows one request carries an import on by: from a script, which asks
// again at once, and from a person who presses a button.
const (
	scriptRows = 1000
	buttonRows = 5000
)

// uploadView is the page where an import begins.
type uploadView struct {
	ui.Page
	desks   []Desk
	desk    string // chosen, as deskValue
	sheet   string
	imports []people.Import
}

func (f face) uploads(r *web.Request) (uploadView, error) {
	v := uploadView{Page: r.Page(r.L.T("people.import.title"))}
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: v.Title}}
	desks, err := f.places.Desks(r, people.PermImport)
	if err != nil {
		return v, err
	}
	v.desks = slices.DeleteFunc(desks, func(d Desk) bool {
		return !r.Actor.MayOn(people.PermRegister, access.Object{Org: d.OrgID, Centre: d.CentreID})
	})
	if len(v.desks) > 0 {
		v.desk = deskValue(v.desks[0])
	}
	v.imports, err = f.people.Imports(r.Context(), r.Actor)
	return v, err
}

func (f face) showImports(w http.ResponseWriter, r *web.Request) error {
	v, err := f.uploads(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Page, importsPage(v))
}

func (f face) startImport(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.uploads(r)
	if err != nil {
		return err
	}
	v.desk, v.sheet = form.Get("desk"), form.Get("sheet")
	file, err := uploaded(r)
	if err == nil {
		file.Sheet = v.sheet
		for _, d := range v.desks {
			if deskValue(d) == v.desk {
				file.OrgID, file.CentreID = d.OrgID, d.CentreID
			}
		}
		if file.OrgID == "" {
			err = fault.InvalidField("desk", "people.error.required")
		}
	}
	var i people.Import
	if err == nil {
		i, err = f.people.StartImport(r.Context(), r.Actor, file)
	}
	if err != nil {
		return r.Reject(w, err, v.Page, func(p ui.Page) templ.Component {
			v.Page = p
			return importsPage(v)
		})
	}
	return r.Redirect(w, importPath(i.ID), "")
}

// uploaded takes the file out of the form.
func uploaded(r *web.Request) (people.ImportFile, error) {
	part, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return people.ImportFile{}, fault.InvalidField("file", "people.import.file_missing")
	}
	if err != nil {
		return people.ImportFile{}, err
	}
	defer part.Close()
	data, err := io.ReadAll(part)
	name := filepath.Base(strings.ReplaceAll(head.Filename, `\`, "/"))
	return people.ImportFile{Name: name, Data: data}, err
}

// importTemplate is a file with the headings of the columns, in the language of
// the reader; the birth date has one.
func (f face) importTemplate(w http.ResponseWriter, r *web.Request) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.Comma, out.UseCRLF = ';', true
	var headings []string
	for _, t := range people.ImportTargets {
		if !slices.Contains([]people.ImportTarget{people.TargetBirthDay, people.TargetBirthMonth, people.TargetBirthYear}, t) {
			headings = append(headings, word(r.L, wordsTarget, t))
		}
	}
	if err := out.Write(headings); err != nil {
		return err
	}
	out.Flush()
	download(w, "import.csv", b.Bytes())
	return out.Error()
}

func download(w http.ResponseWriter, name string, data []byte) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.Write(data) // a browser that went away is no error of ours
}

// importOf opens the import that the path names.
func (f face) importOf(r *web.Request) (importView, error) {
	id, err := r.ID("id")
	if err != nil {
		return importView{}, err
	}
	i, err := f.people.Import(r.Context(), r.Actor, id)
	if err != nil {
		return importView{}, err
	}
	v := importView{Page: r.Page(""), Import: i, by: r.Actor}
	v.Title = v.fileName()
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.import.title"), Href: pathImports}, {Label: v.Title}}
	desks, err := f.places.Desks(r, people.PermImport)
	for _, d := range desks {
		if d.OrgID == i.OrgID && d.CentreID == i.CentreID {
			v.desk = d.Label
		}
	}
	return v, err
}

// showImport is the page of the step at which the import is.
func (f face) showImport(w http.ResponseWriter, r *web.Request) error {
	v, err := f.importOf(r)
	if err != nil {
		return err
	}
	switch {
	case !v.Kept:
	case v.Status == people.ImportMapping:
		return f.showImportColumns(w, r)
	case !v.Status.Busy():
		if err := f.importRows(r, &v); err != nil {
			return err
		}
	}
	return r.Show(w, v.Page, importPage(v))
}

// importRows reads the part of the rows that the address asks for.
func (f face) importRows(r *web.Request, v *importView) error {
	q := r.URL.Query()
	v.show = q.Get("show")
	if v.show == "" {
		v.show = v.first()
	}
	filter := v.filter()
	filter.After, _ = strconv.Atoi(q.Get("after")) // what is no number is the beginning
	filter.Limit = rowsShown + 1
	rows, err := f.people.ImportRows(r.Context(), r.Actor, v.ID, filter)
	if len(rows) > rowsShown {
		rows = rows[:rowsShown]
		v.next = withQuery(importPath(v.ID), "show", v.show, "after", number(rows[rowsShown-1].Number))
	}
	v.rows = rows
	return err
}

// showImportColumns is the form that says what each column says.
func (f face) showImportColumns(w http.ResponseWriter, r *web.Request) error {
	v, err := f.importOf(r)
	if err != nil {
		return err
	}
	if err := f.sample(r, &v); err != nil {
		return err
	}
	return r.Show(w, v.Page, importColumnsPage(v))
}

// sample reads the first rows, for who decides what a column says.
func (f face) sample(r *web.Request, v *importView) error {
	var err error
	v.rows, err = f.people.ImportRows(r.Context(), r.Actor, v.ID, people.ImportRowFilter{Limit: 20})
	return err
}

func (f face) mapImport(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.importOf(r)
	if err != nil {
		return err
	}
	targets := make([]people.ImportTarget, len(v.Headings))
	for n := range targets {
		targets[n] = people.ImportTarget(form.Get("column." + number(n)))
	}
	_, err = f.people.MapImport(r.Context(), r.Actor, v.ID, whole(form.Get("version")), targets)
	if err == nil {
		return r.Redirect(w, importPath(v.ID), "")
	}
	if err := f.sample(r, &v); err != nil {
		return err
	}
	v.Targets = targets
	return r.Reject(w, placeColumns(err), v.Page, func(p ui.Page) templ.Component {
		v.Page = p
		return importColumnsPage(v)
	})
}

// placeColumns names faults by the fields of the form: "columns.2.target" is
// "column.2".
func placeColumns(err error) error {
	var out fault.List
	for _, x := range fault.Of(err) {
		c := *x
		if n, ok := strings.CutPrefix(c.Field, "columns."); ok {
			c.Field = "column." + strings.TrimSuffix(n, ".target")
		} else if c.Field == "columns" {
			c.Field = "column.0"
		}
		out = append(out, &c)
	}
	return out
}

// importProgress answers how far the import is; when it waits for somebody, it
// leads to the page where they go on.
func (f face) importProgress(w http.ResponseWriter, r *web.Request) error {
	v, err := f.importOf(r)
	if err != nil {
		return err
	}
	if !v.Status.Busy() {
		return r.Redirect(w, importPath(v.ID), "")
	}
	return r.Fragment(w, ui.Progress(r.L, v.work()))
}

// continueImport carries the import on. A script asks for it again and again.
func (f face) continueImport(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	script := r.Header.Get("HX-Request") == "true"
	rows := buttonRows
	if script {
		rows = scriptRows
	}
	i, err := f.people.ContinueImport(r.Context(), r.Actor, id, rows)
	if err != nil {
		return err
	}
	if script && i.Status.Busy() {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return r.Redirect(w, importPath(id), "")
}

func (f face) decideImportRow(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	row, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.Missing()
	}
	decision, person, _ := strings.Cut(form.Get("decision"), ":")
	if err := f.people.DecideImportRow(r.Context(), r.Actor, id, row, people.ImportDecision(decision), person); err != nil {
		return err
	}
	return r.Redirect(w, web.SafeReturn(form.Get("back"), importPath(id)), "people.import.decided")
}

func (f face) decideImportRows(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if _, err := f.people.DecideImportRows(r.Context(), r.Actor, id, people.ImportDecision(form.Get("decision"))); err != nil {
		return err
	}
	return r.Redirect(w, importPath(id), "people.import.decided")
}

func (f face) runImport(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.importOf(r)
	if err != nil {
		return err
	}
	if _, err := f.people.RunImport(r.Context(), r.Actor, v.ID, people.ImportMode(form.Get("mode"))); err != nil {
		if v.Kept {
			if err := f.importRows(r, &v); err != nil {
				return err
			}
		}
		return r.Reject(w, err, v.Page, func(p ui.Page) templ.Component {
			v.Page = p
			return importPage(v)
		})
	}
	return r.Redirect(w, importPath(v.ID), "")
}

func (f face) importReport(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.people.ImportReport(r.Context(), r.Actor, id, &b, reportWords(r.L)); err != nil {
		return err
	}
	download(w, "import-report.csv", b.Bytes())
	return nil
}

func (f face) discardImport(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := f.people.DiscardImport(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.Redirect(w, pathImports, "people.import.discarded")
}
