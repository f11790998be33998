// Package crypt keeps the keys and seals what tells who somebody is.
//
// Each person has a data key (AES-256-GCM); it is wrapped by a Tink keyset that
// lies in the database, itself encrypted by the master key, which never does.
// Every sealed value is bound to its table, row and column, so that a value
// moved elsewhere does not open. Blind indexes (HMAC) find a phone or document
// number without a readable index.
//
// Invariants: no key and no plaintext is ever logged or put into an error;
// rotation adds a key and goes on opening what older keys sealed.
package crypt
