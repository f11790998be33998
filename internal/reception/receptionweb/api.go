package receptionweb

import (
	"cmp"
	"slices"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
)

// IDIn names one thing by its id.
type IDIn struct {
	ID string `path:"id" doc:"26 letters and digits"`
}

// PageIn asks for a part of a list.
type PageIn struct {
	After string `query:"after" doc:"The cursor that the part before ended with; empty for the first"`
	Limit int    `query:"limit" minimum:"0" maximum:"200" doc:"Rows of a part; 0: 50"`
}

// listOut is a part of a list.
type listOut[T any] struct{ Body listBody[T] }

type listBody[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next part; absent on the last"`
}

func listed[T any](items []T, next string) *listOut[T] {
	if items == nil {
		items = []T{}
	}
	return &listOut[T]{listBody[T]{items, next}}
}

// partOf cuts the part that was asked for out of a list that is read whole. Its
// cursor is the id of the last thing of the part before.
func partOf[T any](list []T, in PageIn, id func(T) string) (part []T, next string, err error) {
	from := 0
	if in.After != "" {
		if from = 1 + slices.IndexFunc(list, func(t T) bool { return id(t) == in.After }); from == 0 {
			return nil, "", fault.InvalidField("after", "reception.error.cursor")
		}
	}
	list = list[from:]
	if limit := min(cmp.Or(in.Limit, 50), 200); len(list) > limit {
		list = list[:limit]
		next = id(list[limit-1])
	}
	return list, next, nil
}

// done answers what has nothing to tell.
type done struct{}

// dayIn reads a day of the API; empty is or.
func dayIn(field, text string, or clock.Date) (clock.Date, error) {
	if text == "" {
		return or, nil
	}
	d, err := clock.ParseDate(text)
	if err != nil {
		return clock.Date{}, fault.InvalidField(field, "reception.error.date")
	}
	return d, nil
}

// dayOut writes a day of the API; none is empty.
func dayOut(d clock.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// Matched is the version that an update was made from.
type Matched struct {
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of what is changed, as it was read"`
}

func (m Matched) version() (int, error) { return web.IfMatch(m.IfMatch) }
