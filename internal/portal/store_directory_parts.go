package portal

import (
	"context"
	"fmt"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// anyOf lists ids as placeholders behind args.
func anyOf(ids []string, args []any) (string, []any) {
	marks := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, id)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}

// fillServices adds telephones, hours, exceptions from today on and texts.
func fillServices(ctx context.Context, q db.Querier, list []DirectoryService, today clock.Date) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := map[string]*DirectoryService{}, make([]string, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	marks, args := anyOf(ids, nil)
	err := each(ctx, q, func(r db.Row) error {
		var id, langs string
		var p DirectoryPhone
		if err := r.Scan(&id, &p.ID, &p.Number, &p.Kind, &langs, &p.Note); err != nil {
			return err
		}
		p.Languages = strings.Fields(langs)
		at[id].Phones = append(at[id].Phones, p)
		return nil
	}, `SELECT p.service_id, p.id, p.number, p.kind, p.languages, p.note FROM portal_directory_phone p WHERE p.service_id IN `+marks+` ORDER BY p.position, p.id`, args...)
	if err != nil {
		return err
	}
	err = each(ctx, q, func(r db.Row) error {
		var id string
		var h OpenHours
		if err := r.Scan(&id, &h.ID, &h.Weekday, &h.Opens, &h.Closes); err != nil {
			return err
		}
		at[id].Hours = append(at[id].Hours, h)
		return nil
	}, `SELECT h.service_id, h.id, h.weekday, h.opens, h.closes FROM portal_directory_hours h WHERE h.service_id IN `+marks+` ORDER BY h.weekday, h.opens`, args...)
	if err != nil {
		return err
	}
	if err := fillTexts(ctx, q, list); err != nil {
		return err
	}
	args = append(args, today)
	return each(ctx, q, func(r db.Row) error {
		var id string
		var e OpenException
		if err := r.Scan(&id, &e.ID, &e.From, &e.Until, &e.Opens, &e.Closes, &e.Reason, &e.ModifiedAt); err != nil {
			return err
		}
		at[id].Exceptions = append(at[id].Exceptions, e)
		return nil
	}, `SELECT e.service_id, e.id, e.from_date, e.until_date, e.opens, e.closes, e.reason, e.modified_at FROM portal_directory_exception e
		WHERE e.service_id IN `+marks+fmt.Sprintf(` AND e.until_date >= $%d`, len(args))+` ORDER BY e.from_date, e.id`, args...)
}

// fillTexts adds the texts of services and of their places. Texts of a place
// whose address is withheld say how to get there: only the desk reads them, by
// deskTexts.
func fillTexts(ctx context.Context, q db.Querier, list []DirectoryService) error {
	owners, ids := map[string][]*Texts{}, []string(nil)
	for i := range list {
		v := &list[i]
		v.Texts = Texts{}
		owners[v.ID] = []*Texts{&v.Texts}
		ids = append(ids, v.ID)
		if l := v.Location; l != nil && l.AddressPublic {
			if owners[l.ID] == nil {
				ids = append(ids, l.ID)
			}
			l.Texts = Texts{}
			owners[l.ID] = append(owners[l.ID], &l.Texts)
		}
	}
	return readTexts(ctx, q, owners, ids)
}

func readTexts(ctx context.Context, q db.Querier, owners map[string][]*Texts, ids []string) error {
	marks, args := anyOf(ids, nil)
	return each(ctx, q, func(r db.Row) error {
		var id, lang, body string
		var field TextField
		if err := r.Scan(&id, &field, &lang, &body); err != nil {
			return err
		}
		for _, t := range owners[id] {
			t.put(field, lang, body)
		}
		return nil
	}, `SELECT t.link_id, t.field, t.lang, t.body FROM portal_directory_text t WHERE t.link_id IN `+marks, args...)
}

// each runs a query for what do keeps of each row.
func each(ctx context.Context, q db.Querier, do func(db.Row) error, query string, args ...any) error {
	_, err := db.All(ctx, q, func(r db.Row) (struct{}, error) { return struct{}{}, do(r) }, query, args...)
	return err
}
