package portalweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// editorView is a text that is being written.
type editorView struct {
	portal.PageDesk
	url.Values
	Lang    i18n.Lang
	Preview preview
}

// preview is a text as readers will see it, and what is to be said of it.
type preview struct {
	HTML   string
	Lang   i18n.Lang
	Faults []string
	Plain  portal.PlainScore
}

// translation reports whether the text is made from another.
func (v editorView) translation() bool { return v.Lang != v.Page.SourceLang }

// moved is what changed in the source since the text was made from it.
func (v editorView) moved() []portal.DiffLine {
	if v.Made.ID == "" || v.Source.ID == "" || v.Made.Hash == v.Source.Hash {
		return nil
	}
	return portal.DiffTexts(v.Made, v.Source)
}

// openDesk reads the page and language of the address.
func (f face) openDesk(r *web.Request) (portal.PageDesk, i18n.Lang, error) {
	id, err := r.ID("id")
	lang := i18n.Lang(r.PathValue("in"))
	if err != nil {
		return portal.PageDesk{}, lang, err
	}
	d, err := f.portal.OpenDesk(r.Context(), r.Actor, id, lang)
	return d, lang, err
}

func (f face) preview(r *web.Request, body string, lang i18n.Lang) (preview, error) {
	html, faults, err := f.portal.Preview(r.Context(), r.Actor, body, lang)
	out := preview{HTML: html, Lang: lang, Plain: portal.PlainLanguage(body, lang)}
	if faults != nil {
		for _, e := range r.FieldErrors(faults) {
			out.Faults = append(out.Faults, e.Text)
		}
	}
	return out, err
}

func (f face) editor(r *web.Request, form url.Values) (ui.Page, editorView, error) {
	d, lang, err := f.openDesk(r)
	if err != nil {
		return ui.Page{}, editorView{}, err
	}
	v := editorView{PageDesk: d, Lang: lang, Values: form}
	if form == nil {
		v.Values = fieldsOf(d)
	}
	v.Preview, err = f.preview(r, v.Get("body"), lang)
	return deskFrame(r, d.Page, ui.Link{Label: lang.Autonym()}), v, err
}

func (f face) showEditor(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.editor(r, nil)
	if err != nil {
		return err
	}
	return r.Show(w, p, editorPage(p, v))
}

// saveText saves what was written, hands it in, or only shows what it looks like.
func (f face) saveText(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.editor(r, form)
	if err != nil {
		return err
	}
	if form.Get("do") == "preview" {
		return r.Show(w, p, editorPage(p, v))
	}
	in := portal.TextInput{PageID: v.Page.ID, Lang: v.Lang, Version: max(numberOf(form.Get("version")), 0), Title: form.Get("title"),
		Summary: form.Get("summary"), Body: form.Get("body"), UpToDate: form.Get("up_to_date") != "", Unread: form.Get("unread") != ""}
	in.CheckedOn, err = dateOf(form, "checked_on")
	var saved portal.PageText
	if err == nil {
		saved, err = f.portal.SaveText(r.Context(), r.Actor, in)
	}
	done := "portal.pages.done.saved"
	if err == nil && form.Get("do") == "submit" {
		done = "portal.pages.done.submit"
		err = f.portal.SubmitText(r.Context(), r.Actor, portal.TextAt{PageID: saved.PageID, Lang: saved.Lang, Version: saved.Version})
	}
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return editorPage(p, v) })
	}
	if form.Get("do") == "submit" {
		return r.Redirect(w, textPath(v.Page.ID, v.Lang, "review"), done)
	}
	return r.Redirect(w, textPath(v.Page.ID, v.Lang, ""), done)
}

// fieldsOf fills the form with what there is. A translation that begins is made
// from what the source says now.
func fieldsOf(d portal.PageDesk) url.Values {
	t := d.Text
	v := url.Values{"title": {t.Title}, "summary": {t.Summary}, "body": {t.Body}}
	if d.Began() {
		v.Set("version", strconv.Itoa(t.Version))
	}
	if !t.CheckedOn.IsZero() {
		v.Set("checked_on_day", strconv.Itoa(t.CheckedOn.Day))
		v.Set("checked_on_month", strconv.Itoa(int(t.CheckedOn.Month)))
		v.Set("checked_on_year", strconv.Itoa(t.CheckedOn.Year))
	}
	if t.ID == "" || t.SourceHash == d.Source.Hash {
		v.Set("up_to_date", "yes")
	}
	if t.Unread {
		v.Set("unread", "yes")
	}
	return v
}

// dateOf reads a date in three fields; none is the zero date.
func dateOf(form url.Values, name string) (clock.Date, error) {
	d := ui.ReadDate(form.Get, name)
	if d.Empty() {
		return clock.Date{}, nil
	}
	out, err := clock.NewDate(numberOf(d.Year), time.Month(numberOf(d.Month)), numberOf(d.Day))
	if err != nil {
		return out, fault.InvalidField(name, "portal.pages.error.checked_on")
	}
	return out, nil
}

