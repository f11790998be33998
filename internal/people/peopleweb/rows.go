package peopleweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/ui"
)

// row is a form, or one entry of a list in it, as it was typed. The fields of
// the third document of the second person are named "persons.1.documents.2.…",
// as the faults of package people name them.
type row struct {
	prefix string // of the names of its fields: "", "persons.1."
	fields url.Values
	lists  map[string][]*row
}

// mostRows bounds each list of a form; what is posted beyond is dropped.
const mostRows = 40

func newRow() *row { return &row{fields: url.Values{}, lists: map[string][]*row{}} }

// readRows reads a posted form.
func readRows(values url.Values) *row {
	root := newRow()
	for name, v := range values {
		root.put(name, v)
	}
	root.tidy()
	return root
}

// put files a field under the list and index that its name tells.
func (r *row) put(name string, values []string) {
	list, rest, deep := strings.Cut(name, ".")
	index, field, whole := strings.Cut(rest, ".")
	n, err := strconv.Atoi(index)
	switch {
	case !deep || !whole || err != nil:
		r.fields[name] = values
		return
	case n < 0 || n >= mostRows || field == "":
		return
	}
	for len(r.lists[list]) <= n {
		r.lists[list] = append(r.lists[list], nil)
	}
	if r.lists[list][n] == nil {
		r.lists[list][n] = newRow()
	}
	r.lists[list][n].put(field, values)
}

// tidy closes gaps in the lists and names all fields by their place.
func (r *row) tidy() {
	for list, rows := range r.lists {
		rows = slices.DeleteFunc(rows, func(entry *row) bool { return entry == nil })
		r.lists[list] = rows
		for n, entry := range rows {
			entry.prefix = r.prefix + list + "." + strconv.Itoa(n) + "."
			entry.tidy()
		}
	}
}

// name is what the input of a field is called.
func (r *row) name(field string) string { return r.prefix + field }

// path is what a button that changes the row's list calls it: "persons.1.documents".
func (r *row) path() string { return strings.TrimSuffix(r.prefix, ".") }

func (r *row) get(field string) string { return strings.TrimSpace(r.fields.Get(field)) }

func (r *row) set(field string, values ...string) { r.fields[field] = values }

func (r *row) checked(field string) bool { return r.get(field) != "" }

// at returns the row at a path such as "persons.1" below r, nil where there is none.
func (r *row) at(path string) *row {
	for path != "" && r != nil {
		list, rest, _ := strings.Cut(path, ".")
		index, rest, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(index)
		if err != nil || n < 0 || n >= len(r.lists[list]) {
			return nil
		}
		r, path = r.lists[list][n], rest
	}
	return r
}

// add appends an entry to a list.
func (r *row) add(list string, fields ...string) *row {
	entry := newRow()
	for n := 0; n+1 < len(fields); n += 2 {
		entry.set(fields[n], fields[n+1])
	}
	r.lists[list] = append(r.lists[list], entry)
	r.tidy()
	return entry
}

// remove takes out the entry at a path such as "persons.1".
func (r *row) remove(path string) {
	cut := strings.LastIndexByte(path, '.')
	if cut < 0 {
		return
	}
	n, err := strconv.Atoi(path[cut+1:])
	owner, list := r, path[:cut]
	if up := strings.LastIndexByte(list, '.'); up >= 0 {
		owner, list = r.at(list[:up]), list[up+1:]
	}
	if owner != nil && err == nil && n >= 0 && n < len(owner.lists[list]) {
		owner.lists[list] = slices.Delete(owner.lists[list], n, n+1)
		r.tidy()
	}
}

// clone copies r with its lists.
func (r *row) clone() *row {
	out := newRow()
	for name, v := range r.fields {
		out.fields[name] = slices.Clone(v)
	}
	for list, rows := range r.lists {
		for _, entry := range rows {
			out.lists[list] = append(out.lists[list], entry.clone())
		}
	}
	return out
}

// blank reports whether none of the fields was filled in.
func (r *row) blank(fields ...string) bool {
	return !slices.ContainsFunc(fields, func(field string) bool { return r.get(field) != "" })
}

// drop takes out the entries of a list in which none of the fields was filled in.
func (r *row) drop(list string, fields ...string) {
	r.lists[list] = slices.DeleteFunc(r.lists[list], func(entry *row) bool { return entry.blank(fields...) })
	r.tidy()
}

// values returns the form as it would be posted.
func (r *row) values() url.Values {
	out := url.Values{}
	r.collect(out)
	return out
}

func (r *row) collect(out url.Values) {
	for name, v := range r.fields {
		out[r.prefix+name] = v
	}
	for _, rows := range r.lists {
		for _, entry := range rows {
			entry.collect(out)
		}
	}
}

// date is what stands in the three inputs of a date.
func (r *row) date(field string) ui.DateValue { return ui.ReadDate(r.fields.Get, field) }

func (r *row) setDate(field string, d clock.Date) {
	if d.IsZero() {
		return
	}
	r.set(field+"_day", strconv.Itoa(d.Day))
	r.set(field+"_month", strconv.Itoa(int(d.Month)))
	r.set(field+"_year", strconv.Itoa(d.Year))
}

// dateFields are the names of the inputs of a date.
func dateFields(field string) []string {
	return []string{field + "_day", field + "_month", field + "_year"}
}

// civil reads a date. What is no date becomes one that package people refuses,
// so that all faults of a form come from one place.
func civil(v ui.DateValue) clock.Date {
	if v.Empty() {
		return clock.Date{}
	}
	d, err := clock.NewDate(whole(v.Year), time.Month(whole(v.Month)), whole(v.Day))
	if err != nil {
		return clock.Date{Year: -1}
	}
	return d
}

// whole reads a whole number in Latin, Arabic or Persian digits: 0 for nothing,
// -1 for anything else.
func whole(s string) int {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, s)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 9999 {
		return -1
	}
	return n
}

func number(n int) string { return strconv.Itoa(n) }

func civilDate(d people.CalendarDate) clock.Date {
	return clock.Date{Year: d.Year, Month: time.Month(d.Month), Day: d.Day}
}
