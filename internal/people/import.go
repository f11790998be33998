package people

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// An import goes through these steps: StartImport keeps the rows, sealed, and
// guesses what the columns say; MapImport settles that; ContinueImport, called
// again and again, checks the rows (the dry run); DecideImportRow says what to
// do with rows that are like somebody; RunImport and ContinueImport register
// what is good. A household is one: it is registered whole or left out whole.
// An import belongs to the account that started it and is seen by no other.
// What a step has done is in the database when it returns, so that an import
// which was cut off goes on where it stopped.

// ImportStatus is the step at which an import is. It is a stored code.
type ImportStatus string

// The steps.
const (
	ImportMapping  ImportStatus = "mapping"  // its columns are to be confirmed
	ImportChecking ImportStatus = "checking" // ContinueImport checks its rows
	ImportChecked  ImportStatus = "checked"  // it may be run
	ImportRunning  ImportStatus = "running"  // ContinueImport registers its rows
	ImportFinished ImportStatus = "finished"
)

// Busy reports whether ContinueImport has something to do.
func (s ImportStatus) Busy() bool { return s == ImportChecking || s == ImportRunning }

// ImportMode says what is registered of a file. It is a stored code.
type ImportMode string

// The modes.
const (
	ImportAll  ImportMode = "all"  // every row that is not left out by decision, or none; at most MaxImportAtOnce rows
	ImportGood ImportMode = "good" // the good rows, household by household
)

// MaxImportAtOnce is how many rows may be registered all or nothing: that is
// one transaction, which keeps others from writing for some seconds.
const MaxImportAtOnce = 10_000

// ImportRowStatus is what became of a row. It is a stored code.
type ImportRowStatus string

// The statuses of rows.
const (
	RowFresh   ImportRowStatus = "fresh"    // not checked yet
	RowGood    ImportRowStatus = "good"     // will be registered
	RowBad     ImportRowStatus = "bad"      // has errors
	RowAsk     ImportRowStatus = "ask"      // is very like somebody: to be decided
	RowHeld    ImportRowStatus = "held"     // nothing wrong with it, but with another row of its household
	RowLeftOut ImportRowStatus = "left_out" // by decision
	RowDone    ImportRowStatus = "done"     // registered
)

// ImportRowStatuses lists the statuses, those that need somebody first.
var ImportRowStatuses = []ImportRowStatus{RowBad, RowAsk, RowHeld, RowGood, RowLeftOut, RowDone, RowFresh}

// ImportDecision is what to do with a row that is like somebody. It is a stored
// code.
type ImportDecision string

// The decisions.
const (
	DecideOpen   ImportDecision = ""       // not decided, or no more
	DecideSkip   ImportDecision = "skip"   // leave the household out
	DecideImport ImportDecision = "import" // somebody else: register
	DecideLink   ImportDecision = "link"   // the same person: register, and link the two records
)

// ImportDecisions lists the decisions.
var ImportDecisions = []ImportDecision{DecideSkip, DecideImport, DecideLink}

// ImportCounts are how many rows an import has.
type ImportCounts struct {
	Total                                      int
	Fresh, Good, Bad, Ask, Held, LeftOut, Done int // by status; together they are Total
	Alike                                      int // like somebody in the register or in the file, whatever their status
}

// Import is one file that is imported.
type Import struct {
	ID         string
	OrgID      string // that the households are registered for
	CentreID   string // empty for none
	Status     ImportStatus
	Mode       ImportMode // empty until it is run
	Counts     ImportCounts
	Targets    []ImportTarget // what each column says
	CreatedAt  clock.Instant
	FinishedAt clock.Instant
	Version    int // of what the rows are read by

	// Of the file; empty once its rows are gone, ImportKept after the end.
	File     string
	Sheet    string // of a workbook
	Sheets   []string
	Headings []string
	Notes    []ImportNote
	Kept     bool // the rows are still there
}

// importRow is a row of people_import.
type importRow struct {
	Import
	account         string
	wrapped, sealed []byte
}

