// A page read aloud by the device's own voice, where it has one for the language.
const listen = document.querySelector('[data-listen]')

if (listen && 'speechSynthesis' in window) {
  const lang = document.documentElement.lang
  const voice = () => speechSynthesis.getVoices().find(v => v.lang.toLowerCase().split(/[-_]/)[0] === lang)
  const stop = () => {
    speechSynthesis.cancel()
    listen.setAttribute('aria-pressed', 'false')
    listen.textContent = listen.dataset.listen
  }
  const offer = () => { listen.hidden = !voice() }
  offer()
  speechSynthesis.addEventListener?.('voiceschanged', offer)
  addEventListener('pagehide', stop)
  listen.addEventListener('click', () => {
    if (listen.getAttribute('aria-pressed') === 'true') return stop()
    const parts = [...document.querySelectorAll('main h1, main h2, main h3, main p, main li, main dt, main dd')]
      .filter(e => !e.closest('[hidden], form, nav') && !e.querySelector('h1, h2, h3, p, li'))
      .map(e => e.textContent.trim()).filter(Boolean)
    listen.setAttribute('aria-pressed', 'true')
    listen.textContent = listen.dataset.stop
    parts.forEach((text, n) => {
      const said = new SpeechSynthesisUtterance(text)
      said.lang = lang
      said.voice = voice()
      if (n === parts.length - 1) said.addEventListener('end', stop)
      speechSynthesis.speak(said)
    })
  })
}
