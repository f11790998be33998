// Package fault is the one shape of an error that a person may have caused and
// can mend: a kind, a catalogue key and, where there is one, the field.
//
// It owns no text: a key names an entry of the catalogues, so that one fault
// reads well in every language. Package web alone maps a kind to a status.
package fault