// sealedImport is what people_import.sealed holds.
type sealedImport struct {
	File     string       `json:"file,omitempty"`
	Sheet    string       `json:"sheet,omitempty"`
	Sheets   []string     `json:"sheets,omitempty"`
	Headings []string     `json:"headings"`
	Notes    []ImportNote `json:"notes,omitempty"`
}

func placeImport(id string) crypt.Place {
	return crypt.Place{Table: "people_import", Row: id, Column: "sealed"}
}

// openImport is an import with its key.
type openImport struct {
	importRow
	key crypt.DataKey
}

func (i *openImport) format(today clock.Date) importFormat {
	return importFormat{i.Targets, i.Headings, today}
}

// object is what the access rule looks at.
func (i *importRow) object() access.Object { return object(i.OrgID, i.CentreID, false) }

// importOf reads an import of the actor's own. Others are not found. Where its
// rows are gone the key is of no use.
func (s *Service) importOf(ctx context.Context, q db.Querier, by access.Actor, id string) (*openImport, error) {
	if !by.May(PermImport) {
		return nil, fault.Denied()
	}
	if !db.ValidID(id) {
		return nil, fault.Missing()
	}
	row, err := readImportRow(ctx, q, id)
	if errors.Is(err, db.ErrNoRow) || err == nil && row.account != by.ID {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	i := &openImport{importRow: row}
	if i.Kept = row.wrapped != nil; !i.Kept {
		return i, nil
	}
	if i.key, err = s.vault.Unwrap(ctx, id, row.wrapped); err != nil {
		return nil, err
	}
	var about sealedImport
	if err := i.key.OpenJSON(placeImport(id), row.sealed, &about); err != nil {
		return nil, err
	}
	i.File, i.Sheet, i.Sheets, i.Headings, i.Notes = about.File, about.Sheet, about.Sheets, about.Headings, about.Notes
	return i, nil
}

// Import returns an import of the actor's own, with its progress.
func (s *Service) Import(ctx context.Context, by access.Actor, id string) (Import, error) {
	i, err := s.importOf(ctx, s.db, by, id)
	if err != nil {
		return Import{}, err
	}
	return s.progress(i.Import), nil
}

// Imports lists the last 20 imports of the actor, the newest first.
func (s *Service) Imports(ctx context.Context, by access.Actor) ([]Import, error) {
	if !by.May(PermImport) {
		return nil, fault.Denied()
	}
	rows, err := readImports(ctx, s.db, by.ID, 20)
	if err != nil {
		return nil, err
	}
	out := make([]Import, len(rows))
	for n, row := range rows {
		out[n] = row.Import
		if row.wrapped == nil {
			continue
		}
		i, err := s.importOf(ctx, s.db, by, row.ID)
		if err != nil {
			return nil, err
		}
		out[n] = i.Import
	}
	return out, nil
}

// imports is what this process remembers of imports under way. All of it can be
// had again from the database.
type imports struct {
	mu   sync.Mutex
	work map[string]*importWork
}

// importWork is one import under way.
type importWork struct {
	busy sync.Mutex   // held while a step is carried out: a second one has nothing to gain
	done atomic.Int64 // rows registered in a transaction that is not committed yet

	index   *names.Index // of the rows of the file, by number; nil until wanted
	numbers map[string]int
	version int // of the import that the index was made for
}

// maxImportWork bounds how many imports are remembered.
const maxImportWork = 8

func (m *imports) of(id string) *importWork {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.work[id]
	if w != nil {
		return w
	}
	for other := range m.work {
		if len(m.work) < maxImportWork {
			break
		}
		delete(m.work, other)
	}
	if m.work == nil {
		m.work = map[string]*importWork{}
	}
	w = &importWork{}
	m.work[id] = w
	return w
}

func (m *imports) forget(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.work, id)
}

// progress adds to what the database says the rows of a transaction under way.
func (s *Service) progress(i Import) Import {
	s.imports.mu.Lock()
	defer s.imports.mu.Unlock()
	w := s.imports.work[i.ID]
	if i.Status != ImportRunning || i.Mode != ImportAll || w == nil {
		return i
	}
	done := min(int(w.done.Load()), i.Counts.Good)
	i.Counts.Done, i.Counts.Good = i.Counts.Done+done, i.Counts.Good-done
	return i
}
