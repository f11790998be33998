// Takes the reader to what is wrong, or to what was done.
function focusField(event) {
  const link = event.target.closest?.('[data-error-summary] a[href^="#"]')
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))
  if (!target) return
  event.preventDefault()
  const field = target.matches('fieldset')
    ? target.querySelector('[aria-invalid]') ?? target.querySelector('input:not([type=hidden]), select, textarea')
    : target
  ;(target.matches('fieldset') ? target.querySelector('legend') : document.querySelector(`label[for="${CSS.escape(target.id)}"]`))?.scrollIntoView()
  field?.focus({ preventScroll: true })
}

function focusMessage(root) {
  (root.querySelector('[data-error-summary]') ?? root.querySelector('[data-flash]'))?.focus()
}

document.addEventListener('click', focusField)
document.addEventListener('htmx:afterSwap', event => focusMessage(event.target))
focusMessage(document)
