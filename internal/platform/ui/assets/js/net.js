// fields returns what a form would send, without files and passwords.
export function fields(form) {
  const out = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !form.querySelector(`[type=password][name="${CSS.escape(name)}"]`)) out.append(name, value)
  }
  return out
}

// post sends fields and rejects unless the server took them. A session that
// has ended shows as 401 or as a redirect to the log-in page: the session
// notice is told.
export async function post(url, body, signal) {
  const answer = await fetch(url, { method: 'POST', body, signal, redirect: 'manual', headers: { 'HX-Request': 'true' } })
  if (answer.status === 401 || answer.type === 'opaqueredirect') document.dispatchEvent(new Event('session:over'))
  if (!answer.ok) throw new Error(String(answer.status))
  document.dispatchEvent(new Event('session:alive'))
  return answer
}
