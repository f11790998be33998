package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// FormSpec describes a form. The server validates; the browser does not.
type FormSpec struct {
	Action    string
	Method    string // "post" (default) or "get"
	Label     string // accessible name, for a page with several forms
	Multipart bool   // the form sends files
	Draft     string // key under which unfinished input is kept on the server; "" keeps none
	Live      string // URL that is asked, while the form is filled, for the HTML of the LiveRegion
	Hidden    []HiddenField
	Attrs     templ.Attributes
}

// HiddenField is a value that travels with a form.
type HiddenField struct{ Name, Value string }

// Field is a single-line input or a text area.
type Field struct {
	Name  string
	Label string
	Hint  string
	Value string
	Error string

	Type         string // text (default), email, tel, number, password, search, date, time, url
	ID           string // default FieldID(Name)
	Autocomplete string // autofill token of the HTML standard
	InputMode    string // keyboard on a phone
	Dir          string // "ltr", "rtl" or "auto" where it differs from the page
	Lang         string // language of the value where it differs from the page
	Prefix       string // unit in front
	Suffix       string // unit behind
	Placeholder  string // never the only label

	Required    bool
	Optional    bool // says so in words; neither Required nor Optional says nothing
	Verbatim    bool // a name, number or code: no spelling, capitals or translation
	LabelHidden bool // label for screen readers only
	ReadOnly    bool
	Width       int // expected characters: 2 to 30; 0 fills the column
	MaxLength   int // characters; 0 unlimited
	Rows        int // of a text area; 0 means 4
	Attrs       templ.Attributes
}

// Option is one answer of a Choice.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Group    string // heading of neighbouring options in a Select
	Lang     string // of the label where it differs from the page
	Disabled bool
}

// Choice is a question with given answers: Select, Radios or Checkboxes.
type Choice struct {
	Name    string
	Label   string
	Hint    string
	Error   string
	ID      string // default FieldID(Name)
	Options []Option
	Value   string   // chosen answer of Select and Radios
	Values  []string // chosen answers of Checkboxes
	Blank   string   // Select: label of a first, empty answer; "" leaves it out

	Required    bool
	Optional    bool
	Inline      bool // short answers side by side
	LabelHidden bool
	Attrs       templ.Attributes // of the select, or of each input
}

func (c Choice) chosen(value string) bool {
	if c.Value != "" && c.Value == value {
		return true
	}
	for _, v := range c.Values {
		if v == value {
			return true
		}
	}
	return c.Value == "" && len(c.Values) == 0 && value == ""
}

// DateValue is a date as it was typed, possibly wrong or in part.
type DateValue struct {
	Day, Month, Year string
	Precision        string // one of DateField.Precisions
}

// ReadDate returns the parts that a DateInput with the given name sent.
// get returns the value of a form field, as url.Values.Get does.
func ReadDate(get func(string) string, name string) DateValue {
	part := func(p string) string { return strings.TrimSpace(get(name + "_" + p)) }
	return DateValue{Day: part("day"), Month: part("month"), Year: part("year"), Precision: part("precision")}
}

// Empty reports whether no part of the date was given.
func (v DateValue) Empty() bool { return v.Day == "" && v.Month == "" && v.Year == "" }

// DateField asks for a date in three fields, named Name_day, Name_month and
// Name_year; with Precisions also how well it is known (Name_precision).
type DateField struct {
	Name       string
	Label      string
	Hint       string
	Error      string
	WrongPart  string // "day", "month" or "year" when only that part is wrong; "" marks all
	Value      DateValue
	Precisions []Option
	Required   bool
	Optional   bool
}

// FileField asks for files.
type FileField struct {
	Name, Label, Hint, Error, ID string
	Accept                       string // media types and suffixes, comma-separated
	Multiple, Required, Optional bool
}

// Group is a set of fields under one heading.
type Group struct {
	Name   string // gives the id that an error about the group links to; "" none
	Legend string
	Hint   string
	Error  string
	Plain  bool // the legend looks like a label, not like a heading
}

// Action is a button, or with Href a link that looks like one.
type Action struct {
	Label string
	Href  string
	Name  string // of the submitted value
	Value string
	Form  string // id of a form elsewhere on the page
	Style Style
	Note  string // words for screen readers that make the label unique, such as a person's name
	Attrs templ.Attributes
}

// Style says how much a button asks for attention.
type Style string

// Styles of an Action. A page has at most one primary action.
const (
	Primary   Style = ""
	Secondary Style = "secondary"
	Danger    Style = "danger"
	Quiet     Style = "quiet" // looks like a link
)

func (f Field) id() string     { return orDefault(f.ID, FieldID(f.Name)) }
func (c Choice) id() string    { return orDefault(c.ID, FieldID(c.Name)) }
func (f FileField) id() string { return orDefault(f.ID, FieldID(f.Name)) }

func orDefault(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

// describedBy lists the ids of a control's hint and error, for aria-describedby.
func describedBy(id, hint, errText string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if errText != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

// widthClass maps an expected number of characters to a class of the stylesheet.
func widthClass(chars int) string {
	for _, step := range []int{2, 4, 6, 10, 20, 30} {
		if chars > 0 && chars <= step {
			return "w-" + strconv.Itoa(step)
		}
	}
	return "w-full"
}

// inputAttrs returns the attributes of an input or text area that are there only when set.
func (f Field) inputAttrs() templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("autocomplete", f.Autocomplete)
	set("inputmode", f.InputMode)
	set("dir", f.Dir)
	set("lang", f.Lang)
	set("placeholder", f.Placeholder)
	set("aria-describedby", describedBy(f.id(), f.Hint, f.Error))
	if f.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	if f.Verbatim {
		a["spellcheck"], a["translate"] = "false", "no"
		if f.Type != "email" && f.Type != "url" { // nobody writes these in capitals, and HTML does not ask
			a["autocapitalize"] = "off"
		}
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	a["required"] = f.Required
	a["readonly"] = f.ReadOnly
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// selectAttrs does for a select what inputAttrs does for an input.
func (c Choice) selectAttrs() templ.Attributes {
	a := templ.Attributes{"required": c.Required}
	if d := describedBy(c.id(), c.Hint, c.Error); d != "" {
		a["aria-describedby"] = d
	}
	if c.Error != "" {
		a["aria-invalid"] = "true"
	}
	for k, v := range c.Attrs {
		a[k] = v
	}
	return a
}

func fileAttrs(f FileField) templ.Attributes {
	a := templ.Attributes{}
	if d := describedBy(f.id(), f.Hint, f.Error); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Accept != "" {
		a["accept"] = f.Accept
	}
	return a
}

func (a Action) class() string {
	if a.Style == Primary {
		return ""
	}
	return "btn-" + string(a.Style)
}

func rows(n int) int {
	if n <= 0 {
		return 4
	}
	return n
}

type optionGroup struct {
	label   string
	options []Option
}

// groups gathers neighbouring options that share a heading.
func groups(options []Option) []optionGroup {
	var out []optionGroup
	for _, o := range options {
		if n := len(out); n == 0 || out[n-1].label != o.Group {
			out = append(out, optionGroup{label: o.Group})
		}
		g := &out[len(out)-1]
		g.options = append(g.options, o)
	}
	return out
}
