package portalweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const pathInboxSettings = pathInbox + "/settings"

// settingsView is what the desks keep for their forms and answers.
type settingsView struct {
	Mine      []portal.Purpose // of the desks of who looks
	Rules     []portal.PurposeSettings
	MayRules  bool
	Donations bool
	Goods     []portal.Good
	Slots     []portal.Slot
	Canned    []portal.CannedAnswer
	Typed     url.Values
}

func (f face) settingsView(r *web.Request) (v settingsView, err error) {
	ctx, desks := r.Context(), f.portal.Desks(r.Actor)
	v.MayRules = r.Actor.May(portal.PermEnquirySettings)
	v.Donations = slices.Contains(desks, portal.DeskDonations)
	rules, err := f.portal.PurposeSettings(ctx, r.Actor)
	if err != nil {
		return v, err
	}
	for _, p := range portal.Purposes {
		sits := slices.Contains(desks, p.Desk)
		if sits || v.MayRules {
			i := slices.IndexFunc(rules, func(s portal.PurposeSettings) bool { return s.Purpose == p.Code })
			v.Rules = append(v.Rules, rules[i])
		}
		if !sits {
			continue
		}
		v.Mine = append(v.Mine, p)
		list, err := f.portal.CannedAnswers(ctx, r.Actor, p.Code)
		if err != nil {
			return v, err
		}
		v.Canned = append(v.Canned, list...)
	}
	if !v.Donations {
		return v, nil
	}
	if v.Goods, err = f.portal.Goods(ctx); err != nil {
		return v, err
	}
	v.Slots, err = f.portal.Slots(ctx)
	return v, err
}

func settingsFrame(r *web.Request) ui.Page {
	p := r.Page(r.L.T("portal.enquiries.settings"))
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.enquiries.title"), Href: pathInbox}, {Label: p.Title}}
	return p
}

func (f face) showSettings(w http.ResponseWriter, r *web.Request) error {
	v, err := f.settingsView(r)
	if err != nil {
		return err
	}
	p := settingsFrame(r)
	return r.Show(w, p, settingsPage(p, v))
}

// set carries out one change of the settings and shows them again.
func (f face) set(w http.ResponseWriter, r *web.Request, do func(form url.Values) error) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	if err = do(form); err == nil {
		return r.Redirect(w, pathInboxSettings, "portal.enquiries.changed")
	}
	v, viewErr := f.settingsView(r)
	if viewErr != nil {
		return viewErr
	}
	v.Typed = form
	p := settingsFrame(r)
	return r.Reject(w, err, p, func(p ui.Page) templ.Component { return settingsPage(p, v) })
}

func (f face) setGood(w http.ResponseWriter, r *web.Request) error {
	return f.set(w, r, func(form url.Values) error {
		return f.portal.SaveGood(r.Context(), r.Actor, portal.Good{Code: form.Get("good"), State: form.Get("state")})
	})
}

func (f face) addSlot(w http.ResponseWriter, r *web.Request) error {
	return f.set(w, r, func(form url.Values) error {
		on, _ := typedDate(form, "on")
		capacity, _ := strconv.Atoi(form.Get("capacity"))
		_, err := f.portal.AddSlot(r.Context(), r.Actor, portal.Slot{
			On: on, From: form.Get("from"), Until: form.Get("until"), Place: form.Get("place"), Capacity: capacity,
		})
		return err
	})
}

func (f face) removeSlot(w http.ResponseWriter, r *web.Request) error {
	return f.set(w, r, func(url.Values) error { return f.portal.RemoveSlot(r.Context(), r.Actor, r.PathValue("id")) })
}

func (f face) addCanned(w http.ResponseWriter, r *web.Request) error {
	return f.set(w, r, func(form url.Values) error {
		_, err := f.portal.AddCanned(r.Context(), r.Actor, portal.CannedAnswer{
			Purpose: form.Get("purpose"), Lang: form.Get("lang"), Title: form.Get("title"), Body: form.Get("body"),
		})
		return err
	})
}

func (f face) removeCanned(w http.ResponseWriter, r *web.Request) error {
	return f.set(w, r, func(url.Values) error { return f.portal.RemoveCanned(r.Context(), r.Actor, r.PathValue("id")) })
}

func (f face) setPurpose(w http.ResponseWriter, r *web.Request) error {
	return f.set(w, r, func(form url.Values) error {
		due, err := strconv.Atoi(form.Get("due_days"))
		if err != nil {
			due = -1
		}
		keep, _ := strconv.Atoi(form.Get("retention_days"))
		return f.portal.SavePurpose(r.Context(), r.Actor, portal.PurposeSettings{
			Purpose: form.Get("purpose"), DueDays: due, RetentionDays: keep, Source: form.Get("source"),
		})
	})
}
