package peopleweb

import (
	"context"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

// mountEntriesAPI adds the operations on the lists of a person's file.
func (f face) mountEntriesAPI(site *web.Site) {
	web.Op(site, op(post, "addContact", "/persons/{id}/contacts", "Record a way to reach somebody", people.PermEdit), f.apiAddContact)
	web.Op(site, op("DELETE", "removeContact", "/persons/{id}/contacts/{entry}", "Strike out a way to reach somebody", people.PermEdit), f.apiRemoveContact)
	web.Op(site, op(post, "addDocument", "/persons/{id}/documents", "Record an identity document", people.PermDocument), f.apiAddDocument)
	web.Op(site, op("DELETE", "removeDocument", "/persons/{id}/documents/{entry}", "Strike out a document", people.PermDocument), f.apiRemoveDocument)
	web.Op(site, op(post, "addStatus", "/persons/{id}/statuses", "Record a legal status", people.PermStatus), f.apiAddStatus)
	web.Op(site, op("DELETE", "removeStatus", "/persons/{id}/statuses/{entry}", "Strike out a legal status recorded by mistake", people.PermStatus), f.apiRemoveStatus)
	web.Op(site, op(post, "addNeed", "/persons/{id}/needs", "Record a need that bears on housing", people.PermNeed), f.apiAddNeed)
	web.Op(site, silent(op(post, "endNeed", "/persons/{id}/needs/{entry}/end", "Say that a need no longer holds", people.PermNeed)), f.apiEndNeed)
	web.Op(site, op(post, "recordConsent", "/persons/{id}/consents", "Record information given or consent asked for", people.PermConsent), f.apiAddConsent)
	web.Op(site, silent(op(post, "withdrawConsent", "/persons/{id}/consents/{entry}/withdraw", "Record that a consent was withdrawn", people.PermConsent)), f.apiWithdrawConsent)
	web.Op(site, op(post, "addRepresentative", "/persons/{id}/representatives", "Record who answers for a minor", people.PermEdit), f.apiAddRepresentative)
	web.Op(site, silent(op(post, "endRepresentative", "/persons/{id}/representatives/{entry}/end", "Say that somebody no longer answers for a minor", people.PermEdit)), f.apiEndRepresentative)
}

func (f face) apiAddContact(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body ContactFields
}) (*body[madeBody], error) {
	return made(f.people.AddContact(ctx, by, in.ID, in.Body.contact()))
}

func (f face) apiRemoveContact(ctx context.Context, by access.Actor, in *EntryIn) (*struct{}, error) {
	return done(f.people.RemoveContact(ctx, by, in.ID, in.Entry))
}

func (f face) apiAddDocument(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body DocumentFields
}) (*body[madeBody], error) {
	return made(f.people.AddDocument(ctx, by, in.ID, in.Body.document()))
}

func (f face) apiRemoveDocument(ctx context.Context, by access.Actor, in *EntryIn) (*struct{}, error) {
	return done(f.people.RemoveDocument(ctx, by, in.ID, in.Entry))
}

func (f face) apiAddStatus(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body StatusFields
}) (*body[madeBody], error) {
	return made(f.people.AddStatus(ctx, by, in.ID, in.Body.status()))
}

func (f face) apiRemoveStatus(ctx context.Context, by access.Actor, in *EntryIn) (*struct{}, error) {
	return done(f.people.RemoveStatus(ctx, by, in.ID, in.Entry))
}

func (f face) apiAddNeed(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body NeedFields
}) (*body[madeBody], error) {
	return made(f.people.AddNeed(ctx, by, in.ID, in.Body.need()))
}

// EndIn says when an entry ceases to hold.
type EndIn struct {
	EntryIn
	Body struct {
		Until string `json:"until,omitempty" doc:"Last day; absent: today"`
	}
}

func (f face) apiEndNeed(ctx context.Context, by access.Actor, in *EndIn) (*struct{}, error) {
	return done(f.people.EndNeed(ctx, by, in.ID, in.Entry, dayIn(in.Body.Until)))
}

func (f face) apiAddConsent(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body ConsentFields
}) (*body[madeBody], error) {
	return made(f.people.RecordConsent(ctx, by, in.ID, in.Body.consent()))
}

func (f face) apiWithdrawConsent(ctx context.Context, by access.Actor, in *EntryIn) (*struct{}, error) {
	return done(f.people.WithdrawConsent(ctx, by, in.ID, in.Entry))
}

func (f face) apiAddRepresentative(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body RepresentativeFields
}) (*body[madeBody], error) {
	return made(f.people.AddRepresentative(ctx, by, in.ID, in.Body.representative()))
}

func (f face) apiEndRepresentative(ctx context.Context, by access.Actor, in *EndIn) (*struct{}, error) {
	return done(f.people.EndRepresentative(ctx, by, in.ID, in.Entry, dayIn(in.Body.Until)))
}
