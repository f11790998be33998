package peopleweb

import (
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

// IDIn names one thing by its id.
type IDIn struct {
	ID string `path:"id" doc:"26 letters and digits"`
}

// EntryIn names an entry of a person's file.
type EntryIn struct {
	IDIn
	Entry string `path:"entry" doc:"Id of the entry"`
}

// PairIn names two persons.
type PairIn struct {
	IDIn
	Other string `path:"other" doc:"Id of the other person"`
}

// Matched is the version that an update was made from.
type Matched struct {
	IfMatch string `header:"If-Match" required:"true" doc:"ETag of what is changed, as it was read"`
}

// body is an answer with a body.
type body[T any] struct{ Body T }

// madeBody says under which id something is on record.
type madeBody struct {
	ID string `json:"id"`
}

func made(id string, err error) (*body[madeBody], error) {
	if err != nil {
		return nil, err
	}
	return &body[madeBody]{madeBody{id}}, nil
}

// done answers what has nothing to tell.
func done(err error) (*struct{}, error) {
	if err != nil {
		return nil, err
	}
	return &struct{}{}, nil
}

// op describes an operation of this face.
func op(method, id, path, summary string, perm access.Permission) web.Operation {
	o := web.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "People", Permission: perm}
	if method == "DELETE" {
		o.Status = 204
	}
	return o
}

// silent answers success without a body.
func silent(o web.Operation) web.Operation {
	o.Status = 204
	return o
}
