// Asks the server, while a form is filled, for what belongs in its live region,
// such as persons we may know already.
import { fields, post } from './net.js'

const pause = 250
const asked = new WeakMap() // form → { timer, sending, body }

async function ask(form) {
  const state = asked.get(form)
  const body = fields(form)
  if (state.body === body.toString()) return
  state.body = body.toString()
  state.sending?.abort()
  state.sending = new AbortController()
  try {
    const answer = await post(form.dataset.live, body, state.sending.signal)
    const html = await answer.text()
    const region = form.querySelector('[data-live-region]') ?? document.querySelector('[data-live-region]')
    if (!region || region.innerHTML === html) return
    region.innerHTML = html
    globalThis.htmx?.process(region)
  } catch {
    state.body = null // the next change asks again
  }
}

function changed(event) {
  const form = event.target.form
  if (!form?.dataset.live) return
  const state = asked.get(form) ?? {}
  asked.set(form, state)
  clearTimeout(state.timer)
  state.timer = setTimeout(ask, pause, form)
}

document.addEventListener('input', changed)
document.addEventListener('change', changed)
