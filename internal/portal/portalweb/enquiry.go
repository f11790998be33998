package portalweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// maxEnquiryBody bounds a form with its files.
const maxEnquiryBody = portal.MaxAttachments*portal.MaxAttachmentBytes + 1<<20

func (f face) mountEnquiries(site *web.Site) {
	send := func(pattern string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: "/{lang}" + pattern, Door: web.Public, Handle: handle, MaxBody: maxEnquiryBody,
			NoTwin: "a form for people without an account, kept from machines"}
	}
	site.Handle(
		f.page("/contact", f.showPurposes),
		f.page("/contact/draft", f.askCode),
		f.page("/contact/{purpose}", f.showEnquiry),
		send("/contact/draft", f.openEnquiryDraft),
		send("/contact/send", f.confirmHeld),
		send("/contact/{purpose}", f.postEnquiry),
	)
	f.mountInbox(site)
}

// enquiryView is a form as it is shown.
type enquiryView struct {
	Lang    string
	Purpose portal.Purpose
	Form    portal.EnquiryForm
	Ticket  string
	Draft   string // code that it came from
	Files   []portal.Attachment
	Goods   []portal.Good
	Slots   []portal.Slot
}

func contactPath(lang string, rest string) string { return "/" + lang + "/contact" + rest }

func (f face) contactFrame(r *web.Request, title string) ui.Page {
	p := f.frame(r, title, r.L.T("portal.about.contact"))
	lang := string(r.L.Lang())
	if !r.L.Has("portal.contact.send") {
		p.Public.Notice = r.L.FallbackNotice()
	}
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.nav.contact"), Href: contactPath(lang, "")}, {Label: title}}
	return p
}

func (f face) showPurposes(w http.ResponseWriter, r *web.Request) error {
	p := f.contactFrame(r, r.L.T("portal.nav.contact"))
	p.Breadcrumbs = nil
	return f.show(w, r, p, purposesPage(p, string(r.L.Lang())))
}

// purposeOf returns the purpose that the address names.
func purposeOf(r *web.Request) (portal.Purpose, error) {
	p, ok := portal.PurposeOf(r.PathValue("purpose"))
	if !ok {
		return p, fault.Missing()
	}
	return p, nil
}

// enquiryView prepares a form; every form has a ticket of its own.
func (f face) enquiryView(r *web.Request, purpose portal.Purpose, form portal.EnquiryForm) (v enquiryView, err error) {
	v = enquiryView{Lang: string(r.L.Lang()), Purpose: purpose, Form: form, Ticket: f.portal.NewTicket()}
	if purpose.Code != "donation" {
		return v, nil
	}
	if v.Goods, err = f.portal.Goods(r.Context()); err != nil {
		return v, err
	}
	v.Slots, err = f.portal.Slots(r.Context())
	return v, err
}

func (f face) showEnquiry(w http.ResponseWriter, r *web.Request) error {
	purpose, err := purposeOf(r)
	if err != nil {
		return err
	}
	v, err := f.enquiryView(r, purpose, portal.EnquiryForm{})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store") // the ticket is this form's own
	p := f.enquiryFrame(r, purpose)
	return f.show(w, r, p, enquiryPage(p, v))
}

func (f face) enquiryFrame(r *web.Request, purpose portal.Purpose) ui.Page {
	p := f.contactFrame(r, r.L.T("portal.contact.purpose."+purpose.Code))
	p.Public.Exit = purpose.Confidential()
	return p
}

// postEnquiry takes a form: to keep it, or to send it.
func (f face) postEnquiry(w http.ResponseWriter, r *web.Request) error {
	purpose, err := purposeOf(r)
	if err != nil {
		return err
	}
	in, closeFiles, err := readEnquiry(r, purpose)
	if err != nil {
		return err
	}
	defer closeFiles()
	save := r.PostForm.Get("act") == "save"
	worked := portal.Worked(in.Ticket, r.PostForm.Get("proof"))
	switch {
	case !r.AllowForm():
		err = fault.InvalidField("", "portal.contact.error.rate")
	case save:
		var code string
		if code, err = f.portal.SaveDraft(r.Context(), in); err == nil {
			p := f.contactFrame(r, r.L.T("portal.contact.saved"))
			return f.noStore(w, r, p, savedPage(p, code))
		}
	case !worked && !in.Trapped:
		var code string
		if code, err = f.portal.HoldEnquiry(r.Context(), in); err == nil {
			return f.showHeld(w, r, code, nil)
		}
	default:
		var receipt portal.Receipt
		if receipt, err = f.portal.Submit(r.Context(), in); err == nil {
			return f.showReceipt(w, r, receipt)
		}
	}
	v, viewErr := f.enquiryView(r, purpose, in.Form)
	if viewErr != nil {
		return viewErr
	}
	if in.Draft != "" {
		if d, err := f.portal.Draft(r.Context(), in.Draft); err == nil {
			v.Draft, v.Files = in.Draft, d.Files
		}
	}
	p := f.enquiryFrame(r, purpose)
	return r.Reject(w, err, p, func(p ui.Page) templ.Component { return enquiryPage(p, v) })
}

