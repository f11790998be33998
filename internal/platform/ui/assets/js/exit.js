// Leaving a page at once: the address is replaced, so that the way back does not
// lead here. Three times Escape does the same.
const exit = document.querySelector('[data-exit]')
let presses = []

if (exit) {
  const leave = () => {
    document.body.hidden = true
    location.replace(exit.href)
  }
  exit.addEventListener('click', event => {
    event.preventDefault()
    leave()
  })
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    const now = Date.now()
    presses = [...presses.filter(t => now - t < 3000), now]
    if (presses.length >= 3) leave()
  })
}
