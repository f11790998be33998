// Writes {lang}.json beside itself from Unicode CLDR. Development only:
//   npm install cldr-core cldr-dates-full cldr-localenames-full cldr-misc-full cldr-numbers-full cldr-units-full
//   node generate.mjs node_modules
// The data is © Unicode, Inc., under the Unicode License v3 (https://www.unicode.org/license.txt).
import fs from 'node:fs'
import path from 'node:path'

const modules = process.argv[2]
const out = path.dirname(new URL(import.meta.url).pathname)
const locales = { en: 'en-GB', fr: 'fr', de: 'de', lb: 'lb', pt: 'pt-PT', ar: 'ar', fa: 'fa', ti: 'ti', uk: 'uk', tr: 'tr', sq: 'sq', es: 'es', ru: 'ru', so: 'so' }

// Shorter or clearer names that CLDR gives beside its first choice.
const preferred = { HK: 'short', MO: 'short', MM: 'short', PS: 'short', CD: 'variant', CG: 'variant' }

const withdrawn = ['AA', 'AN', 'BU', 'CS', 'DD', 'FX', 'NT', 'QO', 'SU', 'TP', 'YD', 'YU', 'ZR', 'ZZ']

// Languages spoken by, or used with, the people received; ISO 639-1 where
// there is a code, otherwise 639-3. Dari is fa-AF in CLDR.
const languages = `aa ab ady af aii ak am apc ar ary arz arq aeb ast av az ba bal bem be ber bg bm bn bo bs byn ca ce ckb cs da de dv dyu ee el en
  es et eu fa ff fi fj fo fon fr fy ga gaa gl gn grc gu ha haz he hi hno hr ht hu hy ibb id ig is it ja ka kab kbd kg ki kk km kmr kn ko krc kri ks ku kum ky
  la lb lez lg ln lo lt lua luo lv mad mg mk ml mn mnk mos mr ms mt my nd ne nl no nso ny om os pa pap pl prs ps pt qu rn ro rom ru rw
  rwk sat sd sg sgn shi si sk sl sm sn so sq sr ss ssy st su sus sv sw syr ta te tem tg th ti tig tk tl tn tr ts tt tw tzm udm ug uk ur uz
  vai ve vi wo xh yo yue zgh zh zu zza`.split(/\s+/)

const read = (...p) => JSON.parse(fs.readFileSync(path.join(modules, ...p), 'utf8'))
const mapping = read('cldr-core', 'supplemental', 'codeMappings.json').supplemental.codeMappings
const main = (pkg, locale, file) => read(pkg, 'main', locale, file).main[locale]
const list = (o, keys) => keys.map(k => o[k])
const sorted = o => Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1)))

function names(locale) {
  const regions = main('cldr-localenames-full', locale, 'territories.json').localeDisplayNames.territories
  const tongues = main('cldr-localenames-full', locale, 'languages.json').localeDisplayNames.languages
  const country = {}
  for (const [alpha2, codes] of Object.entries(mapping)) {
    // A country of ISO 3166-1 has a numeric code; user-assigned and withdrawn ones are left out.
    if (!/^[A-Z]{2}$/.test(alpha2) || !codes._numeric || !codes._alpha3 || /^X/.test(alpha2) || alpha2 === 'EU' || withdrawn.includes(alpha2)) continue
    const name = regions[`${alpha2}-alt-${preferred[alpha2]}`] ?? regions[alpha2]
    if (name && name !== alpha2) country[codes._alpha3] = name
  }
  country.RKS = regions.XK
  const language = {}
  for (const code of languages) {
    const name = code === 'prs' ? tongues['fa-AF'] : tongues[code]
    if (name && name !== code) language[code] = name
  }
  return { country: sorted(country), language: sorted(language) }
}

for (const [lang, locale] of Object.entries(locales)) {
  const g = main('cldr-dates-full', locale, 'ca-gregorian.json').dates.calendars.gregorian
  const formats = g.dateTimeFormats.availableFormats
  const n = main('cldr-numbers-full', locale, 'numbers.json').numbers
  const symbols = n['symbols-numberSystem-latn']
  const l = main('cldr-misc-full', locale, 'listPatterns.json').listPatterns['listPattern-type-standard']
  const units = main('cldr-units-full', locale, 'units.json').units.short
  const months = [...Array(12).keys()].map(i => String(i + 1))
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
  const data = {
    date: {
      long: g.dateFormats.long, short: formats.yMMMd, month: formats.yMMMM, time: formats.Hm, datetime: g.dateTimeFormats.medium,
      months: list(g.months.format.wide, months), monthsAlone: list(g.months['stand-alone'].wide, months),
      monthsShort: list(g.months.format.abbreviated, months),
      days: list(g.days['stand-alone'].wide, days), daysShort: list(g.days['stand-alone'].abbreviated, days),
    },
    number: {
      decimal: symbols.decimal, group: symbols.group, minGrouping: Number(n.minimumGroupingDigits),
      percent: n['percentFormats-numberSystem-latn'].standard.replace('#,##0', '{0}'), minus: symbols.minusSign,
    },
    bytes: ['byte', 'kilobyte', 'megabyte', 'gigabyte'].map(u => units[`digital-${u}`]['unitPattern-count-other']),
    list: { pair: l['2'], start: l.start, middle: l.middle, end: l.end },
    ...names(locale),
  }
  // One line an entry, arrays on one line: short files and readable diffs.
  const text = JSON.stringify(data, null, 1).replace(/\[[^\]]*\]/g, a => JSON.stringify(JSON.parse(a))) + '\n'
  fs.writeFileSync(path.join(out, `${lang}.json`), text)
}
