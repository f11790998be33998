package peopleweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// entryList is a list of a file that grows by a form on the page that shows it.
type entryList struct {
	list string // of the form and the address
	part string // of the file that shows it
	perm access.Permission
	twin string
	done string // catalogue key of what is said afterwards
	add  func(ctx context.Context, s *people.Service, by access.Actor, personID string, r *row) (string, error)
}

var entryLists = []entryList{
	{
		list: "documents", part: partPapers, perm: people.PermDocument, twin: "addDocument", done: "people.done.document_added",
		add: func(ctx context.Context, s *people.Service, by access.Actor, id string, r *row) (string, error) {
			return s.AddDocument(ctx, by, id, documentInput(r))
		},
	},
	{
		list: "contacts", part: partPapers, perm: people.PermEdit, twin: "addContact", done: "people.done.contact_added",
		add: func(ctx context.Context, s *people.Service, by access.Actor, id string, r *row) (string, error) {
			return s.AddContact(ctx, by, id, contactInput(r))
		},
	},
	{
		list: "statuses", part: partStatus, perm: people.PermStatus, twin: "addStatus", done: "people.done.status_added",
		add: func(ctx context.Context, s *people.Service, by access.Actor, id string, r *row) (string, error) {
			return s.AddStatus(ctx, by, id, statusInput(r))
		},
	},
	{
		list: "needs", part: partStatus, perm: people.PermNeed, twin: "addNeed", done: "people.done.need_added",
		add: func(ctx context.Context, s *people.Service, by access.Actor, id string, r *row) (string, error) {
			return s.AddNeed(ctx, by, id, people.NeedInput{Code: people.NeedCode(r.get("code")), From: civil(r.date("from")), Note: r.get("note")})
		},
	},
	{
		list: "representatives", part: partStatus, perm: people.PermEdit, twin: "addRepresentative", done: "people.done.representative_added",
		add: addRepresentative,
	},
	{
		list: "consents", part: partConsents, perm: people.PermConsent, twin: "recordConsent", done: "people.done.consent_recorded",
		add: func(ctx context.Context, s *people.Service, by access.Actor, id string, r *row) (string, error) {
			return s.RecordConsent(ctx, by, id, people.ConsentInput{
				Purpose: people.ConsentPurpose(r.get("purpose")), Given: r.get("answer") == consentGiven,
				Language: r.get("language"), Interpreter: r.checked("interpreter"), Notice: r.get("notice"),
			})
		},
	},
}

// addRepresentative finds a representative who is in the register by reference.
func addRepresentative(ctx context.Context, s *people.Service, by access.Actor, id string, r *row) (string, error) {
	in := representativeInput(r)
	if ref := r.get("person"); ref != "" {
		found, err := byReference(ctx, s, by, ref)
		if err != nil {
			return "", err
		}
		in.PersonID = found.ID
	}
	return s.AddRepresentative(ctx, by, id, in)
}

// byReference finds the person of a reference, or the head of the household of one.
func byReference(ctx context.Context, s *people.Service, by access.Actor, text string) (people.Found, error) {
	if _, _, err := people.ParseReference(text); err != nil {
		return people.Found{}, fault.InvalidField("person", wordsError+parseCode(err))
	}
	found, err := s.FindPersons(ctx, by, text, 1)
	if err != nil {
		return people.Found{}, err
	}
	if len(found) == 0 {
		return people.Found{}, fault.InvalidField("person", "people.error.reference_nobody")
	}
	return found[0], nil
}

// draftKey is under which key the form of a list keeps what is unfinished.
func (v personView) draftKey(list string) string { return "people." + list + "." + v.file.ID }

// entry is the form of a list on the page.
func (v personView) entry(list string) *row { return v.root.lists[list][0] }

// openPart opens a part of a file with the forms of its lists, as far as they
// were filled in before.
func (f face) openPart(r *web.Request, part string) (personView, error) {
	v, err := f.openFile(r, part)
	if err != nil {
		return v, err
	}
	for _, l := range entryLists {
		if l.part != part {
			continue
		}
		left, at, err := r.Draft(v.draftKey(l.list))
		if err != nil {
			return v, err
		}
		if rows := readRows(left).lists[l.list]; len(rows) > 0 {
			v.root.lists[l.list] = rows[:1]
			v.drafts[l.list] = &ui.Draft{SavedAt: r.L.DateTime(at.Time()), Discard: ui.PathDrafts + v.draftKey(l.list)}
			v.adding = l.list
		} else {
			v.root.add(l.list)
		}
	}
	v.root.tidy()
	return v, nil
}

