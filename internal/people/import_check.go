package people

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// ContinueImport carries an import on, where it is checking or running, by about
// maxRows rows (1 to 10,000), and returns how it stands. Who calls it again and
// again until Status.Busy is false brings the import to its end; who stops loses
// nothing. All or nothing is one step, however many rows it has. Where the same
// import is being carried on already in this process, it only returns how that
// stands.
func (s *Service) ContinueImport(ctx context.Context, by access.Actor, id string, maxRows int) (Import, error) {
	i, err := s.importOf(ctx, s.db, by, id)
	if err != nil {
		return Import{}, err
	}
	w := s.imports.of(id)
	if !i.Status.Busy() || !w.busy.TryLock() {
		return s.progress(i.Import), nil
	}
	defer w.busy.Unlock()
	// The import may have moved on while another step was finished.
	if i, err = s.keptImport(ctx, by, id); err != nil {
		return Import{}, err
	}
	maxRows = min(max(maxRows, 1), 10_000)
	switch {
	case i.Status == ImportChecking:
		err = s.checkRows(ctx, by, i, w, maxRows)
	case i.Status == ImportRunning && i.Mode == ImportAll:
		err = s.registerAll(ctx, by, i, w)
	case i.Status == ImportRunning:
		err = s.registerGood(ctx, by, i, maxRows)
	}
	if err != nil && !errors.Is(err, errImportMoved) {
		return Import{}, err
	}
	return s.Import(ctx, by, id)
}

// checkPage is how many rows are checked before what was found is written.
const checkPage = 250

func (s *Service) checkRows(ctx context.Context, by access.Actor, i *openImport, w *importWork, maxRows int) error {
	if err := s.indexImport(ctx, i, w); err != nil {
		return err
	}
	for checked := 0; checked < maxRows; {
		rows, err := nextHouseholds(ctx, s.db, i.ID, RowFresh, -1, min(checkPage, maxRows-checked))
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r storedRow) bool { return r.status != RowFresh })
		for _, household := range byHousehold(rows) {
			if err := s.checkHousehold(ctx, by, i, w, household); err != nil {
				return err
			}
		}
		err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			to := ImportChecking
			if len(rows) == 0 {
				to = ImportChecked
			}
			if err := stepImport(ctx, tx, i, to, ""); err != nil {
				return err
			}
			for _, r := range rows {
				if err := saveChecked(ctx, tx, i.ID, r); err != nil {
					return err
				}
			}
			return recount(ctx, tx, i.ID, s.now())
		})
		if err != nil {
			return err
		}
		if checked += len(rows); len(rows) == 0 {
			s.imports.forget(i.ID)
			return nil
		}
	}
	return nil
}

// byHousehold cuts rows, which are in the order of their households, where a
// new one begins. The parts share the rows.
func byHousehold(rows []storedRow) [][]storedRow {
	var out [][]storedRow
	for from, n := 0, 1; n <= len(rows); n++ {
		if n == len(rows) || rows[n].household != rows[from].household {
			out = append(out, rows[from:n])
			from = n
		}
	}
	return out
}

// checkHousehold finds out what is wrong with the rows of a household and whom
// they are like.
func (s *Service) checkHousehold(ctx context.Context, by access.Actor, i *openImport, w *importWork, rows []storedRow) error {
	read, err := s.readHousehold(i, rows)
	if err != nil {
		return err
	}
	if in, err := s.importedForm(i, read); err == nil {
		f := newForm(s.today())
		in.check(f)
		addFaults(read, i.Targets, *f.faults)
	}
	for n := range rows {
		r := &rows[n]
		r.problems = read[n].problems
		matches, err := s.matchesOf(ctx, by, w, read[n])
		if err != nil {
			return err
		}
		if r.verdict, r.matches = "", nil; len(matches) == 0 {
			continue
		}
		r.verdict = string(matches[0].Verdict)
		if r.matches, err = i.key.SealJSON(importPlace(i.ID, r.number, "matches"), matches); err != nil {
			return err
		}
	}
	settle(rows)
	return nil
}

func (s *Service) readHousehold(i *openImport, rows []storedRow) ([]importedRow, error) {
	format := i.format(s.today())
	read := make([]importedRow, len(rows))
	for n, r := range rows {
		line, err := i.line(r)
		if err != nil {
			return nil, err
		}
		read[n] = format.read(line)
	}
	return read, nil
}

const (
	errHouseholdSize = "people.import.error.household_size" // max
	errHousehold     = "people.import.error.household"      // row: another row of the household is why
)

var errTooLarge = errors.New("people: household too large")

// importedForm joins the rows of a household. Where they are too many to be one,
// each of them says so.
func (s *Service) importedForm(i *openImport, read []importedRow) (HouseholdInput, error) {
	if len(read) > MaxHousehold {
		for n := range read {
			read[n].problems = append(read[n].problems, ImportProblem{Column: slices.Index(i.Targets, TargetHousehold) + 1, Key: errHouseholdSize, Max: MaxHousehold})
		}
		return HouseholdInput{}, errTooLarge
	}
	return importedHousehold(read, i.OrgID, i.CentreID), nil
}

