package ui

import (
	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
)

// Tone is what a colour means. Colour is never alone: text says the same.
type Tone string

// Tones.
const (
	Neutral Tone = ""
	Info    Tone = "info"
	Good    Tone = "good"
	Warn    Tone = "warn"
	Bad     Tone = "bad"
)

// Flag is a short label: a status, an alert, a need.
type Flag struct {
	Text   string
	Tone   Tone
	Letter string // repeats the status for those who do not see the colour
}

// Header is the top of a page without an identity bar: it holds the h1.
type Header struct {
	Title   string
	Caption string // small line above: where we are
	Lead    string // one sentence below
	Flags   []Flag
}

// Section is a panel. An empty Title leaves the heading out.
type Section struct {
	Title  string
	ID     string
	Level  int // of the heading, 2 to 4; 0 means 2
	Flags  []Flag
	Action *Link // at the end of the heading's line
}

// Message is a note to the reader.
type Message struct {
	Tone  Tone
	Title string
	Text  string
	Links []Link
}

// Fact is a term and its value. Value is text that may come from a user;
// Content, where set, is shown in its place.
type Fact struct {
	Term    string
	Value   string
	Content templ.Component
}

// SummaryRow is a Fact that may be changed.
type SummaryRow struct {
	Fact
	ChangeHref string
	ChangeNote string // what changes, for screen readers; default the term
}

// Column is a heading of a table.
type Column struct {
	Label    string
	Hidden   bool // heading for screen readers only
	Numeric  bool
	SortHref string // sorts by this column, or the other way round
	Sorted   Sorted
}

// Sorted is the order of a column.
type Sorted string

// Orders of a column.
const (
	Unsorted   Sorted = ""
	Ascending  Sorted = "ascending"
	Descending Sorted = "descending"
)

// Listing is a table; its rows are the children.
type Listing struct {
	ID            string // unique on the page
	Caption       string
	CaptionHidden bool // a heading just above says the same
	Columns       []Column
	Select        bool // rows have a checkbox (RowSelect); a first column selects all
	Dense         bool
}

// Pages leads through a list by cursor.
type Pages struct {
	Previous, Next string // links; "" at an end
	Text           string // what is shown, such as "1–50 of 1,234"
}

// FilterBar is the form above a list; its fields are the children.
type FilterBar struct {
	Action    string
	Label     string // accessible name
	Chips     []Chip // filters in force
	ClearHref string
	Hidden    []HiddenField
}

// Chip is a filter in force and the link that lifts it.
type Chip struct {
	Label      string
	RemoveHref string
}

// Identity is the bar on top of a person's or household's pages.
type Identity struct {
	Name         string // as a user wrote it: shown as the h1
	NameOriginal string // the same in its own script, where known
	Reference    string
	Photo        string // URL; "" shows initials
	Flags        []Flag
	Facts        []Fact
	Tabs         []NavItem
	TabsLabel    string // accessible name of the tabs
	Actions      []Action
}

// Event is an entry of a timeline.
type Event struct {
	Title string
	By    string // person or office
	When  string // in words
	ISO   string // the same for machines; "" leaves it out
	Text  string
	Href  string
	Tone  Tone
	Flag  *Flag
}

// Task is a row of a task list.
type Task struct {
	Title  string
	Href   string // "" while it cannot be started
	Hint   string
	Status Flag
}

// Confirmation is the last page before something that has consequences.
// Extra fields are the children.
type Confirmation struct {
	Title   string
	Text    string
	Facts   []SummaryRow
	Action  string
	Button  string
	Cancel  string // link back
	Danger  bool
	Hidden  []HiddenField
	Warning string
}

// Empty is what a list shows when there is nothing to show.
type Empty struct {
	Title  string
	Text   string
	Action *Action
}

// Stat is a number that leads to the list it counts.
type Stat struct {
	Label string
	Value string
	Href  string
	Note  string
	Tone  Tone
}

// Work is a long job and how far it is. A total of 0 is not known yet.
type Work struct {
	ID       string
	Label    string
	Done     int
	Total    int
	Text     string // what is being done, or the result
	Poll     string // URL that answers with this component again; "" when finished
	Finished bool
	Failed   bool
}

// Hit is a result of the search box.
type Hit struct {
	Label string // as a user wrote it
	Note  string // reference, centre, room
	Kind  string // person, household, room, …
	Href  string
}

// Draft is unfinished input that was found again.
type Draft struct {
	SavedAt string // in words
	Discard string // URL to POST to
}

func (t Tone) class(prefix string) string {
	if t == Neutral {
		return prefix + "-neutral"
	}
	return prefix + "-" + string(t)
}

func (s Section) level() int {
	if s.Level < 2 || s.Level > 4 {
		return 2
	}
	return s.Level
}

// count says in words how far the work is: "320 of 10,000".
func (w Work) count(l *i18n.Localizer) string {
	if w.Total == 0 {
		return ""
	}
	return l.T("ui.progress", "done", w.Done, "total", w.Total)
}
