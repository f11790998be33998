// Asks the server, while a form or a part of one is filled, for what belongs in
// its live region, such as persons we may know already.
import { fields, post } from './net.js'

const pause = 250
const asked = new WeakMap() // form or part → { timer, sending, body }

// replace keeps what was ticked and where the focus is: who works in the region
// while the answer to something typed before comes in loses neither.
function replace(region, html) {
  const ticked = [...region.querySelectorAll('input:checked')].map(box => box.name + '=' + box.value)
  const focused = region.contains(document.activeElement) && document.activeElement.id
  region.innerHTML = html
  for (const box of region.querySelectorAll('input')) box.checked ||= ticked.includes(box.name + '=' + box.value)
  if (focused) document.getElementById(focused)?.focus()
  globalThis.htmx?.process(region)
}

async function ask(part) {
  const state = asked.get(part)
  const body = fields(part.closest('form'))
  if (state.body === body.toString()) return
  state.body = body.toString()
  state.sending?.abort()
  state.sending = new AbortController()
  try {
    const answer = await post(part.dataset.live, body, state.sending.signal)
    const html = await answer.text()
    const region = part.querySelector('[data-live-region]') ?? document.querySelector('[data-live-region]')
    if (!region || region.innerHTML === html) return
    replace(region, html)
  } catch {
    state.body = null // the next change asks again
  }
}

function changed(event) {
  const part = event.target.closest('[data-live]') ?? event.target.form
  if (!part?.dataset.live || event.target.closest('[data-live-region]')) return
  const state = asked.get(part) ?? {}
  asked.set(part, state)
  clearTimeout(state.timer)
  state.timer = setTimeout(ask, pause, part)
}

document.addEventListener('input', changed)
document.addEventListener('change', changed)
