// What scripts add to pages that work without them. Each module looks for its
// own data attributes and listens on the document, so that it also serves what
// htmx puts in later.
import './draft.js'
import './forms.js'
import './keys.js'
import './live.js'
import './menus.js'
import './preferences.js'
import './search.js'
import './select.js'
import './session.js'
import './tape.js'
