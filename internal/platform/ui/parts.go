package ui

// Disclosure is a part of a page or form that opens when it is wanted. It holds
// what is asked for now and then, so that the rest stays short.
type Disclosure struct {
	Summary string
	Note    string // what is in it, for who leaves it closed; may come from a user
	Open    bool
	ID      string
}
