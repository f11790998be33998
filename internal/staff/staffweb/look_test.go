package staffweb_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"

	"github.com/chromedp/cdproto/network"
)

// Every page of this face is accessible and fits a telephone.
func TestPagesAreAccessibleAndReflow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	s := httptest.NewServer(w.handler)
	t.Cleanup(s.Close)
	boss, auditor := w.join("isabelle.wagener", "administrator"), w.join("marc", "auditor")
	for i := range 55 {
		_, _, err := w.staff.Invite(t.Context(), access.System("test"), staff.Invitation{
			Login: fmt.Sprintf("desk.%d", i), Name: fmt.Sprintf("Maria da Conceição dos Santos %d", i), Lang: "fr",
			Assignments: []staff.Assignment{{Role: "reception_desk", Scope: access.Scope{Kind: centre.Kind, ID: centre.ID}}, {Role: "reception_desk", Scope: access.Scope{Kind: organisation.Kind, ID: organisation.ID}}},
		})
		w.check(err)
	}
	invited, code, err := w.staff.Invite(t.Context(), access.System("test"), staff.Invitation{Login: "new", Name: "سلام تسفاي", Lang: "fr", Assignments: []staff.Assignment{{Role: "auditor", Scope: access.Everywhere}}})
	w.check(err)
	half, err := w.staff.AcceptInvitation(t.Context(), code, password, staff.Browser{})
	w.check(err)
	_, code, err = w.staff.Invite(t.Context(), access.System("test"), staff.Invitation{Login: "newer", Name: "Newer", Assignments: []staff.Assignment{{Role: "auditor", Scope: access.Everywhere}}})
	w.check(err)
	coded, err := w.staff.LogIn(t.Context(), "marc", password, staff.Browser{Agent: firefox})
	w.check(err)
	pages := []struct{ name, path, session string }{
		{"login", "/login", ""}, {"code", "/login/code", coded.Session}, {"enrol", "/login/second-factor", half}, {"invitation", "/invitation/" + code, ""},
		{"own", "/app/account", boss.cookies["passerelle_session"]}, {"password", "/app/account/password", boss.cookies["passerelle_session"]}, {"recovery", "/app/account/recovery-codes", boss.cookies["passerelle_session"]},
		{"accounts", "/app/admin/accounts?status=invited", boss.cookies["passerelle_session"]}, {"nobody", "/app/admin/accounts?status=disabled", boss.cookies["passerelle_session"]},
		{"invite", "/app/admin/accounts/new", boss.cookies["passerelle_session"]}, {"account", "/app/admin/accounts/" + auditor.ID, boss.cookies["passerelle_session"]},
		{"rtl-name", "/app/admin/accounts/" + invited.ID, boss.cookies["passerelle_session"]},
		{"reset", "/app/admin/accounts/" + auditor.ID + "/reset", boss.cookies["passerelle_session"]}, {"audit", "/app/audit?actor=isabelle.wagener", auditor.cookies["passerelle_session"]},
		{"not-found", "/app/nowhere", boss.cookies["passerelle_session"]}, {"refused", "/app/audit", boss.cookies["passerelle_session"]},
	}
	for _, m := range []*member{boss, auditor} {
		w.check(w.staff.SetPreferences(t.Context(), access.Actor{ID: m.ID}, staff.Preferences{Lang: "fr", Shortcuts: true}))
	}
	tab := testkit.Browser(t)
	tab.Run(network.SetCookie("passerelle_lang", "fr").WithURL(s.URL))
	look := func(name string) {
		for width, dark := range map[int64]bool{320: false, 1280: true} {
			tab.Dark(dark)
			tab.Viewport(width, 900)
			tab.Eval("Promise.all([document.fonts.ready, ...document.getAnimations().map(a => a.finished)]).then(() => 0)", nil)
			tab.Screenshot(fmt.Sprintf("%s-%d", name, width))
			tab.Axe()
			var overflow int
			tab.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &overflow)
			if overflow > 0 {
				t.Errorf("%s at %d px scrolls %d px sideways", name, width, overflow)
			}
		}
	}
	for _, page := range pages {
		tab.Run(network.SetCookie("passerelle_session", page.session).WithURL(s.URL))
		tab.Navigate(s.URL + page.path)
		look(page.name)
	}
	tab.Run(network.SetCookie("passerelle_session", boss.cookies["passerelle_session"]).WithURL(s.URL))
	tab.Navigate(s.URL + "/app/account")
	tab.Fill("À quoi il sert", "Statistiques")
	tab.Follow("button", "Créer un jeton")
	look("token")
	tab.Navigate(s.URL + "/app/admin/accounts/" + auditor.ID + "/reset")
	tab.Follow("button", "Nouvelle invitation")
	look("link")
	tab.Navigate(s.URL + "/app/account/recovery-codes")
	tab.Fill("Mot de passe actuel", password)
	tab.Follow("button", "Créer de nouveaux codes")
	look("codes")
	tab.Navigate(s.URL + "/app/admin/accounts/new")
	tab.Follow("button", "Inviter")
	look("invalid")
	// Staff read no right-to-left language yet; the layout is ready for one.
	w.offline.lang = i18n.Arabic
	for name, path := range map[string]string{"rtl-own": "/app/account", "rtl-accounts": "/app/admin/accounts?role=auditor", "rtl-account": "/app/admin/accounts/" + auditor.ID} {
		tab.Navigate(s.URL + path)
		tab.WaitFor("html[dir=rtl]")
		look(name)
	}
}
