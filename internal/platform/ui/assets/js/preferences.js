// Applies the choice of appearance and of shortcuts at once, and tells the
// server. A language needs the page again: its button submits as usual.
document.addEventListener('submit', event => {
  const form = event.target
  const button = event.submitter
  if (!form.matches('[data-preferences]') || !button || button.name === 'lang') return
  event.preventDefault()
  if (button.name === 'theme') {
    if (button.value === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = button.value
  } else {
    document.body.toggleAttribute('data-no-shortcuts', button.value === 'off')
  }
  for (const other of form.querySelectorAll(`[name="${button.name}"]`)) other.setAttribute('aria-pressed', String(other === button))
  const body = new URLSearchParams(new FormData(form))
  body.set(button.name, button.value)
  fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {}) // offline: the choice holds for this page
})
