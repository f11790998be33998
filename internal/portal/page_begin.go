package portal

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
)

// contentFiles are the pages that a new installation begins with, a file for
// each language, and the contacts that they name.
//
//go:embed content
var contentFiles embed.FS

// contentChecked is the day on which the pages were held against their sources.
var contentChecked = clock.Date{Year: 2026, Month: 11, Day: 23}

// firstText is one text of a content file.
type firstText struct {
	kind                       PageKind
	path, title, summary, body string
}

// BeginPages gives a new installation its first pages: the service's mission
// and its frequently asked questions. Where there is any page already it does
// nothing, so that what editors archive stays archived.
func (s *Service) BeginPages(ctx context.Context) error {
	by, now := access.System("content"), clock.Now(s.Clock)
	content, err := readContent()
	if err != nil {
		return err
	}
	contacts, err := readContacts()
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := countPages(ctx, tx)
		if err != nil || n > 0 {
			return err
		}
		for _, c := range contacts {
			if err := putContact(ctx, tx, c, now, by.ID); err != nil {
				return err
			}
		}
		if err := s.firstPages(ctx, tx, by, content); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.begin_pages", ObjectType: "page", ObjectID: "all"})
	})
}

// firstPages writes every page and its texts as published.
func (s *Service) firstPages(ctx context.Context, tx *db.Tx, by access.Actor, content map[i18n.Lang][]firstText) error {
	now := clock.Now(s.Clock)
	type place struct{ id, hash string }
	made := map[string]place{}
	for i, f := range content[i18n.English] {
		p := Page{ID: db.NewID(), Kind: f.kind, Path: f.path, Position: (i + 1) * 10, SourceLang: i18n.English}
		if err := insertPage(ctx, tx, p, now, by.ID); err != nil {
			return err
		}
		made[string(f.kind)+" "+f.path] = place{p.ID, hashOf(f.title, f.summary, f.body)}
	}
	for _, lang := range i18n.Public {
		for _, f := range content[lang] {
			at, ok := made[string(f.kind)+" "+f.path]
			if !ok {
				return fmt.Errorf("content %s: %s has no English page", lang, f.path)
			}
			t := PageText{ID: db.NewID(), PageID: at.id, Lang: lang, Number: 1, State: TextPublished, Title: f.title, Summary: f.summary, Body: f.body,
				Hash: hashOf(f.title, f.summary, f.body), Writer: by.ID, Writers: by.ID, PublishAt: now}
			if lang != i18n.English {
				t.SourceHash = at.hash
			}
			// Nobody who grew up with it has read it yet, in languages other than the house's.
			if t.Unread = !isStaffLang(lang); !t.Unread {
				t.CheckedOn = contentChecked
			}
			if err := insertText(ctx, tx, t, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func isStaffLang(lang i18n.Lang) bool {
	for _, l := range i18n.Staff {
		if l == lang {
			return true
		}
	}
	return false
}

func readContent() (map[i18n.Lang][]firstText, error) {
	out := map[i18n.Lang][]firstText{}
	for _, lang := range i18n.Public {
		b, err := contentFiles.ReadFile("content/" + string(lang) + ".md")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if out[lang], err = parseContent(string(b)); err != nil {
			return nil, fmt.Errorf("content %s: %w", lang, err)
		}
	}
	return out, nil
}

// parseContent reads texts that begin with a line "@ kind path", then title,
// summary, an empty line, and the body.
func parseContent(file string) (out []firstText, err error) {
	for _, part := range strings.Split("\n"+file, "\n@ ")[1:] {
		head := strings.SplitN(part, "\n", 4)
		if len(head) < 4 {
			return nil, fmt.Errorf("a text of %d lines", len(head))
		}
		kind, path, ok := strings.Cut(head[0], " ")
		if !ok {
			return nil, fmt.Errorf("no path in %q", head[0])
		}
		out = append(out, firstText{PageKind(kind), path, head[1], head[2], strings.TrimSpace(head[3])})
	}
	return out, nil
}

func readContacts() (out []PageContact, err error) {
	b, err := contentFiles.ReadFile("content/contacts.tsv")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 {
			return nil, fmt.Errorf("contacts: %d fields in a line", len(f))
		}
		out = append(out, PageContact{Key: f[0], Name: f[1], NameLang: i18n.French, Phone: f[2], Address: f[3]})
	}
	return out, nil
}
