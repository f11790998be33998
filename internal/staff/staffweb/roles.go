package staffweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

// roleRow is one row of the roles editor: a role and where it holds, as the
// fields of its two lists.
type roleRow struct{ Role, Where string }

// roleEditor is what the rows choose from.
type roleEditor struct {
	Rows   []roleRow
	codes  []string
	places []Place
	names  placeNames
}

// spareRows are the empty rows to add roles with; saving brings new ones.
const spareRows = 2

func (f face) roleEditor(r *web.Request, rows []roleRow) (roleEditor, error) {
	places, err := f.places.Options(r.Context(), r.Actor)
	if err != nil && !fault.Is(err, fault.Forbidden, "") {
		return roleEditor{}, err
	}
	e := roleEditor{codes: f.staff.RoleCodes(), places: places, names: namesOf(places)}
	for _, row := range rows {
		if row.Role != "" {
			e.Rows = append(e.Rows, row)
		}
	}
	for range spareRows {
		e.Rows = append(e.Rows, roleRow{Where: whereField(access.Everywhere)})
	}
	return e, nil
}

// whereField writes a scope as the value of a list: "all" or "centre:ID".
func whereField(s access.Scope) string {
	return strings.TrimSuffix(string(s.Kind)+":"+s.ID, ":")
}

func scopeOf(field string) access.Scope {
	kind, id, _ := strings.Cut(field, ":")
	return access.Scope{Kind: access.ScopeKind(kind), ID: id}
}

func rowsOf(list []staff.Assignment) []roleRow {
	rows := make([]roleRow, len(list))
	for i, a := range list {
		rows[i] = roleRow{a.Role, whereField(a.Scope)}
	}
	return rows
}

// rolesIn reads the rows of a form.
func rolesIn(form url.Values) []roleRow {
	roles, wheres := form["role"], form["where"]
	rows := make([]roleRow, min(len(roles), len(wheres)))
	for i := range rows {
		rows[i] = roleRow{roles[i], wheres[i]}
	}
	return rows
}

// assignmentsOf leaves out the rows without a role.
func assignmentsOf(rows []roleRow) []staff.Assignment {
	var out []staff.Assignment
	for _, row := range rows {
		if row.Role != "" {
			out = append(out, staff.Assignment{Role: row.Role, Scope: scopeOf(row.Where)})
		}
	}
	return out
}

func (e roleEditor) roleOptions(l *i18n.Localizer) []ui.Option { return roleOptions(l, e.codes) }

func roleOptions(l *i18n.Localizer, codes []string) []ui.Option {
	var out []ui.Option
	for _, code := range codes {
		out = append(out, ui.Option{Value: code, Label: roleWord(l, code)})
	}
	return out
}

// whereOptions are everywhere, the organisations, the centres, and where the
// row's role holds now if that is none of them.
func (e roleEditor) whereOptions(l *i18n.Localizer, row roleRow) []ui.Option {
	out := []ui.Option{{Value: whereField(access.Everywhere), Label: l.T("staff.scope.all")}}
	for _, kind := range []access.ScopeKind{access.ScopeOrganisation, access.ScopeCentre} {
		for _, p := range e.places {
			if p.Kind == kind {
				out = append(out, ui.Option{Value: whereField(access.Scope{Kind: kind, ID: p.ID}), Label: p.Name, Group: l.T(wordsScopes[kind])})
			}
		}
	}
	if s := scopeOf(row.Where); s.Kind != access.ScopeAll && e.names[s] == "" && wordsScope[s.Kind] != "" {
		out = append(out, ui.Option{Value: row.Where, Label: l.T(wordsScope[s.Kind]), Group: l.T("staff.scope.now")})
	}
	return out
}

var wordsScopes = map[access.ScopeKind]string{
	access.ScopeOrganisation: "staff.scope.organisations",
	access.ScopeCentre:       "staff.scope.centres",
}

func (f face) setRoles(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	rows := rolesIn(form)
	version, _ := strconv.Atoi(form.Get("version")) // what is no number is no version of today
	if err := f.staff.SetRoles(r.Context(), r.Actor, id, version, assignmentsOf(rows)); err != nil {
		v, viewErr := f.accountView(r, rows)
		if viewErr != nil {
			return viewErr
		}
		p := accountsCrumbed(r, v.Account.Name)
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return accountPage(p, v) })
	}
	return r.Redirect(w, accountPath(id), "staff.roles.saved")
}
