// Counts the chosen rows of a table, and chooses all at once.
function count(table) {
  const rows = [...table.querySelectorAll('tbody .pick input')]
  const chosen = rows.filter(row => row.checked).length
  const all = table.querySelector('[data-select-all]')
  all.checked = rows.length > 0 && chosen === rows.length
  all.indeterminate = chosen > 0 && chosen < rows.length
  const line = (table.closest('form') ?? document).querySelector('[data-selected]')
  if (line) line.textContent = chosen ? line.dataset.selected.replace('{n}', chosen.toLocaleString(document.documentElement.lang + '-u-nu-latn')) : ''
}

function prepare(root) {
  for (const table of root.querySelectorAll('[data-select]')) {
    table.querySelector('[data-select-all]').hidden = false
    count(table)
  }
}

document.addEventListener('change', event => {
  const table = event.target.closest('.pick') && event.target.closest('[data-select]')
  if (!table) return
  if (event.target.matches('[data-select-all]')) {
    for (const row of table.querySelectorAll('tbody .pick input')) row.checked = event.target.checked
  }
  count(table)
})
document.addEventListener('htmx:afterSwap', event => prepare(event.target))
addEventListener('pageshow', () => prepare(document)) // browsers put ticks back after loading
