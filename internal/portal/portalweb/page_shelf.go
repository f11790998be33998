package portalweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

// contactsView is the contacts that pages may name, and the form for one.
type contactsView struct {
	url.Values
	Tabs []ui.NavItem
	List []portal.PageContact
	May  bool
}

func (f face) contacts(r *web.Request, form url.Values) (ui.Page, contactsView, error) {
	v := contactsView{Values: form, Tabs: pageTabs(r), May: r.Actor.May(portal.PermPublishPage)}
	var err error
	v.List, err = f.portal.Contacts(r.Context(), r.Actor)
	return r.Page(r.L.T("portal.pages.contacts")), v, err
}

func (f face) showContacts(w http.ResponseWriter, r *web.Request) error {
	form := url.Values{"name_lang": {"fr"}}
	if key := r.URL.Query().Get("key"); key != "" {
		c, err := f.portal.ContactByKey(r.Context(), r.Actor, key)
		if err != nil {
			return err
		}
		form = url.Values{"key": {c.Key}, "name": {c.Name}, "name_lang": {string(c.NameLang)}, "phone": {c.Phone}, "email": {c.Email},
			"address": {c.Address}, "version": {strconv.Itoa(c.Version)}}
	}
	p, v, err := f.contacts(r, form)
	if err != nil {
		return err
	}
	return r.Show(w, p, contactsPage(p, v))
}

func (f face) saveContact(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.contacts(r, form)
	if err != nil {
		return err
	}
	err = f.portal.SaveContact(r.Context(), r.Actor, portal.PageContact{Key: form.Get("key"), Name: form.Get("name"), NameLang: i18n.Lang(form.Get("name_lang")),
		Phone: form.Get("phone"), Email: form.Get("email"), Address: form.Get("address"), Version: max(numberOf(form.Get("version")), 0)})
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return contactsPage(p, v) })
	}
	return r.Redirect(w, pathContacts, "portal.pages.done.saved")
}

// picturesView is the pictures that pages may show.
type picturesView struct {
	Tabs []ui.NavItem
	List []portal.PagePicture
	May  bool
}

func (f face) pictures(r *web.Request) (ui.Page, picturesView, error) {
	v := picturesView{Tabs: pageTabs(r), May: r.Actor.May(portal.PermWritePage)}
	var err error
	v.List, err = f.portal.Pictures(r.Context(), r.Actor)
	return r.Page(r.L.T("portal.pages.pictures")), v, err
}

func (f face) showPictures(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.pictures(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, picturesPage(p, v))
}

func (f face) addPicture(w http.ResponseWriter, r *web.Request) error {
	if _, err := r.Form(); err != nil {
		return err
	}
	p, v, err := f.pictures(r)
	if err != nil {
		return err
	}
	file, _, err := r.FormFile("picture")
	if err != nil {
		err = fault.InvalidField("picture", "portal.pages.error.no_picture")
	} else {
		defer file.Close()
		_, err = f.portal.AddPicture(r.Context(), r.Actor, file)
	}
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return picturesPage(p, v) })
	}
	return r.Redirect(w, pathPictures, "portal.pages.done.saved")
}
