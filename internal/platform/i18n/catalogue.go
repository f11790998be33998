package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

//go:embed catalogue/*.json
var ownFiles embed.FS

// Catalogue is the set of texts in every language. It does not change after
// [Load] and is safe for concurrent use.
type Catalogue struct {
	messages   map[Lang]map[string]message
	missing    []Gap
	localizers map[Lang]*Localizer
}

// Gap is a text that a language lacks.
type Gap struct {
	Lang Lang
	Key  string
}

// Load reads this package's own catalogue and those of sources, each a folder
// with {lang}.json at its root. All faults are reported together: a key in two
// sources, a key that English lacks, an unknown language, a missing or
// superfluous plural form, placeholders that differ from English, malformed
// JSON. A missing translation is no fault here: see [Catalogue.Missing].
func Load(sources ...fs.FS) (*Catalogue, error) {
	own, err := fs.Sub(ownFiles, "catalogue")
	if err != nil {
		return nil, err
	}
	c := &Catalogue{messages: map[Lang]map[string]message{}, localizers: map[Lang]*Localizer{}}
	var faults []error
	for i, src := range append([]fs.FS{own}, sources...) {
		faults = append(faults, c.read(i, src)...)
	}
	faults = append(faults, c.check()...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	slices.SortFunc(c.missing, func(a, b Gap) int {
		if a.Lang != b.Lang {
			return strings.Compare(string(a.Lang), string(b.Lang))
		}
		return strings.Compare(a.Key, b.Key)
	})
	enData, err := readLocaleData(English)
	if err != nil {
		return nil, err
	}
	for _, l := range Public {
		loc, err := newLocalizer(c, l, enData)
		if err != nil {
			return nil, err
		}
		c.localizers[l] = loc
	}
	return c, nil
}

// read adds one source and notes what it leaves out: staff languages always
// owe every key, another language owes those of the sources that have a file
// for it.
func (c *Catalogue) read(n int, src fs.FS) (faults []error) {
	names, err := fs.Glob(src, "*.json")
	if err != nil {
		return []error{err}
	}
	files := map[Lang]map[string]message{}
	for _, name := range names {
		l := Lang(strings.TrimSuffix(path.Base(name), ".json"))
		if !l.Known() {
			faults = append(faults, fmt.Errorf("source %d: %s: unknown language", n, name))
			continue
		}
		entries, errs := readFile(src, name)
		faults = append(faults, errs...)
		files[l] = entries
		if c.messages[l] == nil {
			c.messages[l] = map[string]message{}
		}
		for key, m := range entries {
			if _, twice := c.messages[l][key]; twice {
				faults = append(faults, fmt.Errorf("source %d: %s: %s: also in another source", n, name, key))
			}
			c.messages[l][key] = m
		}
	}
	for _, l := range Public {
		if _, has := files[l]; !has && !slices.Contains(Staff, l) {
			continue
		}
		for key := range files[English] {
			if _, ok := files[l][key]; !ok {
				c.missing = append(c.missing, Gap{l, key})
			}
		}
	}
	return faults
}

// readFile decodes entry by entry, so that one bad text does not hide others
// and a key given twice is found.
func readFile(src fs.FS, name string) (map[string]message, []error) {
	f, err := src.Open(name)
	if err != nil {
		return nil, []error{err}
	}
	defer f.Close()
	entries := map[string]message{}
	d := json.NewDecoder(f)
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, []error{fmt.Errorf("%s: not a JSON object", name)}
	}
	var faults []error
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return entries, append(faults, fmt.Errorf("%s: %w", name, err))
		}
		key, _ := t.(string) // The decoder lets nothing else be a key.
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return entries, append(faults, fmt.Errorf("%s: %s: %w", name, key, err))
		}
		var m message
		if err := m.UnmarshalJSON(raw); err != nil {
			faults = append(faults, fmt.Errorf("%s: %s: %w", name, key, err))
			continue
		}
		if _, twice := entries[key]; twice {
			faults = append(faults, fmt.Errorf("%s: %s: given twice", name, key))
		}
		entries[key] = m
	}
	if _, err := d.Token(); err != nil {
		faults = append(faults, fmt.Errorf("%s: %w", name, err))
	}
	return entries, faults
}

func (c *Catalogue) check() (faults []error) {
	english := c.messages[English]
	for _, key := range slices.Sorted(maps.Keys(english)) {
		if _, err := english[key].placeholders(); err != nil {
			faults = append(faults, fmt.Errorf("en.json: %s: %w", key, err))
		}
	}
	for _, l := range Public {
		for _, key := range slices.Sorted(maps.Keys(c.messages[l])) {
			m := c.messages[l][key]
			if err := m.checkForms(l); err != nil {
				faults = append(faults, fmt.Errorf("%s.json: %s: %w", l, key, err))
			}
			base, ok := english[key]
			if !ok {
				faults = append(faults, fmt.Errorf("%s.json: %s: not in English", l, key))
			} else if err := m.checkAgainst(base); err != nil && l != English {
				faults = append(faults, fmt.Errorf("%s.json: %s: %w", l, key, err))
			}
		}
	}
	return faults
}

// For returns the localizer of l, or the English one when l is not one of
// [Public].
func (c *Catalogue) For(l Lang) *Localizer {
	if loc, ok := c.localizers[l]; ok {
		return loc
	}
	return c.localizers[English]
}

// Missing lists the texts that fall back to English: for staff languages every
// one, for the others those of the sources that have a file in the language.
func (c *Catalogue) Missing() []Gap { return slices.Clone(c.missing) }

// Keys returns the keys that l has of its own, sorted.
func (c *Catalogue) Keys(l Lang) []string {
	return slices.Sorted(maps.Keys(c.messages[l]))
}