// parts are the pages that show the lists.
var parts = map[string]func(personView) templ.Component{
	partPapers: papersPage, partStatus: statusPage, partConsents: consentsPage,
}

func (f face) showPart(part string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		v, err := f.openPart(r, part)
		if err != nil {
			return err
		}
		return r.Show(w, v.Page, parts[part](v))
	}
}

// addEntry carries out the form of a list.
func (f face) addEntry(l entryList) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		id, err := r.ID("id")
		if err != nil {
			return err
		}
		values, err := r.Form()
		if err != nil {
			return err
		}
		root := readRows(values)
		if len(root.lists[l.list]) == 0 {
			root.add(l.list)
		}
		if _, err = l.add(r.Context(), f.people, r.Actor, id, root.lists[l.list][0]); err == nil {
			r.ClearDraft("people." + l.list + "." + id)
			return r.Redirect(w, personPart(id, l.part)+"#"+l.list, l.done)
		}
		v, openErr := f.openPart(r, l.part)
		if openErr != nil {
			return openErr
		}
		v.root.lists[l.list], v.adding = root.lists[l.list][:1], l.list
		v.root.tidy()
		err = v.place(err, func(field string) string {
			if field == "" {
				return field
			}
			return l.list + ".0." + field
		})
		return r.Reject(w, err, v.Page, func(p ui.Page) templ.Component {
			v.Page = p
			return parts[l.part](v)
		})
	}
}

// entryAct is something that is done to an entry of a file after a look at it.
type entryAct struct {
	list, verb string // of the address
	part       string // of the file that shows it
	perm       access.Permission
	twin       string
	key        string // beginning of the catalogue keys: .title, .text, .button, .done
	label      string // of the link
	until      bool   // asks for the last day
	facts      func(v personView, id string) []ui.SummaryRow
	do         func(ctx context.Context, s *people.Service, by access.Actor, what entryOf) error
}

// entryOf names an entry of a file, and the last day on which it holds.
type entryOf struct {
	person, entry string
	until         clock.Date
}

func (a entryAct) path(person, entry string) string {
	return personPart(person, a.list+"/"+entry+"/"+a.verb)
}

