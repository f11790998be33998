package portal

import (
	"context"
	"math"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PageOverview is a page and how it stands in every language.
type PageOverview struct {
	Page
	Langs []PageLang // in the order of i18n.Public
}

// Title is the title in the source language, else the path.
func (p PageOverview) Title() string {
	for _, l := range p.Langs {
		if l.Lang == p.SourceLang && l.Title != "" {
			return l.Title
		}
	}
	return p.Path
}

// In returns how the page stands in a language.
func (p PageOverview) In(lang i18n.Lang) PageLang {
	for _, l := range p.Langs {
		if l.Lang == lang {
			return l
		}
	}
	return PageLang{Lang: lang, Status: TranslationMissing}
}

// Count returns in how many languages the page stands so.
func (p PageOverview) Count(status Translation) (n int) {
	for _, l := range p.Langs {
		if l.Status == status {
			n++
		}
	}
	return n
}

// Pages lists the pages of a kind in the order of the tree, with how they stand
// in every language. The tree is small and read whole.
func (s *Service) Pages(ctx context.Context, by access.Actor, kind PageKind, archived bool) ([]PageOverview, error) {
	if !by.May(PermPages) {
		return nil, fault.Denied()
	}
	var out []PageOverview
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := pagesOf(ctx, tx, kind, archived)
		if err != nil {
			return err
		}
		out, err = s.overviews(ctx, tx, list, "")
		return err
	})
	return out, err
}

// PageByID returns one page with how it stands in every language.
func (s *Service) PageByID(ctx context.Context, by access.Actor, id string) (PageOverview, error) {
	if !by.May(PermPages) {
		return PageOverview{}, fault.Denied()
	}
	var out PageOverview
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := pageByID(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err := s.overviews(ctx, tx, []Page{p}, id)
		if err == nil {
			out = list[0]
		}
		return err
	})
	return out, err
}

func (s *Service) overviews(ctx context.Context, q db.Querier, list []Page, only string) ([]PageOverview, error) {
	now := clock.Now(s.Clock)
	all, err := standing(ctx, q, now, only)
	if err != nil {
		return nil, err
	}
	type spot struct {
		page string
		lang i18n.Lang
	}
	at := map[spot][]PageText{}
	for _, t := range all {
		k := spot{t.PageID, t.Lang}
		at[k] = append(at[k], t)
	}
	out := make([]PageOverview, len(list))
	for i, p := range list {
		source := ""
		for _, t := range at[spot{p.ID, p.SourceLang}] {
			if t.State == TextPublished && !t.PublishAt.After(now) {
				source = t.Hash
			}
		}
		out[i].Page = p
		for _, lang := range i18n.Public {
			out[i].Langs = append(out[i].Langs, pageLang(p, lang, at[spot{p.ID, lang}], now, source))
		}
	}
	return out, nil
}

// PageTask is something to do about a page in a language.
type PageTask struct {
	Page PageOverview
	PageLang
}

// TaskQuery asks for what is to be done.
type TaskQuery struct {
	Lang i18n.Lang
	Mine bool // what the actor has under way, and what waits for its eyes
}

// Tasks lists what is to be done in a language: missing, outdated, under way,
// to be read by somebody else or by a native speaker.
func (s *Service) Tasks(ctx context.Context, by access.Actor, in TaskQuery) ([]PageTask, error) {
	if !by.May(PermPages) {
		return nil, fault.Denied()
	}
	if !in.Lang.Known() {
		return nil, fault.InvalidField("lang", "portal.pages.error.lang")
	}
	var out []PageTask
	for _, kind := range PageKinds {
		list, err := s.Pages(ctx, by, kind, false)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			l := p.In(in.Lang)
			due := l.Status == TranslationMissing || l.Status == TranslationOutdated || l.Open != "" || l.Unread
			mine := l.Open == TextDraft && l.Writer == by.ID || l.Open == TextReview && l.Writer != by.ID && by.May(PermPublishPage)
			if due && (mine || !in.Mine) {
				out = append(out, PageTask{p, l})
			}
		}
	}
	return out, nil
}