// livePreview answers the editor while somebody types.
func (f face) livePreview(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.preview(r, form.Get("body"), i18n.Lang(form.Get("lang")))
	if err != nil {
		return err
	}
	return r.Fragment(w, previewPart(r.L, v))
}

// reviewView is a text for the second pair of eyes.
type reviewView struct {
	portal.PageDesk
	Lang    i18n.Lang
	Preview preview
	Diff    []portal.DiffLine
	Remark  string
	From    string
	May     bool // publish
	Own     bool // the reader wrote in it
}

func (f face) review(r *web.Request) (ui.Page, reviewView, error) {
	d, lang, err := f.openDesk(r)
	if err == nil && d.Text.ID == "" {
		err = fault.Missing()
	}
	if err != nil {
		return ui.Page{}, reviewView{}, err
	}
	v := reviewView{PageDesk: d, Lang: lang, May: r.Actor.May(portal.PermPublishPage), Own: d.Text.WrittenBy(r.Actor)}
	if d.Live.ID != "" && d.Live.ID != d.Text.ID {
		v.Diff = portal.DiffTexts(d.Live, d.Text)
	}
	v.Preview, err = f.preview(r, d.Text.Body, lang)
	return deskFrame(r, d.Page, ui.Link{Label: lang.Autonym()}), v, err
}

func (f face) showReview(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.review(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, reviewPage(p, v))
}

// stepsBack lead to the editor, since they leave a draft or nothing.
var stepsBack = []string{"restore"}

// stepText takes a text one step on its way.
func (f face) stepText(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	d, lang, err := f.openDesk(r)
	if err != nil {
		return err
	}
	step := r.PathValue("step")
	at := portal.TextAt{PageID: d.Page.ID, Lang: lang, Version: numberOf(form.Get("version")), Number: numberOf(form.Get("number"))}
	from, err := instantOf(form.Get("from"))
	if err == nil {
		err = f.portal.StepText(r.Context(), r.Actor, portal.TextStep{Step: step, At: at, Remark: form.Get("remark"), From: from})
	}
	if err != nil && fault.KindOf(err) == fault.Invalid && d.Text.ID != "" {
		p, v, failed := f.review(r)
		if failed != nil {
			return failed
		}
		v.Remark, v.From = form.Get("remark"), form.Get("from")
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return reviewPage(p, v) })
	}
	if err != nil {
		return err
	}
	to := pathPages + "/" + d.Page.ID
	if slices.Contains(stepsBack, step) {
		to = textPath(d.Page.ID, lang, "")
	}
	return r.Redirect(w, to, "portal.pages.done."+step)
}

// instantOf reads a time of a datetime-local field, in Luxembourg.
func instantOf(s string) (clock.Instant, error) {
	if s == "" {
		return clock.Instant{}, nil
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", s, clock.Luxembourg)
	if err != nil {
		return clock.Instant{}, fault.InvalidField("from", "portal.pages.error.from")
	}
	return clock.At(t), nil
}

// historyView is the versions of a text, and two of them compared.
type historyView struct {
	Page          portal.PageOverview
	Lang          i18n.Lang
	List          []portal.PageText
	Before, After portal.PageText
	Diff          []portal.DiffLine
	MayWrite      bool
	MayPublish    bool
}

// older is the number from which the next part of the history begins, 0: none.
func (v historyView) older() int {
	if n := len(v.List); n > 0 && v.List[n-1].Number > 1 {
		return v.List[n-1].Number
	}
	return 0
}

func (f face) showHistory(w http.ResponseWriter, r *web.Request) error {
	d, lang, err := f.openDesk(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := historyView{Page: d.Page, Lang: lang, MayWrite: r.Actor.May(portal.PermWritePage), MayPublish: r.Actor.May(portal.PermPublishPage)}
	at := portal.TextAt{PageID: d.Page.ID, Lang: lang, Number: max(numberOf(q.Get("before")), 0)}
	if v.List, err = f.portal.History(r.Context(), r.Actor, at); err != nil {
		return err
	}
	if q.Get("a") != "" {
		at.Number = numberOf(q.Get("a"))
		if v.Before, v.After, v.Diff, err = f.portal.Compare(r.Context(), r.Actor, at, numberOf(q.Get("b"))); err != nil {
			return err
		}
	}
	p := deskFrame(r, d.Page, ui.Link{Label: lang.Autonym()}, ui.Link{Label: r.L.T("portal.pages.history")})
	return r.Show(w, p, historyPage(p, v))
}

// versionOptions are the versions to compare.
func (v historyView) versionOptions(p ui.Page) (out []ui.Option) {
	for _, t := range v.List {
		out = append(out, ui.Option{Value: strconv.Itoa(t.Number), Label: strconv.Itoa(t.Number) + " · " + p.L.T("portal.pages.state."+string(t.State))})
	}
	return out
}
