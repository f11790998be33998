package arch

import (
	"fmt"
	"io/fs"
	"strings"
)

// houseFile is the table of what is allowed.
const houseFile = "internal/arch/house.txt"

// house is what house.txt allows.
type house struct{ rows []*row }

// row is one line of house.txt: "kind key… -- reason".
type row struct {
	line   int
	kind   string
	keys   []string
	reason string
	used   bool
}

// rowKinds are the kinds of row and how many keys each has.
var rowKinds = map[string]int{
	"arrow":  2, // FROM TO: FROM may import TO
	"never":  2, // FROM TO: FROM does not reach TO, through whatever
	"exempt": 2, // RULE SUBJECT: the rule does not look at it; "x" covers "x/…", "x*" all that begins with x
	"prefix": 2, // PACKAGE PREFIX: tables the package writes, where it is not its own name
	"keys":   1, // PREFIX: catalogue keys that the code builds from codes
	"table":  1, // NAME*: tables that a library makes, not our migrations
}

func readHouse(fsys fs.FS) (*house, error) {
	b, err := fs.ReadFile(fsys, houseFile)
	if err != nil {
		return nil, err
	}
	h := &house{}
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		what, reason, _ := strings.Cut(line, " -- ")
		words := strings.Fields(what)
		if n, ok := rowKinds[words[0]]; !ok || len(words) != n+1 || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: not a row of the form KIND KEY… -- REASON: %s", houseFile, i+1, line)
		}
		h.rows = append(h.rows, &row{line: i + 1, kind: words[0], keys: words[1:], reason: reason})
	}
	return h, nil
}

// arrow reports whether a row lets from import to.
func (h *house) arrow(from, to string) bool {
	return h.use(func(r *row) bool { return r.kind == "arrow" && r.keys[0] == from && r.keys[1] == to })
}

// exempt reports whether a row takes subject out of a rule.
func (h *house) exempt(rule, subject string) bool {
	return h.use(func(r *row) bool { return r.kind == "exempt" && r.keys[0] == rule && covers(r.keys[1], subject) })
}

// listed reports whether a row of a kind with one key covers subject.
func (h *house) listed(kind, subject string) bool {
	return h.use(func(r *row) bool {
		return r.kind == kind && strings.HasPrefix(subject, strings.TrimSuffix(r.keys[0], "*"))
	})
}

// prefix returns the table prefix of a package, "" where no row names one.
func (h *house) prefix(pkg string) (prefix string) {
	h.use(func(r *row) bool {
		if r.kind == "prefix" && r.keys[0] == pkg {
			prefix = r.keys[1]
			return true
		}
		return false
	})
	return prefix
}

func (h *house) use(match func(*row) bool) bool {
	found := false
	for _, r := range h.rows {
		if match(r) {
			r.used, found = true, true
		}
	}
	return found
}

func covers(pattern, subject string) bool {
	if p, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(subject, p)
	}
	return subject == pattern || strings.HasPrefix(subject, pattern+"/")
}

// unused finds rows that nothing needed. An arrow counts once both its ends
// are there.
func unused(t *tree) (faults []string) {
	for _, r := range t.house.rows {
		if r.used || r.kind == "arrow" && !(t.has("internal/"+r.keys[0]) && t.has("internal/"+r.keys[1])) {
			continue
		}
		faults = append(faults, fmt.Sprintf("%s:%d: nothing needs this row: %s %s", houseFile, r.line, r.kind, strings.Join(r.keys, " ")))
	}
	return faults
}