// PageDesk is what an editor needs to write a page in a language.
type PageDesk struct {
	Page   PageOverview
	Text   PageText // the version under way, else what is published; empty: neither
	Live   PageText // what readers see; empty: nothing
	Source PageText // what the source says now; empty for the source itself
	Made   PageText // the source version that Text was made from; empty: unknown
}

// Began reports whether there is a version under way.
func (d PageDesk) Began() bool { return d.Text.State == TextDraft || d.Text.State == TextReview }

// OpenDesk returns what there is of a page in a language and what it is to say.
func (s *Service) OpenDesk(ctx context.Context, by access.Actor, id string, lang i18n.Lang) (PageDesk, error) {
	var d PageDesk
	page, err := s.PageByID(ctx, by, id)
	if err != nil {
		return d, err
	}
	if !lang.Known() {
		return d, fault.Missing()
	}
	d.Page = page
	now := clock.Now(s.Clock)
	may := func(t PageText, err error) (PageText, error) {
		if fault.Is(err, fault.NotFound, "") {
			err = nil
		}
		return t, err
	}
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if d.Live, err = may(liveText(ctx, tx, id, lang, now)); err != nil {
			return err
		}
		if d.Text, err = may(openText(ctx, tx, id, lang)); err != nil {
			return err
		}
		if d.Text.ID == "" {
			d.Text = d.Live
		}
		if lang == page.SourceLang {
			return nil
		}
		if d.Source, err = may(liveText(ctx, tx, id, page.SourceLang, now)); err != nil {
			return err
		}
		d.Made, err = may(textByHash(ctx, tx, id, page.SourceLang, d.Text.SourceHash))
		return err
	})
	return d, err
}

// historyPage is how many versions a part of the history has.
const historyPage = 50

// History lists the versions of a page in a language, the newest first, those
// before the given number (0: from the newest).
func (s *Service) History(ctx context.Context, by access.Actor, at TextAt) ([]PageText, error) {
	if !by.May(PermPages) {
		return nil, fault.Denied()
	}
	if _, err := pageByID(ctx, s.DB, at.PageID); err != nil {
		return nil, err
	}
	before := at.Number
	if before <= 0 {
		before = math.MaxInt32
	}
	return texts(ctx, s.DB, at.PageID, at.Lang, before, historyPage)
}

// Compare returns two versions and what changed from the first to the second.
func (s *Service) Compare(ctx context.Context, by access.Actor, at TextAt, with int) (before, after PageText, diff []DiffLine, err error) {
	if !by.May(PermPages) {
		return before, after, nil, fault.Denied()
	}
	if _, err := pageByID(ctx, s.DB, at.PageID); err != nil {
		return before, after, nil, err
	}
	if before, err = textByNumber(ctx, s.DB, at.PageID, at.Lang, at.Number); err != nil {
		return before, after, nil, err
	}
	if after, err = textByNumber(ctx, s.DB, at.PageID, at.Lang, with); err != nil {
		return before, after, nil, err
	}
	return before, after, DiffTexts(before, after), nil
}

// DiffTexts compares title, summary and body of two versions.
func DiffTexts(before, after PageText) []DiffLine {
	return slices.Concat(DiffLines(before.Title, after.Title), DiffLines(before.Summary, after.Summary), DiffLines(before.Body, after.Body))
}

// Preview renders a text that is being written, and says what is wrong in it.
func (s *Service) Preview(ctx context.Context, by access.Actor, body string, lang i18n.Lang) (html string, faults error, err error) {
	if !by.May(PermPages) {
		return "", nil, fault.Denied()
	}
	if len(body) > maxBody || !lang.Known() {
		return "", fault.InvalidField("body", "portal.pages.error.body", "count", maxBody), nil
	}
	shelf, err := s.shelf(ctx, s.DB)
	if err != nil {
		return "", nil, err
	}
	return renderMarkdown(body, lang, shelf), checkMarkdown(body, shelf), nil
}

// VotesOf returns how helpful the readers of each language found an answer.
func (s *Service) VotesOf(ctx context.Context, by access.Actor, id string) ([]PageVotes, error) {
	if !by.May(PermPages) {
		return nil, fault.Denied()
	}
	if _, err := pageByID(ctx, s.DB, id); err != nil {
		return nil, err
	}
	return pageVotes(ctx, s.DB, id)
}
