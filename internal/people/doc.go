// Package people owns persons and households: who somebody is, as far as it is
// known, under which names and documents, and with whom they live.
package people
