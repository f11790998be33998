// The search box answers while one types. Ctrl-K or Cmd-K goes there from
// anywhere, and so does / unless the user switched single keys off.
import { post } from './net.js'

const form = document.querySelector('[data-search]')
if (form) {
  const input = form.querySelector('input[type=search]')
  const box = form.querySelector('.find-results')
  let timer, sending, active = -1, shown = ''

  const options = () => [...box.querySelectorAll('[role=option]')]

  function mark(index) {
    const all = options()
    active = all.length ? (index + all.length) % all.length : -1
    all.forEach((option, i) => option.setAttribute('aria-selected', String(i === active)))
    if (active < 0) return input.removeAttribute('aria-activedescendant')
    input.setAttribute('aria-activedescendant', all[active].id)
    all[active].scrollIntoView({ block: 'nearest' })
  }

  function show(html) {
    if (html === shown) return // the same answer twice keeps what was chosen
    shown = html
    box.innerHTML = html
    box.hidden = html === ''
    active = -1
    input.removeAttribute('aria-activedescendant')
    const list = box.querySelector('[role=listbox]')
    input.setAttribute('aria-expanded', String(Boolean(list)))
    if (list) input.setAttribute('aria-controls', list.id)
    else input.removeAttribute('aria-controls')
  }

  async function ask() {
    sending?.abort()
    const q = input.value.trim()
    if ([...q].length < 2) return show('')
    sending = new AbortController()
    try {
      const answer = await post(form.dataset.search, new URLSearchParams({ q }), sending.signal)
      show(await answer.text())
    } catch (err) {
      if (err.name !== 'AbortError') show('') // Enter still searches
    }
  }

  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-expanded', 'false')
  input.setAttribute('aria-autocomplete', 'list')
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, 120)
  })
  input.addEventListener('keydown', event => {
    const chosen = options()[active]
    if (event.key === 'ArrowDown') mark(active + 1)
    else if (event.key === 'ArrowUp') mark(active < 0 ? -1 : active - 1)
    else if (event.key === 'Enter' && chosen) location.assign(chosen.dataset.href)
    else if (event.key === 'Escape' && !box.hidden) show('')
    else return
    event.preventDefault()
  })
  box.addEventListener('pointerdown', event => event.preventDefault()) // the input keeps the focus
  box.addEventListener('click', event => {
    const option = event.target.closest('[role=option]')
    if (option) location.assign(option.dataset.href)
  })
  form.addEventListener('focusout', event => { if (!form.contains(event.relatedTarget)) show('') })

  document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, select, textarea, [contenteditable]')
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !typing && !('noShortcuts' in document.body.dataset)
    const palette = event.key?.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
    if (!slash && !palette) return
    event.preventDefault()
    input.focus()
    input.select()
  })
}
