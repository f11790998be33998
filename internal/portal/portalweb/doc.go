// Package portalweb is the face of package portal: the public pages under
// /{lang}/, and the desks under /app/portal where they are looked after.
//
// It owns the frame of public pages, the choice of a language, and the words of
// the public side (keys "portal.…") in all public languages.
//
// Invariants: every public page works without JavaScript, sets no cookie and
// asks nobody but this server; its address names its language; a text that a
// language lacks is shown in English with a notice in the reader's language.
package portalweb
