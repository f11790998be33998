package fundingweb

import (
	"net/http"
	"slices"

	"passerelle/internal/funding"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// operationsView is a page of the list of operations.
type operationsView struct {
	funding.OperationPage
	Query  funding.OperationQuery
	Calls  []ui.Option
	Status []ui.Option
	May    bool
	Pages  ui.Pages
}

// showOperations is the first page of the desk. A filter that means nothing
// filters nothing, so that an old address still shows a list.
func (f face) showOperations(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := operationsView{May: r.Actor.May(funding.PermEdit), Query: funding.OperationQuery{Search: q.Get("q"), After: q.Get("after")}}
	if id := q.Get("call"); db.ValidID(id) {
		v.Query.CallID = id
	}
	if s := funding.Status(q.Get("status")); slices.Contains(funding.Statuses, s) {
		v.Query.Status = s
	}
	var err error
	if v.OperationPage, err = f.funding.Operations(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	calls, err := f.funding.Calls(r.Context(), r.Actor, funding.CallQuery{Limit: mostCalls})
	if err != nil {
		return err
	}
	for _, c := range calls.Calls {
		v.Calls = append(v.Calls, callOption(r.L, c))
	}
	for _, s := range funding.Statuses {
		v.Status = append(v.Status, ui.Option{Value: string(s), Label: r.L.T(wordsStatus + string(s))})
	}
	at := func(after string) string {
		return withQuery(pathFunding, "q", v.Query.Search, "call", v.Query.CallID, "status", string(v.Query.Status), "after", after)
	}
	v.Pages = ui.Pages{Text: r.L.T("funding.operations_count", "count", v.Total)}
	if v.Next != "" {
		v.Pages.Next = at(v.Next)
	}
	if v.Query.After != "" {
		v.Pages.Previous = at("")
	}
	p := r.Page(r.L.T("funding.title"))
	return r.Show(w, p, operationsPage(p, v))
}