var (
	actRemoveDocument = entryAct{
		list: "documents", verb: "remove", part: partPapers, perm: people.PermDocument, twin: "removeDocument",
		key: "people.act.remove_document", label: "people.form.strike",
		facts: func(v personView, id string) []ui.SummaryRow {
			return factsOf(v.file.Documents, func(d people.Document) bool { return d.ID == id }, func(d people.Document) []ui.Fact {
				return []ui.Fact{{Term: v.L.T("people.field.document_type"), Value: word(v.L, wordsDocument, d.Type)}, {Term: v.L.T("people.field.document_number"), Value: d.Number}}
			})
		},
		do: func(ctx context.Context, s *people.Service, by access.Actor, e entryOf) error {
			return s.RemoveDocument(ctx, by, e.person, e.entry)
		},
	}
	actRemoveContact = entryAct{
		list: "contacts", verb: "remove", part: partPapers, perm: people.PermEdit, twin: "removeContact",
		key: "people.act.remove_contact", label: "people.form.strike",
		facts: func(v personView, id string) []ui.SummaryRow {
			return factsOf(v.file.Contacts, func(c people.Contact) bool { return c.ID == id }, func(c people.Contact) []ui.Fact {
				return []ui.Fact{{Term: v.L.T("people.field.contact_kind"), Value: word(v.L, wordsContact, c.Kind)}, {Term: v.L.T("people.field.contact_value"), Value: c.Value}}
			})
		},
		do: func(ctx context.Context, s *people.Service, by access.Actor, e entryOf) error {
			return s.RemoveContact(ctx, by, e.person, e.entry)
		},
	}
	actRemoveStatus = entryAct{
		list: "statuses", verb: "remove", part: partStatus, perm: people.PermStatus, twin: "removeStatus",
		key: "people.act.remove_status", label: "people.form.strike",
		facts: func(v personView, id string) []ui.SummaryRow {
			return factsOf(v.file.Statuses, func(s people.Status) bool { return s.ID == id }, func(s people.Status) []ui.Fact {
				return []ui.Fact{{Term: v.L.T("people.field.status"), Value: word(v.L, wordsStatus, s.Code)}, {Term: v.L.T("people.field.period"), Value: period(v.L, s.From, s.Until)}}
			})
		},
		do: func(ctx context.Context, s *people.Service, by access.Actor, e entryOf) error {
			return s.RemoveStatus(ctx, by, e.person, e.entry)
		},
	}
	actEndNeed = entryAct{
		list: "needs", verb: "end", part: partStatus, perm: people.PermNeed, twin: "endNeed",
		key: "people.act.end_need", label: "people.form.end", until: true,
		facts: func(v personView, id string) []ui.SummaryRow {
			return factsOf(v.file.Needs, func(n people.Need) bool { return n.ID == id && n.Until.IsZero() }, func(n people.Need) []ui.Fact {
				return []ui.Fact{{Term: v.L.T("people.field.need"), Value: word(v.L, wordsNeed, n.Code)}, {Term: v.L.T("people.field.period"), Value: period(v.L, n.From, n.Until)}}
			})
		},
		do: func(ctx context.Context, s *people.Service, by access.Actor, e entryOf) error {
			return s.EndNeed(ctx, by, e.person, e.entry, e.until)
		},
	}
	actEndRepresentative = entryAct{
		list: "representatives", verb: "end", part: partStatus, perm: people.PermEdit, twin: "endRepresentative",
		key: "people.act.end_representative", label: "people.form.end", until: true,
		facts: func(v personView, id string) []ui.SummaryRow {
			return factsOf(v.file.Representatives, func(r people.Representative) bool { return r.ID == id && r.Until.IsZero() }, func(r people.Representative) []ui.Fact {
				return []ui.Fact{{Term: v.L.T("people.field.representative_kind"), Value: word(v.L, wordsRepresentative, r.Kind)}, {Term: v.L.T("people.field.representative_name"), Value: r.Name}}
			})
		},
		do: func(ctx context.Context, s *people.Service, by access.Actor, e entryOf) error {
			return s.EndRepresentative(ctx, by, e.person, e.entry, e.until)
		},
	}
	actWithdrawConsent = entryAct{
		list: "consents", verb: "withdraw", part: partConsents, perm: people.PermConsent, twin: "withdrawConsent",
		key: "people.act.withdraw_consent", label: "people.form.withdraw",
		facts: func(v personView, id string) []ui.SummaryRow {
			return factsOf(v.file.Consents, func(c people.Consent) bool { return c.ID == id && c.WithdrawnAt.IsZero() }, func(c people.Consent) []ui.Fact {
				return []ui.Fact{{Term: v.L.T("people.field.purpose"), Value: word(v.L, wordsPurpose, c.Purpose)}, {Term: v.L.T("people.consent.given"), Value: v.L.DateTime(c.At.Time())}}
			})
		},
		do: func(ctx context.Context, s *people.Service, by access.Actor, e entryOf) error {
			return s.WithdrawConsent(ctx, by, e.person, e.entry)
		},
	}

	entryActs = []entryAct{actRemoveDocument, actRemoveContact, actRemoveStatus, actEndNeed, actEndRepresentative, actWithdrawConsent}
)

// factsOf tells of the entry of a list; nil where it is not there.
func factsOf[T any](all []T, is func(T) bool, facts func(T) []ui.Fact) []ui.SummaryRow {
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return nil
	}
	var rows []ui.SummaryRow
	for _, f := range facts(all[i]) {
		rows = append(rows, ui.SummaryRow{Fact: f})
	}
	return rows
}

// openEntry opens the page of what is done to an entry.
func (f face) openEntry(r *web.Request, a entryAct) (personView, entryOf, error) {
	what := entryOf{person: r.PathValue("id")}
	var err error
	if what.entry, err = r.ID("entry"); err != nil {
		return personView{}, what, err
	}
	v, err := f.openFile(r, a.part)
	switch {
	case err != nil:
		return v, what, err
	case !v.may(a.perm):
		return v, what, fault.Denied()
	case a.facts(v, what.entry) == nil:
		return v, what, fault.Missing()
	}
	return v, what, nil
}

func (f face) showEntryAct(a entryAct) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		v, what, err := f.openEntry(r, a)
		if err != nil {
			return err
		}
		return r.Show(w, v.Page, entryActPage(v, a, what))
	}
}

func (f face) doEntryAct(a entryAct) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		values, err := r.Form()
		if err != nil {
			return err
		}
		id, err := r.ID("id")
		if err != nil {
			return err
		}
		entry, err := r.ID("entry")
		if err != nil {
			return err
		}
		root := readRows(values)
		err = a.do(r.Context(), f.people, r.Actor, entryOf{id, entry, civil(root.date("until"))})
		if err == nil {
			return r.Redirect(w, personPart(id, a.part)+"#"+a.list, a.key+".done")
		}
		v, what, openErr := f.openEntry(r, a)
		if openErr != nil {
			return openErr
		}
		v.root = root
		return r.Reject(w, err, v.Page, func(p ui.Page) templ.Component {
			v.Page = p
			return entryActPage(v, a, what)
		})
	}
}
