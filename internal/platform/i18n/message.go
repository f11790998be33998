package i18n

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

// message is one entry of a catalogue: a text, or one text per plural form.
type message struct {
	plural bool
	forms  map[plural.Form]text
}

// text is a parsed text: literals and, at odd positions, placeholder names.
type text []string

// UnmarshalJSON reads a string or an object of plural forms.
func (m *message) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		t, err := parseText(one)
		if err != nil {
			return err
		}
		m.forms = map[plural.Form]text{plural.Other: t}
		return nil
	}
	var many map[string]string
	if err := json.Unmarshal(b, &many); err != nil {
		return fmt.Errorf("neither a text nor an object of plural forms")
	}
	m.plural, m.forms = true, make(map[plural.Form]text, len(many))
	for name, s := range many {
		form, ok := formNames[name]
		if !ok {
			return fmt.Errorf("%q is not a plural form", name)
		}
		t, err := parseText(s)
		if err != nil {
			return err
		}
		m.forms[form] = t
	}
	return nil
}

// parseText splits "a {b} c" into "a ", "b", " c".
func parseText(s string) (text, error) {
	if strings.TrimSpace(s) == "" {
		return nil, fmt.Errorf("empty text")
	}
	var t text
	for {
		before, rest, found := strings.Cut(s, "{")
		if strings.Contains(before, "}") {
			return nil, fmt.Errorf("a } without {")
		}
		t = append(t, before)
		if !found {
			return t, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isName(name) {
			return nil, fmt.Errorf("a { that does not open a placeholder {name}")
		}
		t = append(t, name)
		s = after
	}
}

func isName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

func (t text) placeholders() map[string]bool {
	names := map[string]bool{}
	for i := 1; i < len(t); i += 2 {
		names[t[i]] = true
	}
	return names
}

// placeholders returns the names that every form has, without "count" where
// there are plural forms: "one day" may leave the number out. It fails when
// the forms differ.
func (m message) placeholders() (map[string]bool, error) {
	var all map[string]bool
	for _, t := range m.forms {
		names := t.placeholders()
		if m.plural {
			delete(names, "count")
		}
		if all != nil && !maps.Equal(all, names) {
			return nil, fmt.Errorf("plural forms with different placeholders")
		}
		all = names
	}
	return all, nil
}

// checkForms fails when m lacks a plural form of l or has one that l never
// uses.
func (m message) checkForms(l Lang) error {
	if !m.plural {
		return nil
	}
	needed := formsOf(l)
	for _, name := range slices.Sorted(maps.Keys(formNames)) {
		_, has := m.forms[formNames[name]]
		switch {
		case needed[formNames[name]] && !has:
			return fmt.Errorf("plural form %q is missing", name)
		case has && !needed[formNames[name]]:
			return fmt.Errorf("plural form %q is never used in %s", name, l)
		}
	}
	return nil
}

// checkAgainst fails when m does not say the same as the English message:
// other placeholders, or a plural on one side only.
func (m message) checkAgainst(english message) error {
	if m.plural != english.plural {
		return fmt.Errorf("has plural forms in one language and not in English, or the reverse")
	}
	want, _ := english.placeholders() // Checked when English was read.
	got, err := m.placeholders()
	if err != nil {
		return err
	}
	if !maps.Equal(want, got) {
		return fmt.Errorf("placeholders %v, English has %v",
			slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	return nil
}
