// Keeps public pages for a telephone without a network. It never touches what is
// behind a log-in: only pages under a language, and assets.
const PAGES = 'pages-1'
const ASSETS = 'assets-1'
const MOST = 300 // pages

const isPage = url => /^\/([a-z]{2}(\/|$)|$)/.test(url.pathname) && !url.search
const isAsset = url => url.pathname.startsWith('/assets/')

self.addEventListener('install', () => self.skipWaiting())

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== PAGES && name !== ASSETS) await caches.delete(name)
  await self.clients.claim()
})()))

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (isAsset(url)) event.respondWith(asset(event.request))
  else if (event.request.mode === 'navigate' && isPage(url)) event.respondWith(page(event.request))
})

self.addEventListener('message', event => {
  if (!/^[a-z]{2}$/.test(event.data.keep)) return
  event.waitUntil(keep(event.data.keep).then(
    () => event.source.postMessage({ kept: true }),
    () => event.source.postMessage({ kept: false })))
})

// Assets carry a hash of their content in their address: what is kept is right.
async function asset (request) {
  const kept = await caches.open(ASSETS)
  const found = await kept.match(request)
  if (found) return found
  const fresh = await fetch(request)
  if (fresh.ok) await kept.put(request, fresh.clone())
  return fresh
}

// Pages come from the network while there is one.
async function page (request) {
  const kept = await caches.open(PAGES)
  try {
    const fresh = await fetch(request)
    if (fresh.ok && /\bpublic\b/.test(fresh.headers.get('Cache-Control') || '')) {
      await kept.put(request.url, fresh.clone())
      const all = await kept.keys()
      for (const old of all.slice(0, Math.max(0, all.length - MOST))) await kept.delete(old)
    }
    return fresh
  } catch (error) {
    const found = await kept.match(request.url)
    if (found) return found
    const home = await kept.match('/' + new URL(request.url).pathname.slice(1, 3) + '/')
    if (home) return home
    throw error
  }
}

// keep fetches what matters most in a language, and what those pages need.
async function keep (lang) {
  const list = await (await fetch('/' + lang + '/offline.json')).json()
  const pages = await caches.open(PAGES)
  const assets = await caches.open(ASSETS)
  const needed = new Set()
  for (const path of list.pages) {
    const answer = await fetch(path)
    if (!answer.ok) throw new Error(path)
    const text = await answer.clone().text()
    for (const m of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) needed.add(m[1])
    await pages.put(new URL(path, location.href).href, answer)
  }
  for (const path of [...needed, ...list.assets]) if (!await assets.match(path)) await assets.add(path)
}
