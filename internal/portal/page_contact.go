package portal

import (
	"context"
	"net/mail"
	"regexp"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PageContact is an office that pages name by its key, so that its number
// stands in one place for all pages and languages.
type PageContact struct {
	Key      string
	Name     string // as the office calls itself
	NameLang i18n.Lang
	Phone    string
	Email    string
	Address  string
	Version  int // 0: new
}

var (
	keyForm   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 ./()-]{2,30}$`)
)

// Contacts lists the contacts that pages may name.
func (s *Service) Contacts(ctx context.Context, by access.Actor) ([]PageContact, error) {
	if !by.May(PermPages) {
		return nil, fault.Denied()
	}
	return pageContacts(ctx, s.DB)
}

// ContactByKey returns one contact.
func (s *Service) ContactByKey(ctx context.Context, by access.Actor, key string) (PageContact, error) {
	if !by.May(PermPages) {
		return PageContact{}, fault.Denied()
	}
	return pageContact(ctx, s.DB, key)
}

// SaveContact adds a contact (version 0) or changes one. Every page that names
// it shows the change at once; no translation is outdated by it.
func (s *Service) SaveContact(ctx context.Context, by access.Actor, c PageContact) error {
	if !by.May(PermPublishPage) {
		return fault.Denied()
	}
	c = c.trimmed()
	if err := c.wellFormed(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := putContact(ctx, tx, c, clock.Now(s.Clock), by.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.save_contact", ObjectType: "page_contact", ObjectID: c.Key})
	})
}

func (c PageContact) trimmed() PageContact {
	for _, p := range []*string{&c.Key, &c.Name, &c.Phone, &c.Email, &c.Address} {
		*p = strings.TrimSpace(*p)
	}
	return c
}

func (c PageContact) wellFormed() error {
	var l fault.List
	if len(c.Key) > 60 || !keyForm.MatchString(c.Key) {
		l.Add("key", "portal.pages.error.key")
	}
	if c.Name == "" || len(c.Name) > 200 {
		l.Add("name", "portal.pages.error.name")
	}
	if !c.NameLang.Known() {
		l.Add("name_lang", "portal.pages.error.lang")
	}
	if c.Phone != "" && !phoneForm.MatchString(c.Phone) {
		l.Add("phone", "portal.pages.error.phone")
	}
	if _, err := mail.ParseAddress(c.Email); c.Email != "" && (err != nil || strings.ContainsAny(c.Email, "<> ")) {
		l.Add("email", "portal.pages.error.email")
	}
	if len(c.Address) > 300 {
		l.Add("address", "portal.pages.error.address")
	}
	return l.Err()
}

// shelf reads what texts may refer to.
func (s *Service) shelf(ctx context.Context, q db.Querier) (shelf, error) {
	out := shelf{map[string]PageContact{}, map[string]PagePicture{}}
	contacts, err := pageContacts(ctx, q)
	if err != nil {
		return out, err
	}
	pictures, err := pagePictures(ctx, q)
	for _, c := range contacts {
		out.contacts[c.Key] = c
	}
	for _, p := range pictures {
		out.pictures[p.ID] = p
	}
	return out, err
}
