package arch

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// staff are the languages of the staff interface: each has every text.
var staff = []string{"en", "fr", "de", "lb"}

var (
	placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)
	quoted      = regexp.MustCompile("\"((?:[^\"\\\\\n]|\\\\.)*)\"|`([^`]*)`|'([a-z0-9_.]+)'")
	keyShape    = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	asked       = regexp.MustCompile(`\.(?:T|Has|LangOf)\("([^"]+)"`)
)

// catalogues holds that the texts of every folder with an en.json of texts
// exist in all staff languages with the same placeholders, that the code uses
// each, and that each the code asks for exists.
func catalogues(t *tree) (faults []string) {
	used, requested := t.usedKeys()
	known := map[string]bool{}
	for _, name := range t.paths {
		dir := path.Dir(name)
		if path.Base(name) != "en.json" || path.Base(dir) != "i18n" && path.Base(dir) != "catalogue" || strings.Contains(dir, "testdata") {
			continue
		}
		english, err := t.catalogue(name)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(english)) {
			known[key] = true
			if !used[key] && !t.house.listed("keys", key) {
				faults = append(faults, fmt.Sprintf("%s: nothing uses %q", name, key))
			}
		}
		faults = append(faults, t.translations(dir, english)...)
	}
	for _, key := range slices.Sorted(maps.Keys(requested)) {
		if !known[key] && len(known) > 0 {
			faults = append(faults, fmt.Sprintf("%s: no catalogue has %q", requested[key], key))
		}
	}
	return faults
}

// translations compares the other languages of a folder with English.
func (t *tree) translations(dir string, english map[string]string) (faults []string) {
	for _, name := range t.paths {
		lang := strings.TrimSuffix(path.Base(name), ".json")
		if path.Dir(name) != dir || path.Ext(name) != ".json" || lang == "en" {
			continue
		}
		other, err := t.catalogue(name)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(english)) {
			text, there := other[key]
			switch {
			case !there && slices.Contains(staff, lang):
				faults = append(faults, fmt.Sprintf("%s: lacks %q", name, key))
			case there && strings.TrimSpace(text) == "":
				faults = append(faults, fmt.Sprintf("%s: %q is empty", name, key))
			case there && !slices.Equal(placeholders(text), placeholders(english[key])):
				faults = append(faults, fmt.Sprintf("%s: %q has placeholders %v, English has %v", name, key, placeholders(text), placeholders(english[key])))
			}
		}
		for _, key := range slices.Sorted(maps.Keys(other)) {
			if _, there := english[key]; !there {
				faults = append(faults, fmt.Sprintf("%s: %q is not in English", name, key))
			}
		}
	}
	for _, lang := range staff {
		if file := dir + "/" + lang + ".json"; !slices.Contains(t.paths, file) {
			faults = append(faults, file+": is not there")
		}
	}
	return faults
}

// catalogue reads key and text; the plural forms of a text are joined.
func (t *tree) catalogue(name string) (map[string]string, error) {
	var raw map[string]any
	if err := json.Unmarshal([]byte(t.read(name)), &raw); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			out[key] = v
		case map[string]any:
			for _, form := range v {
				out[key] += fmt.Sprint(form, "\n")
			}
		default:
			return nil, fmt.Errorf("%q is neither a text nor plural forms", key)
		}
	}
	return out, nil
}

// placeholders lists the names in braces. A plural form may say "one" instead
// of {count}, so count is not compared.
func placeholders(text string) []string {
	names := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if m[1] != "count" {
			names[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// usedKeys returns the strings of the code that may be keys, and those that
// are certainly asked for with the file that does.
func (t *tree) usedKeys() (used map[string]bool, requested map[string]string) {
	used, requested = map[string]bool{}, map[string]string{}
	for _, name := range t.paths {
		test := strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || strings.Contains(name, "testdata/")
		if ext := path.Ext(name); test || ext != ".go" && ext != ".templ" && ext != ".js" {
			continue
		}
		text := t.read(name)
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			if key := m[1] + m[2] + m[3]; keyShape.MatchString(key) {
				used[key] = true
			}
		}
		for _, m := range asked.FindAllStringSubmatch(text, -1) {
			if keyShape.MatchString(m[1]) {
				requested[m[1]] = name
			}
		}
	}
	return used, requested
}
