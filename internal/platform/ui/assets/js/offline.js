// Pages that stay readable without a network. The worker keeps what was read;
// the button keeps what matters most, in this language.
const offer = document.querySelector('[data-offline]')

if ('serviceWorker' in navigator && offer) {
  const button = offer.querySelector('button')
  const said = offer.querySelector('[role=status]')
  navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(ready => {
    offer.hidden = false
    button.addEventListener('click', () => {
      button.disabled = true
      said.textContent = offer.dataset.busy
      ready.active.postMessage({ keep: offer.dataset.offline })
    })
  })
  navigator.serviceWorker.addEventListener('message', event => {
    if (event.data.kept === undefined) return
    button.disabled = false
    said.textContent = event.data.kept ? offer.dataset.done : offer.dataset.failed
  })
}
