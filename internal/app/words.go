package app

import (
	"errors"
	"strings"

	"passerelle/internal/platform/fault"
)

// inWords turns faults into English sentences for the command line.
func inWords(err error) error {
	if err == nil {
		return nil
	}
	for _, f := range fault.Of(err) {
		if f.Kind == fault.Internal {
			return err
		}
	}
	catalogue, loadErr := Catalogue()
	if loadErr != nil {
		return err
	}
	l := catalogue.For("en")
	var parts []string
	for _, f := range fault.Of(err) {
		text := l.T(f.Key, f.Args...)
		if f.Field != "" {
			text = f.Field + ": " + text
		}
		parts = append(parts, text)
	}
	return errors.New(strings.Join(parts, "; "))
}
