package receptionweb

import (
	"strings"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// pager leads through a list by cursor, also backwards: the address carries the
// cursors of the last few parts.
type pager struct {
	self  string   // path
	query []string // name, value pairs that stay
	after string
	back  []string
	Next  string
}

const (
	firstPart = "0" // stands for the empty cursor of the first part
	keptBack  = 8
)

func newPager(r *web.Request, self string, query ...string) pager {
	q := r.URL.Query()
	p := pager{self: self, query: query, after: q.Get("after")}
	if back := q.Get("back"); back != "" {
		p.back = strings.Split(back, "~")
	}
	return p
}

func (p pager) to(after string, back []string) string {
	if len(back) > keptBack {
		back = back[len(back)-keptBack:]
	}
	pairs := append([]string{"after", after, "back", strings.Join(back, "~")}, p.query...)
	return withQuery(p.self, pairs...)
}

// pages is what stands below the list.
func (p pager) pages() ui.Pages {
	var out ui.Pages
	if p.Next != "" {
		here := p.after
		if here == "" {
			here = firstPart
		}
		out.Next = p.to(p.Next, append(p.back[:len(p.back):len(p.back)], here))
	}
	if n := len(p.back); p.after != "" && (n == 0 || p.back[n-1] == firstPart) {
		out.Previous = p.to("", nil)
	} else if p.after != "" {
		out.Previous = p.to(p.back[n-1], p.back[:n-1])
	}
	return out
}
