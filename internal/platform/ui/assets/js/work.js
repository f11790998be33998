// A form with data-work asks for a proof of work: a number that, behind the
// form's ticket and a colon, gives a SHA-256 that begins with that many zero
// bits. It is looked for while the form is filled in. Without it the server asks
// to wait and confirm. crypto.subtle is not used: it is missing without HTTPS,
// and a hash of its own is soon ten thousand promises too many.

const K = new Uint32Array(64)
const START = new Uint32Array(8)
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
  if (!prime) continue
  if (i < 8) START[i] = (Math.sqrt(n) % 1) * 2 ** 32
  K[i++] = (Math.cbrt(n) % 1) * 2 ** 32
}

const turn = (x, n) => (x >>> n) | (x << (32 - n))
const w = new Uint32Array(64)

// firstWord returns the first 32 bits of the SHA-256 of ASCII text.
function firstWord(text) {
  const size = ((text.length + 8) >> 6) + 1
  const words = new Uint32Array(size * 16)
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8)
  words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8)
  words[size * 16 - 1] = text.length * 8
  const h = START.slice()
  for (let block = 0; block < size; block++) {
    w.set(words.subarray(block * 16, block * 16 + 16))
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2]
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
    }
    let [a, b, c, d, e, f, g, x] = h
    for (let i = 0; i < 64; i++) {
      const t1 = (x + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      x = g; g = f; f = e; e = (d + t1) | 0
      d = c; c = b; b = a; a = (t1 + t2) | 0
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d
    h[4] += e; h[5] += f; h[6] += g; h[7] += x
  }
  return h[0]
}

for (const form of document.querySelectorAll('form[data-work]')) {
  const bits = Number(form.dataset.work)
  const proof = form.elements.proof
  const ticket = form.elements.ticket.value
  let next = 0
  const look = (most) => {
    for (const end = next + most; next < end && !proof.value; next++) {
      if (firstWord(ticket + ':' + next) >>> (32 - bits) === 0) proof.value = String(next)
    }
  }
  const work = () => {
    if (proof.value) return
    look(2000)
    setTimeout(work, 30)
  }
  work()
  form.addEventListener('submit', () => { while (!proof.value) look(10000) })
}
