package people

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// ImportWords put a report into words.
type ImportWords struct {
	Row, Status, Problems string // headings
	OfStatus              func(ImportRowStatus) string
	OfProblem             func(p ImportProblem, heading string) string // heading: of its column, empty for the whole row
}

// ImportReport writes the rows that were not registered, or will not be as
// things stand, with why, as CSV: the file as it was with three columns in
// front, so that it may be mended and imported again. Nothing in it is a formula.
// That it was read is on record before the first byte is written.
func (s *Service) ImportReport(ctx context.Context, by access.Actor, id string, w io.Writer, words ImportWords) error {
	i, err := s.keptImport(ctx, by, id)
	if err != nil {
		return err
	}
	if err := s.audit.Read(ctx, by, audit.Entry{Action: "people.import.report.read", ObjectType: "import", ObjectID: id}); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // spreadsheet programs take it for Windows-1252 otherwise
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true // as spreadsheet programs of the region read CSV
	writeRow := func(cells ...string) error {
		for n := range cells {
			cells[n] = SafeCell(cells[n])
		}
		return out.Write(cells)
	}
	if err := writeRow(append([]string{words.Row, words.Status, words.Problems}, i.Headings...)...); err != nil {
		return err
	}
	for after := -1; ; {
		rows, err := importPage(ctx, s.db, id, after, linePage)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			out.Flush()
			return out.Error()
		}
		for _, row := range rows {
			after = row.number
			if row.status == RowGood || row.status == RowDone || row.sealed == nil {
				continue
			}
			line, err := i.line(row)
			if err != nil {
				return err
			}
			front := []string{strconv.Itoa(row.number), words.OfStatus(row.status), i.problemsInWords(row, words)}
			if err := writeRow(append(front, line.cells...)...); err != nil {
				return err
			}
		}
	}
}

func (i *openImport) problemsInWords(row storedRow, words ImportWords) string {
	var out []string
	for _, p := range row.problems {
		heading := ""
		if p.Column > 0 && p.Column <= len(i.Headings) {
			heading = i.Headings[p.Column-1]
		}
		out = append(out, words.OfProblem(p, heading))
	}
	return strings.Join(out, " ")
}

// SafeCell returns text so that no spreadsheet program takes it for a formula:
// with an apostrophe in front of what begins with an operator, also behind
// spaces and invisible characters and in full width (OWASP, CSV injection).
func SafeCell(text string) string {
	first := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if first != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(first)[0]) || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") {
		return "'" + text
	}
	return text
}

// DiscardImport forgets the rows of an import that is not running, and the
// import where none of them was registered.
func (s *Service) DiscardImport(ctx context.Context, by access.Actor, id string) error {
	i, err := s.importOf(ctx, s.db, by, id)
	if err != nil {
		return err
	}
	if i.Status == ImportRunning {
		return fault.Conflicts(errImportMoving)
	}
	err = moved(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := stepImport(ctx, tx, i, i.Status, i.Mode); err != nil {
			return err
		}
		if err := deleteImportRows(ctx, tx, id); err != nil {
			return err
		}
		if i.Counts.Done == 0 {
			if err := deleteImport(ctx, tx, id); err != nil {
				return err
			}
		}
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "people.import.discard", ObjectType: "import", ObjectID: id})
	}))
	if err == nil {
		s.imports.forget(id)
	}
	return err
}

const (
	// importKept is how long the rows of an import are kept after it was last
	// worked on.
	importKept = 30 * 24 * time.Hour
	// importNoted is how long it stays known that there was an import.
	importNoted = 365 * 24 * time.Hour
)

// SweepImports forgets the rows of imports that nobody has worked on for 30
// days, with the key that opens them in backups too, and imports after a year.
func (s *Service) SweepImports(ctx context.Context) error {
	for _, due := range []struct {
		after    time.Duration
		withRows bool
		sweep    func(context.Context, *db.Tx, string) error
	}{{importKept, true, deleteImportRows}, {importNoted, false, deleteImport}} {
		for {
			ids, err := importsTouched(ctx, s.db, s.now().Add(-due.after), due.withRows)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			for _, id := range ids {
				err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return due.sweep(ctx, tx, id) })
				if err != nil {
					return err
				}
				s.imports.forget(id)
			}
		}
	}
	return nil
}

// rewrapImports wraps the keys of imports again with the primary key and returns
// how many it changed.
func (s *Service) rewrapImports(ctx context.Context) (int, error) {
	keys, err := importKeys(ctx, s.db)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, k := range keys {
		if s.vault.Current(k.wrapped) {
			continue
		}
		key, err := s.vault.Unwrap(ctx, k.person, k.wrapped)
		if err != nil {
			return changed, err
		}
		if k.fresh, err = s.vault.Wrap(k.person, key); err != nil {
			return changed, err
		}
		if err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return updateImportKey(ctx, tx, k) }); err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}
