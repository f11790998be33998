// What scripts add to public pages, all of which work without them.
import './menus.js'
import './exit.js'
import './listen.js'
import './offline.js'

if (document.querySelector('form[data-work]')) import('./work.js')
