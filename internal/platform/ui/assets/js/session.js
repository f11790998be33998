// Says before the session ends that it will, and never takes the page away:
// whoever was logged out logs in again elsewhere and goes on here.
import { post } from './net.js'

const dialog = document.querySelector('[data-session]')
if (dialog) {
  const life = Number(dialog.dataset.session) * 1000
  const warning = Math.min(120_000, life / 2)
  let end = Date.now() + life

  function show(when) {
    for (const part of dialog.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== when
    if (!dialog.open) dialog.showModal()
  }

  const alive = () => post(dialog.dataset.sessionUrl).catch(() => {})

  document.addEventListener('session:alive', () => {
    end = Date.now() + life
    dialog.close()
  })
  document.addEventListener('session:over', () => show('over'))
  for (const button of dialog.querySelectorAll('button')) button.addEventListener('click', alive)
  setInterval(() => {
    const left = end - Date.now()
    if (left <= 0) show('over')
    else if (left <= warning) show('soon')
  }, 5000)
}
