package staffweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

// deed is what can be done to an account and is asked about first.
type deed struct {
	path, twin                string
	title, text, button, done string // catalogue keys
	danger                    bool
	act                       func(ctx context.Context, by access.Actor, account string) (link string, err error)
}

func (f face) deeds() []deed {
	plain := func(do func(context.Context, access.Actor, string) error) func(context.Context, access.Actor, string) (string, error) {
		return func(ctx context.Context, by access.Actor, id string) (string, error) { return "", do(ctx, by, id) }
	}
	return []deed{
		{path: "disable", twin: "disableAccount", danger: true, act: plain(f.staff.Disable),
			title: "staff.disable.title", text: "staff.disable.text", button: "staff.disable.button", done: "staff.disable.done"},
		{path: "enable", twin: "enableAccount", act: plain(f.staff.Enable),
			title: "staff.enable.title", text: "staff.enable.text", button: "staff.enable.button", done: "staff.enable.done"},
		{path: "reset", twin: "resetAccount", danger: true, act: f.staff.Reset,
			title: "staff.reset.title", text: "staff.reset.text", button: "staff.reset.button"},
	}
}

// fitting are the deeds that make sense in the account's state.
func fitting(status string) []string {
	if status == staff.Disabled {
		return []string{"enable"}
	}
	return []string{"reset", "disable"}
}

var deedLabels = map[string]string{
	"disable": "staff.disable.button",
	"enable":  "staff.enable.button",
	"reset":   "staff.reset.button",
}

func (f face) account(r *web.Request) (staff.Account, error) {
	id, err := r.ID("id")
	if err != nil {
		return staff.Account{}, err
	}
	return f.staff.Account(r.Context(), r.Actor, id)
}

func (f face) confirmDeed(d deed) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		a, err := f.account(r)
		if err != nil {
			return err
		}
		p := deedPageOf(r, d, a)
		return r.Show(w, p, deedPage(p, d, a))
	}
}

func deedPageOf(r *web.Request, d deed, a staff.Account) ui.Page {
	return crumbed(r, r.L.T(d.title), ui.Link{Label: r.L.T("staff.accounts.title"), Href: pathAccounts}, ui.Link{Label: a.Name, Href: accountPath(a.ID)})
}

func (f face) doDeed(d deed) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		a, err := f.account(r)
		if err != nil {
			return err
		}
		code, err := d.act(r.Context(), r.Actor, a.ID)
		if err != nil {
			return r.Reject(w, err, deedPageOf(r, d, a), func(p ui.Page) templ.Component { return deedPage(p, d, a) })
		}
		if code != "" {
			if a, err = f.account(r); err != nil {
				return err
			}
			return f.showLink(w, r, a, code)
		}
		return r.Redirect(w, accountPath(a.ID), d.done)
	}
}
