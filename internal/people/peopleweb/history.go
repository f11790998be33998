package peopleweb

import (
	"net/http"
	"slices"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// historyView is what was done to a file, or who looked at it.
type historyView struct {
	personView
	events []ui.Event
	next   string // of the older entries; empty on the last page
	lead   string
	empty  string
}

// entriesShown is how many entries of a history a page has.
const entriesShown = 50

func (f face) showHistory(w http.ResponseWriter, r *web.Request) error {
	v, all, err := f.openHistory(r, partHistory)
	if err != nil {
		return err
	}
	names, err := f.staffOf(r, all)
	if err != nil {
		return err
	}
	for _, e := range all {
		v.events = append(v.events, ui.Event{
			Title: eventText(r.L, e.Action), By: names[e.Actor], When: r.L.DateTime(e.At.Time()), ISO: e.At.String(), Text: detailText(r.L, e.Detail),
		})
	}
	v.lead, v.empty = r.L.T("people.history.lead"), r.L.T("people.history.none")
	return r.Show(w, v.Page, historyPage(v))
}

// showReaders is the list that the person may ask for (GDPR, Art. 15).
func (f face) showReaders(w http.ResponseWriter, r *web.Request) error {
	v, all, err := f.openHistory(r, partReaders)
	if err != nil {
		return err
	}
	names, err := f.staffOf(r, all)
	if err != nil {
		return err
	}
	for _, e := range all {
		v.events = append(v.events, ui.Event{
			Title: names[e.Actor], When: r.L.DateTime(e.At.Time()), ISO: e.At.String(), Text: eventText(r.L, e.Action),
		})
	}
	v.lead, v.empty = r.L.T("people.readers.lead"), r.L.T("people.readers.none")
	return r.Show(w, v.Page, historyPage(v))
}

// openHistory reads a page of a file's history.
func (f face) openHistory(r *web.Request, part string) (historyView, []audit.Recorded, error) {
	v, err := f.openFile(r, part)
	if err != nil {
		return historyView{}, nil, err
	}
	in := people.HistoryInput{PersonID: v.file.ID, Limit: entriesShown + 1}
	if at := r.URL.Query().Get("before"); at != "" {
		stamp, id, _ := strings.Cut(at, "_")
		if in.Before.At, err = clock.ParseInstant(stamp); err != nil {
			return historyView{}, nil, fault.InvalidField("", "people.error.cursor")
		}
		in.Before.ID = id
	}
	read := f.people.PersonHistory
	if part == partReaders {
		read = f.people.WhoLooked
	}
	all, err := read(r.Context(), r.Actor, in)
	out := historyView{personView: v}
	if len(all) > entriesShown {
		all = all[:entriesShown]
		last := all[len(all)-1]
		out.next = withQuery(personPart(v.file.ID, part), "before", last.At.String()+"_"+last.ID)
	}
	return out, all, err
}

// staffOf names the accounts of entries; those that are gone are called by what they are.
func (f face) staffOf(r *web.Request, all []audit.Recorded) (map[string]string, error) {
	var ids []string
	for _, e := range all {
		if !slices.Contains(ids, e.Actor) {
			ids = append(ids, e.Actor)
		}
	}
	names, err := f.places.Staff(r, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, id := range ids {
		switch {
		case names[id] != "":
			out[id] = names[id]
		case strings.HasPrefix(id, "system:"):
			out[id] = r.L.T("people.history.system")
		default:
			out[id] = r.L.T("people.history.gone")
		}
	}
	return out, nil
}

// eventText says what was done. Actions of other modules have their words in
// the catalogue of the module.
func eventText(l *i18n.Localizer, action string) string {
	module, rest, _ := strings.Cut(action, ".")
	if key := module + ".event." + rest; l.Knows(key) {
		return l.T(key)
	}
	return l.T("people.event.other")
}

// detailText says of what an entry is about, where its codes have words.
func detailText(l *i18n.Localizer, detail map[string]any) string {
	code := func(name string) string { s, _ := detail[name].(string); return s }
	var out []string
	for _, name := range strings.Fields(code("fields")) {
		if l.Knows(wordsField + name) {
			out = append(out, l.T(wordsField+name))
		}
	}
	out = append(out,
		known(l, wordsStatus, people.StatusCode(code("status")), people.Statuses),
		known(l, wordsNeed, people.NeedCode(code("need")), people.Needs),
		known(l, wordsDocument, people.DocumentType(code("type")), people.DocumentTypes),
		known(l, wordsContact, people.ContactKind(code("kind")), people.ContactKinds),
		known(l, wordsRepresentative, people.RepresentativeKind(code("kind")), people.RepresentativeKinds),
		known(l, wordsPurpose, people.ConsentPurpose(code("purpose")), slices.Concat(people.Informations, people.Consents)),
		known(l, wordsRelationship, people.Relationship(code("after")), people.Relationships),
	)
	if given, ok := detail["given"].(bool); ok {
		out = append(out, l.T("people.field.answer")+": "+yesNo(l, given))
	}
	if restricted, ok := detail["restricted"].(bool); ok {
		out = append(out, yesNo(l, restricted))
	}
	return joined(out...)
}
