// Menus are details elements: they close on Escape and on a click elsewhere.
// On a narrow screen the main navigation starts closed.
const open = () => document.querySelectorAll('[data-menu][open]')

document.addEventListener('click', event => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
})

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  for (const menu of open()) {
    menu.open = false
    menu.querySelector('summary').focus()
  }
})

const nav = document.querySelector('[data-nav]')
if (nav) {
  const narrow = matchMedia('(max-width: 47.99rem)')
  const fit = () => { nav.open = !narrow.matches }
  narrow.addEventListener('change', fit)
  fit()
  nav.dataset.ready = ''
}
