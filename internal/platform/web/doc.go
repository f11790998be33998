// Package web is the one way in over HTTP, for pages and for the JSON API.
//
// It owns routes that name their permission (one without does not start),
// sessions and tokens as the request sees them, security headers,
// cross-origin protection, rate limits, request ids, the mapping of faults to
// statuses, drafts of unfinished forms, and idempotency keys.
//
// Invariants: no handler runs before its permission was checked; no answer
// under /app may be stored by a cache; logs name the route's pattern, never the
// path, the query or a field; a mutation of the API that carries an
// idempotency key happens once, because the key is written in the transaction
// of the effect.
//
// It knows no module. Package staff gives it identities through Authenticator.
package web
