// Package ui is the look of Passerelle: stylesheet, fonts, small scripts,
// page layout, and the components from which every page is put together.
//
// It owns the assets under /assets/, the class names, the HTML of each
// component and the few words that components say by themselves (keys "ui.…").
//
// Invariants, each held by a test of this package:
//   - no inline script, style or event handler: pages run under
//     Content-Security-Policy "default-src 'self'";
//   - logical CSS properties only, so that one stylesheet serves both directions;
//   - everything works without JavaScript; scripts make it quicker;
//   - text given to a component is escaped; text that a user wrote is isolated in <bdi>;
//   - the gallery, which shows every component in every state, has no
//     accessibility violation that axe can find, in both directions, light and
//     dark, at 320 and 1280 CSS pixels, and never scrolls sideways.
//
// It does not know people, rooms or permissions, nor who is asking: labels
// arrive translated and values arrive as the viewer may see them. A component
// that has words of its own takes the request's *i18n.Localizer first.
//
// Third parties, each with its licence beside it under assets/: htmx 2.0.11
// (0BSD); Inter, Noto Sans Arabic and Noto Sans Ethiopic, variable subsets of
// Fontsource 5.3.0 (SIL Open Font License 1.1).
package ui
