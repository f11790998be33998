package portal

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PageInput is a new place in the tree.
type PageInput struct {
	Kind       PageKind
	Path       string // its parent, what stands before the last slash, must exist
	Position   int
	SourceLang i18n.Lang
	Legal      bool
}

const (
	maxPages    = 500 // the tree is read whole
	maxPosition = 10_000
	maxDepth    = 4
)

var pathForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$`)

// CreatePage adds a page without any text: nobody sees it before a text of it
// is published.
func (s *Service) CreatePage(ctx context.Context, by access.Actor, in PageInput) (Page, error) {
	if !by.May(PermWritePage) {
		return Page{}, fault.Denied()
	}
	in.Path = strings.Trim(strings.TrimSpace(in.Path), "/")
	if err := in.wellFormed(); err != nil {
		return Page{}, err
	}
	p := Page{ID: db.NewID(), Kind: in.Kind, Path: in.Path, Position: in.Position, SourceLang: in.SourceLang, Legal: in.Legal, Version: 1}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := countPages(ctx, tx)
		if err != nil {
			return err
		}
		if n >= maxPages {
			return fault.Conflicts("portal.pages.error.too_many", "count", maxPages)
		}
		if i := strings.LastIndexByte(p.Path, '/'); i > 0 {
			if _, err := pageByPath(ctx, tx, p.Kind, p.Path[:i]); fault.Is(err, fault.NotFound, "") {
				return fault.InvalidField("path", "portal.pages.error.no_parent")
			} else if err != nil {
				return err
			}
		}
		if err := insertPage(ctx, tx, p, clock.Now(s.Clock), by.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.create_page", ObjectType: "page", ObjectID: p.ID,
			Detail: map[string]any{"kind": p.Kind, "path": p.Path}})
	})
	return p, err
}

func (in PageInput) wellFormed() error {
	var l fault.List
	if !slices.Contains(PageKinds, in.Kind) {
		l.Add("kind", "portal.pages.error.kind")
	}
	deep := strings.Count(in.Path, "/") + 1
	if len(in.Path) > 100 || !pathForm.MatchString(in.Path) || deep > maxDepth || in.Kind == PageFAQ && deep > 1 {
		l.Add("path", "portal.pages.error.path")
	}
	if in.Position < 0 || in.Position > maxPosition {
		l.Add("position", "portal.pages.error.position")
	}
	if !in.SourceLang.Known() {
		l.Add("source_lang", "portal.pages.error.lang")
	}
	return l.Err()
}

// PageChange is what may change of a place in the tree.
type PageChange struct {
	ID       string
	Version  int // that was read
	Position int
	Legal    bool
	Archived bool // nobody sees it; its versions are kept
}

// ChangePage moves a page among its neighbours, marks it as legal, archives it
// or brings it back.
func (s *Service) ChangePage(ctx context.Context, by access.Actor, in PageChange) error {
	if !by.May(PermPublishPage) {
		return fault.Denied()
	}
	if in.Position < 0 || in.Position > maxPosition {
		return fault.InvalidField("position", "portal.pages.error.position")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := pageByID(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		p.Version, p.Position, p.Legal, p.Archived = in.Version, in.Position, in.Legal, in.Archived
		if err := updatePage(ctx, tx, p, clock.Now(s.Clock)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.change_page", ObjectType: "page", ObjectID: p.ID,
			Detail: map[string]any{"archived": p.Archived, "legal": p.Legal}})
	})
}
