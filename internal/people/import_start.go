package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// ImportFile is a file that is to be imported.
type ImportFile struct {
	Name     string     // for the list of imports; may be empty
	Data     []byte     // CSV or XLSX, at most MaxImportBytes
	Rows     [][]string // in place of Data; the first holds the headings
	Sheet    string     // of a workbook; empty: the first that can be seen
	OrgID    string     // that the households are registered for
	CentreID string     // empty for none
}

// maxOpenImports is how many imports an account may have whose rows are kept:
// each is up to MaxImportRows sealed rows.
const maxOpenImports = 20

const errOpenImports = "people.import.error.open_imports" // max

// StartImport reads a file and keeps its rows, sealed, for MapImport. What the
// columns say is guessed by their headings, and by what the account said of
// such headings before. Faults are at "file", "org" and "centre".
func (s *Service) StartImport(ctx context.Context, by access.Actor, in ImportFile) (Import, error) {
	if !by.May(PermImport) || !by.MayOn(PermRegister, object(in.OrgID, in.CentreID, false)) {
		return Import{}, fault.Denied()
	}
	f := newForm(s.today())
	f.needed("org", &in.OrgID, maxNumber)
	f.line("centre", &in.CentreID, maxNumber)
	f.line("name", &in.Name, maxName)
	if err := f.err(); err != nil {
		return Import{}, err
	}
	table, err := in.table()
	if err != nil {
		return Import{}, err
	}
	i := &openImport{importRow: importRow{account: by.ID, Import: Import{
		ID: db.NewID(), OrgID: in.OrgID, CentreID: in.CentreID, Status: ImportMapping, CreatedAt: s.now(), Version: 1,
		File: in.Name, Sheet: table.sheet, Sheets: table.sheets, Headings: table.headings, Notes: table.notes, Kept: true,
	}}}
	i.Counts.Total, i.Counts.Fresh = len(table.rows), len(table.rows)
	if i.Targets, err = s.rememberedTargets(ctx, by, table.headings); err != nil {
		return Import{}, err
	}
	return i.Import, s.keepImport(ctx, by, i, table.rows)
}

func (in *ImportFile) table() (importTable, error) {
	if len(in.Rows) > 0 {
		return tableOf(in.Rows)
	}
	return readImport(in.Data, in.Sheet)
}

func (s *Service) keepImport(ctx context.Context, by access.Actor, i *openImport, lines []importLine) error {
	var err error
	if i.key, i.wrapped, err = s.vault.NewDataKey(i.ID); err != nil {
		return err
	}
	if i.sealed, err = i.key.SealJSON(placeImport(i.ID), sealedImport{i.File, i.Sheet, i.Sheets, i.Headings, i.Notes}); err != nil {
		return err
	}
	sealed := make([][]byte, len(lines))
	for n, line := range lines {
		if sealed[n], err = i.key.SealJSON(placeImportRow(i.ID, line.number), sealedLine{line.cells, line.problems}); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if n, err := countOpenImports(ctx, tx, by.ID); err != nil || n >= maxOpenImports {
			if err == nil {
				err = fault.Conflicts(errOpenImports, "max", maxOpenImports)
			}
			return err
		}
		if err := insertImport(ctx, tx, i.importRow); err != nil {
			return err
		}
		if err := insertImportRows(ctx, tx, i.ID, lines, sealed); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, by, audit.Entry{
			Action: "people.import.start", ObjectType: "import", ObjectID: i.ID, Detail: map[string]any{"rows": i.Counts.Total},
		})
	})
}

// sealedLine is what people_import_row.sealed holds.
type sealedLine struct {
	Cells    []string        `json:"c"`
	Problems []ImportProblem `json:"p,omitempty"` // found while the file was read
}

// blindHeading separates keyed hashes of headings from others. A file without
// headings has a person's data in their place.
const blindHeading = "people.import.heading"

// rememberedTargets says what columns are likely to say.
func (s *Service) rememberedTargets(ctx context.Context, by access.Actor, headings []string) ([]ImportTarget, error) {
	out := guessTargets(headings)
	said, err := readHeadings(ctx, s.db, by.ID, s.blindHeadings(headings))
	if err != nil {
		return nil, err
	}
	for n, t := range said {
		if t != nil {
			out[n] = *t
		}
	}
	// What only one column can say stays with the first of them, and what was
	// said counts before what is guessed.
	taken := map[ImportTarget]bool{}
	for _, remembered := range []bool{true, false} {
		for n, t := range out {
			if (said[n] != nil) != remembered {
				continue
			}
			if taken[t] && !t.repeats() {
				out[n] = TargetNone
			}
			taken[t] = true
		}
	}
	return out, nil
}

func (s *Service) blindHeadings(headings []string) [][]byte {
	out := make([][]byte, len(headings))
	for n, h := range headings {
		if folded := fold(h); folded != "" {
			out[n] = s.vault.Blind(blindHeading, folded)
		}
	}
	return out
}

// placeImportRow is where the values of a row lie; a row of one import opens in
// no other.
func placeImportRow(id string, number int) crypt.Place {
	return importPlace(id, number, "sealed")
}
