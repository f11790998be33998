package portal

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PublicPage is a page as a reader sees it.
type PublicPage struct {
	Kind      PageKind
	Path      string
	Title     string
	Summary   string
	HTML      string    // of the body; empty in lists of the guide
	Lang      i18n.Lang // of the text: the reader's, or the one it falls back to
	Source    i18n.Lang
	Outdated  bool // the source has changed since
	Legal     bool
	CheckedOn clock.Date
	Changed   clock.Instant
}

// Slug is the last part of the path.
func (p PublicPage) Slug() string { return p.Path[strings.LastIndexByte(p.Path, '/')+1:] }

// below reports whether the page stands right below a path; "" is the root.
func (p PublicPage) below(path string) bool {
	parent := ""
	if i := strings.LastIndexByte(p.Path, '/'); i > 0 {
		parent = p.Path[:i]
	}
	return parent == path
}

// Guide lists the pages right below a path of the guide ("": the first pages)
// for a reader: in that language, else in the page's own, else in English.
func (s *Service) Guide(ctx context.Context, lang i18n.Lang, path string) ([]PublicPage, error) {
	list, err := s.published(ctx, PageGuide, lang, false)
	return slices.DeleteFunc(list, func(p PublicPage) bool { return !p.below(path) }), err
}

// FAQ lists questions and answers for a reader.
func (s *Service) FAQ(ctx context.Context, lang i18n.Lang) ([]PublicPage, error) {
	return s.published(ctx, PageFAQ, lang, true)
}

// GuidePage returns a page of the guide for a reader, and the pages above it,
// the topmost first.
func (s *Service) GuidePage(ctx context.Context, lang i18n.Lang, path string) (page PublicPage, above []PublicPage, err error) {
	list, err := s.published(ctx, PageGuide, lang, false)
	if err != nil {
		return page, nil, err
	}
	for _, p := range list {
		if strings.HasPrefix(path, p.Path+"/") {
			above = append(above, p)
		}
		if p.Path == path {
			page = p
		}
	}
	if page.Path == "" {
		return page, nil, fault.Missing()
	}
	slices.SortFunc(above, func(a, b PublicPage) int { return len(a.Path) - len(b.Path) })
	body, err := s.bodyOf(ctx, page, lang)
	page.HTML = body
	return page, above, err
}

func (s *Service) bodyOf(ctx context.Context, p PublicPage, lang i18n.Lang) (string, error) {
	var out string
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		page, err := pageByPath(ctx, tx, p.Kind, p.Path)
		if err != nil {
			return err
		}
		t, err := liveText(ctx, tx, page.ID, p.Lang, clock.Now(s.Clock))
		if err != nil {
			return err
		}
		shelf, err := s.shelf(ctx, tx)
		out = renderMarkdown(t.Body, lang, shelf)
		return err
	})
	return out, err
}

// published lists what readers of a language see of a kind.
func (s *Service) published(ctx context.Context, kind PageKind, lang i18n.Lang, bodies bool) ([]PublicPage, error) {
	var out []PublicPage
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		pages, err := pagesOf(ctx, tx, kind, false)
		if err != nil {
			return err
		}
		langs := []i18n.Lang{lang, i18n.English}
		for _, p := range pages {
			if !slices.Contains(langs, p.SourceLang) {
				langs = append(langs, p.SourceLang)
			}
		}
		list, err := liveTexts(ctx, tx, kind, langs, clock.Now(s.Clock))
		if err != nil {
			return err
		}
		shelf, err := s.shelf(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range pages {
			t, source := chosen(p, lang, list)
			if t.ID == "" {
				continue
			}
			one := PublicPage{Kind: kind, Path: p.Path, Title: t.Title, Summary: t.Summary, Lang: t.Lang, Source: p.SourceLang,
				Outdated: t.Lang != p.SourceLang && t.SourceHash != source.Hash, Legal: p.Legal, CheckedOn: t.CheckedOn, Changed: t.PublishAt}
			if bodies {
				// Links of an answer in another language lead to the reader's pages.
				one.HTML = renderMarkdown(t.Body, lang, shelf)
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// chosen picks the text for a reader, and the source beside it.
func chosen(p Page, lang i18n.Lang, list []PageText) (best, source PageText) {
	for _, l := range []i18n.Lang{i18n.English, p.SourceLang, lang} {
		for _, t := range list {
			if t.PageID == p.ID && t.Lang == l {
				best = t
			}
			if t.PageID == p.ID && t.Lang == p.SourceLang {
				source = t
			}
		}
	}
	return best, source
}
