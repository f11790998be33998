// Keeps unfinished forms on the server: two seconds after the last change, and
// when the page goes away. Nothing is kept in the browser.
import { fields, post } from './net.js'

const pause = 2000, retry = 5000
const drafts = new Map() // form → { timer, sending, dirty }

const url = form => '/app/drafts/' + encodeURIComponent(form.dataset.draft)

function show(form, state, time = '') {
  const line = form.querySelector('[data-draft-status]')
  if (!line) return
  const text = line.dataset[state].replace('{time}', time)
  line.dataset.state = state
  if (line.textContent !== text) line.textContent = text
}

async function save(form) {
  const draft = drafts.get(form)
  draft.sending?.abort()
  draft.sending = new AbortController()
  draft.dirty = false
  const slow = setTimeout(show, 500, form, 'saving') // a quick save need not be announced
  try {
    await post(url(form), fields(form), draft.sending.signal)
    show(form, 'saved', new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }))
  } catch (err) {
    if (err.name === 'AbortError') return
    draft.dirty = true
    show(form, 'failed')
    clearTimeout(draft.timer)
    draft.timer = setTimeout(save, retry, form)
  } finally {
    clearTimeout(slow)
  }
}

function changed(event) {
  const form = event.target.form
  if (!form?.dataset.draft) return
  const draft = drafts.get(form) ?? {}
  drafts.set(form, draft)
  draft.dirty = true
  clearTimeout(draft.timer)
  draft.timer = setTimeout(save, pause, form)
}

document.addEventListener('input', changed)
document.addEventListener('change', changed)

// A submitted form is no longer a draft.
document.addEventListener('submit', event => {
  const draft = drafts.get(event.target)
  if (!draft || event.defaultPrevented) return
  clearTimeout(draft.timer)
  draft.sending?.abort()
  draft.dirty = false
})

addEventListener('pagehide', () => {
  for (const [form, draft] of drafts) {
    if (draft.dirty) navigator.sendBeacon(url(form), fields(form))
  }
})
