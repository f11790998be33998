// A single key presses the button or follows the link that has it as data-key,
// unless the user switched single keys off, is typing or has a menu open. Once a
// page goes away it takes no more keys: a second press must not decide on what
// nobody has seen yet.
let leaving = false

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented || leaving) return
  if ('noShortcuts' in document.body.dataset) return
  if (event.target.closest?.('input, select, textarea, summary, [contenteditable], [data-menu]')) return
  const key = event.key?.toLowerCase()
  const target = [...document.querySelectorAll('[data-key]')].find(el => el.dataset.key === key && !el.disabled)
  if (!target) return
  event.preventDefault()
  leaving = true
  target.click()
})
addEventListener('pageshow', () => { leaving = false })

if (!('noShortcuts' in document.body.dataset)) {
  for (const hint of document.querySelectorAll('[data-keys]')) hint.hidden = false
}