// settle gives the rows of a household the statuses that follow from what was
// found and decided. What was decided counts before what is wrong.
func settle(rows []storedRow) {
	for n := range rows {
		rows[n].status = RowGood
		rows[n].problems = slices.DeleteFunc(rows[n].problems, func(p ImportProblem) bool { return p.Key == errHousehold })
	}
	switch {
	case slices.ContainsFunc(rows, storedRow.skipped):
		for n := range rows {
			rows[n].status = RowLeftOut
		}
	case slices.ContainsFunc(rows, storedRow.wrong):
		hold(rows, RowBad, storedRow.wrong)
	case slices.ContainsFunc(rows, storedRow.asks):
		hold(rows, RowAsk, storedRow.asks)
	}
}

// hold gives a status to the rows that are why a household waits; the others
// are held.
func hold(rows []storedRow, status ImportRowStatus, why func(storedRow) bool) {
	first := rows[slices.IndexFunc(rows, why)].number
	for n := range rows {
		if rows[n].status = status; !why(rows[n]) {
			rows[n].status = RowHeld
			rows[n].problems = append(rows[n].problems, ImportProblem{Key: errHousehold, Row: first, Note: true})
		}
	}
}

func (r storedRow) skipped() bool { return r.decision == DecideSkip }
func (r storedRow) wrong() bool   { return slices.ContainsFunc(r.problems, ImportProblem.isError) }
func (r storedRow) asks() bool {
	return r.verdict == string(names.Same) && r.decision == DecideOpen
}

func (p ImportProblem) isError() bool { return !p.Note }

// importMatch is somebody whom a row is like: a person on record or another row.
type importMatch struct {
	PersonID string         `json:"p,omitempty"`
	Row      int            `json:"r,omitempty"`
	Verdict  names.Verdict  `json:"v"`
	Why      []names.Reason `json:"w,omitempty"`
}

// reasonDocument says that both have a document of the same number.
const reasonDocument = "document_same"

// maxMatches is how many persons a row is said to be like.
const maxMatches = 3

// matchesOf returns whom a row is like, the likest first. In the file a row is
// like rows before it: of two alike, the later one is the repetition.
func (s *Service) matchesOf(ctx context.Context, by access.Actor, w *importWork, row importedRow) ([]importMatch, error) {
	var out []importMatch
	for _, number := range documentNumbers(row) {
		ids, err := documentHolders(ctx, s.db, by, s.blind(blindDocument, number))
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if !slices.ContainsFunc(out, func(m importMatch) bool { return m.PersonID == id }) {
				out = append(out, importMatch{PersonID: id, Verdict: names.Same, Why: []names.Reason{{Code: reasonDocument}}})
			}
		}
		if first, seen := w.numbers[number]; seen && first < row.number {
			out = append(out, importMatch{Row: first, Verdict: names.Same, Why: []names.Reason{{Code: reasonDocument}}})
		}
	}
	r := record("", &row.person.Identity, s.phoneHashes(phones(row.person.Contacts)))
	q := likest(r, maxMatches, nil)
	for _, h := range s.index.search(q, by, PermIdentify) {
		if h.Verdict != names.Different && !slices.ContainsFunc(out, func(m importMatch) bool { return m.PersonID == h.ID }) {
			out = append(out, importMatch{PersonID: h.ID, Verdict: h.Verdict, Why: h.Why})
		}
	}
	q.Keep = func(id string) bool { n, _ := strconv.Atoi(id); return n < row.number }
	for _, h := range w.index.Search(q) {
		n, _ := strconv.Atoi(h.ID)
		if h.Verdict == names.Same && !slices.ContainsFunc(out, func(m importMatch) bool { return m.Row == n }) {
			out = append(out, importMatch{Row: n, Verdict: h.Verdict, Why: h.Why})
		}
	}
	slices.SortStableFunc(out, func(a, b importMatch) int { return sureness(b) - sureness(a) })
	return out[:min(len(out), maxMatches)], nil
}

func sureness(m importMatch) int {
	if m.Verdict == names.Same {
		return 1
	}
	return 0
}

func documentNumbers(row importedRow) []string {
	var out []string
	for _, d := range row.person.Documents {
		if n := normalNumber(d.Number); len(n) >= 4 {
			out = append(out, n)
		}
	}
	return out
}

// indexImport makes the rows of the file findable among themselves.
func (s *Service) indexImport(ctx context.Context, i *openImport, w *importWork) error {
	if w.index != nil && w.version == i.Version {
		return nil
	}
	w.index, w.numbers, w.version = names.New(), map[string]int{}, i.Version
	format := i.format(s.today())
	err := s.eachLine(ctx, i, func(line importLine) {
		row := format.read(line)
		w.index.Put(record(strconv.Itoa(row.number), &row.person.Identity, s.phoneHashes(phones(row.person.Contacts))))
		for _, number := range documentNumbers(row) {
			if _, seen := w.numbers[number]; !seen {
				w.numbers[number] = row.number
			}
		}
	})
	if err != nil {
		w.index = nil
	}
	return err
}

// openMatches opens whom a row is like.
func (i *openImport) openMatches(row storedRow) ([]importMatch, error) {
	if row.matches == nil {
		return nil, nil
	}
	plain, err := i.key.Open(importPlace(i.ID, row.number, "matches"), row.matches)
	if err != nil {
		return nil, err
	}
	var out []importMatch
	return out, json.Unmarshal(plain, &out)
}
