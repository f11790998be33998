// Dragging a bar of the plan to another room or day opens the form that moves
// it, filled in. The same form is on the page the bar links to.
const slack = 6 // pixels before a press becomes a drag
let drag

const days = table => [...table.querySelectorAll('th[data-day]')]

function column(table, x) {
  return days(table).findIndex(th => {
    const box = th.getBoundingClientRect()
    return x >= box.left && x < box.right
  })
}

function target(event) {
  const row = document.elementFromPoint(event.clientX, event.clientY)?.closest('tr[data-room]')
  const to = column(drag.table, event.clientX)
  if (!row || to < 0 || !drag.table.contains(row)) return null
  return { row, to }
}

function shift(iso, by) {
  const day = new Date(iso + 'T00:00Z')
  day.setUTCDate(day.getUTCDate() + by)
  return day.toISOString().slice(0, 10)
}

function clear() {
  drag.bar.classList.remove('dragging')
  drag.bar.style.translate = ''
  for (const mark of drag.table.querySelectorAll('.drop')) mark.classList.remove('drop')
  drag = null
}

document.addEventListener('pointerdown', event => {
  const bar = event.target.closest?.('[data-tape] [data-move]')
  if (!bar || event.button !== 0 || event.pointerType === 'touch') return // a finger scrolls
  const table = bar.closest('table')
  drag = { bar, table, x: event.clientX, y: event.clientY, from: column(table, event.clientX), moved: false }
})

document.addEventListener('dragstart', event => { if (drag) event.preventDefault() })

document.addEventListener('pointermove', event => {
  if (!drag) return
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y
  if (!drag.moved && Math.hypot(dx, dy) < slack) return
  drag.moved = true
  drag.bar.classList.add('dragging')
  drag.bar.style.translate = `${dx}px ${dy}px`
  for (const mark of drag.table.querySelectorAll('.drop')) mark.classList.remove('drop')
  const at = target(event)
  at?.row.querySelector('.tape-room')?.classList.add('drop')
  if (at) days(drag.table)[at.to].classList.add('drop')
})

document.addEventListener('pointerup', event => {
  if (!drag) return
  const { bar, from, moved } = drag
  const at = moved ? target(event) : null
  clear()
  if (!moved) return
  const swallow = click => click.preventDefault() // the drop is not a click on the link
  addEventListener('click', swallow, { capture: true })
  setTimeout(() => removeEventListener('click', swallow, { capture: true }))
  if (!at || from < 0) return
  const url = new URL(bar.dataset.move, location.href)
  url.searchParams.set('room', at.row.dataset.room)
  url.searchParams.set('day', shift(bar.dataset.from, at.to - from))
  location.assign(url)
})

document.addEventListener('keydown', event => { if (drag && event.key === 'Escape') clear() })
document.addEventListener('pointercancel', () => { if (drag) clear() })
