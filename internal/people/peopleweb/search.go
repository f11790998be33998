package peopleweb

import (
	"net/http"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// How many hits the search box and the page of results show.
const (
	hitsSuggested = 8
	hitsShown     = 50
)

// searchView is the page of what a search found.
type searchView struct {
	*form
	q      string
	found  []people.Found
	homes  map[string]Home
	others []ui.Hit // what is no person
}

// suggest answers the search box while one types.
func (f face) suggest(w http.ResponseWriter, r *web.Request) error {
	v, err := f.find(r, hitsSuggested)
	if err != nil && fault.KindOf(err) != fault.Invalid { // half a word is no error
		return err
	}
	var hits []ui.Hit
	for _, p := range v.found {
		place := v.homes[p.HouseholdID].Label
		hits = append(hits, ui.Hit{
			Label: lineName(r.L, p.PersonLine), Kind: r.L.T("people.search.person"), Href: personPath(p.ID),
			Note: joined(p.Reference, originalBeside(p.Name), birthText(r.L, p.Birth), place),
		})
	}
	hits = append(hits, v.others...)
	return r.Fragment(w, ui.SearchResults(r.L, hits[:min(len(hits), hitsSuggested)]))
}

// originalBeside is the name in the original script where another is shown.
func originalBeside(n people.Name) string {
	if n.Original == n.Full() {
		return ""
	}
	return n.Original
}

func (f face) search(w http.ResponseWriter, r *web.Request) error {
	v, err := f.find(r, hitsShown)
	if err != nil {
		return err
	}
	return r.Show(w, v.Page, searchPage(v))
}

// find looks for what was typed, among persons and what the finders know.
func (f face) find(r *web.Request, limit int) (searchView, error) {
	values, err := r.Form()
	if err != nil {
		return searchView{}, err
	}
	v := searchView{form: newForm(r.Page(r.L.T("people.search.title")), newRow(), f.today()), q: strings.TrimSpace(values.Get("q"))}
	v.Path = pathPeople // a change of language cannot post the search again
	if v.q == "" {
		return v, nil
	}
	if r.Actor.May(people.PermSearch) {
		if v.found, err = f.people.FindPersons(r.Context(), r.Actor, v.q, limit); err != nil {
			return v, err
		}
		lines := make([]people.PersonLine, len(v.found))
		for i, p := range v.found {
			lines[i] = p.PersonLine
		}
		if v.homes, err = f.homesOf(r, lines); err != nil {
			return v, err
		}
	}
	for _, finder := range f.finders {
		hits, err := finder.Find(r, v.q, limit)
		if err != nil {
			return v, err
		}
		v.others = append(v.others, hits...)
	}
	return v, nil
}

// showSearch is the page without a search: its address was opened by hand.
func (f face) showSearch(w http.ResponseWriter, r *web.Request) error {
	v := searchView{form: newForm(r.Page(r.L.T("people.search.title")), newRow(), f.today())}
	return r.Show(w, v.Page, searchPage(v))
}