func (f face) noStore(w http.ResponseWriter, r *web.Request, p ui.Page, body templ.Component) error {
	w.Header().Set("Cache-Control", "no-store")
	p.Public.Canonical = ""
	return f.show(w, r, p, body)
}

// readEnquiry reads a posted form with its files.
func readEnquiry(r *web.Request, purpose portal.Purpose) (portal.Message, func(), error) {
	fields, err := r.Form()
	if err != nil {
		return portal.Message{}, nil, err
	}
	in := portal.Message{
		Purpose: purpose.Code, Lang: string(r.L.Lang()), Form: portal.EnquiryForm(fields), Ticket: fields.Get("ticket"),
		Draft: fields.Get("draft"), Trapped: fields.Get("website") != "",
	}
	var closers []func() error
	done := func() {
		for _, c := range closers {
			c() // what was read is in memory
		}
	}
	if r.MultipartForm == nil {
		return in, done, nil
	}
	for _, h := range r.MultipartForm.File["files"] {
		if h.Filename == "" {
			continue
		}
		file, err := h.Open()
		if err != nil {
			done()
			return in, nil, err
		}
		closers = append(closers, file.Close)
		in.Files = append(in.Files, portal.Upload{Name: h.Filename, Content: file})
	}
	return in, done, nil
}

// showHeld asks a browser without our script to wait a moment and confirm.
func (f face) showHeld(w http.ResponseWriter, r *web.Request, code string, wrong error) error {
	d, err := f.portal.Draft(r.Context(), code)
	if err != nil {
		return err
	}
	purpose, _ := portal.PurposeOf(d.Purpose)
	v := enquiryView{Lang: string(r.L.Lang()), Purpose: purpose, Form: d.Form, Ticket: f.portal.NewTicket(), Draft: code, Files: d.Files}
	if v.Slots, err = f.portal.Slots(r.Context()); err != nil {
		return err
	}
	p := f.contactFrame(r, r.L.T("portal.contact.check"))
	p.Public.Exit = purpose.Confidential()
	if wrong != nil {
		return r.Reject(w, wrong, p, func(p ui.Page) templ.Component { return heldPage(p, v) })
	}
	return f.noStore(w, r, p, heldPage(p, v))
}

// confirmHeld sends what was held. Where that is refused, such as for a slot
// that is full by now, the form is there again.
func (f face) confirmHeld(w http.ResponseWriter, r *web.Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	if !r.AllowForm() {
		return fault.Conflicts("portal.contact.error.rate")
	}
	code := fields.Get("draft")
	receipt, err := f.portal.ConfirmHeld(r.Context(), string(r.L.Lang()), code, fields.Get("ticket"))
	if err == nil {
		return f.showReceipt(w, r, receipt)
	}
	if fault.Is(err, fault.Invalid, "portal.contact.error.too_soon") || fault.Is(err, fault.Invalid, "portal.contact.error.ticket") {
		return f.showHeld(w, r, code, err)
	}
	if fault.Is(err, fault.Invalid, "portal.contact.error.code") || fault.KindOf(err) != fault.Invalid {
		return f.codeAgain(w, r, err)
	}
	return f.draftForm(w, r, code, err)
}

// draftForm shows the form of a draft.
func (f face) draftForm(w http.ResponseWriter, r *web.Request, code string, wrong error) error {
	d, err := f.portal.Draft(r.Context(), code)
	if err != nil {
		return f.codeAgain(w, r, err)
	}
	purpose, _ := portal.PurposeOf(d.Purpose)
	v, err := f.enquiryView(r, purpose, d.Form)
	if err != nil {
		return err
	}
	v.Draft, v.Files = code, d.Files
	p := f.enquiryFrame(r, purpose)
	if wrong != nil {
		return r.Reject(w, wrong, p, func(p ui.Page) templ.Component { return enquiryPage(p, v) })
	}
	return f.noStore(w, r, p, enquiryPage(p, v))
}

func (f face) askCode(w http.ResponseWriter, r *web.Request) error {
	p := f.contactFrame(r, r.L.T("portal.contact.resume"))
	return f.show(w, r, p, codePage(p))
}

func (f face) codeAgain(w http.ResponseWriter, r *web.Request, err error) error {
	p := f.contactFrame(r, r.L.T("portal.contact.resume"))
	return r.Reject(w, err, p, codePage)
}

func (f face) openEnquiryDraft(w http.ResponseWriter, r *web.Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	if !r.AllowForm() {
		return f.codeAgain(w, r, fault.InvalidField("", "portal.contact.error.rate"))
	}
	return f.draftForm(w, r, strings.TrimSpace(fields.Get("code")), nil)
}

func (f face) showReceipt(w http.ResponseWriter, r *web.Request, receipt portal.Receipt) error {
	p := f.contactFrame(r, r.L.T("portal.contact.received"))
	return f.noStore(w, r, p, receiptPage(p, receipt))
}
