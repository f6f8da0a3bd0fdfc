// Looks at what was built: files of the node alone, nothing inline, nothing of the gallery, no source maps, and a core
// that isn't too large to be fetched.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

/** Woken while the page is closed: one name for good, so that browsers find the newest. */
const RING_WORKER = 'ring_worker.js'

/** Stands in src/core/fake_core.ts alone. */
const GALLERY_MARK = 'the fake core has no answer'

/** Bytes of the core as the node sends it, by Brotli. */
export const CORE_SENT_MAX = 900_000

/** As dense as crates/web-client/build.rs packs it. @param {Buffer} core */
export function sent_bytes(core) {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window, BROTLI_PARAM_SIZE_HINT: size } = constants
  return brotliCompressSync(core, { params: { [quality]: 11, [window]: 22, [size]: core.length } }).length
}

/** @param {number} sent */
export function faults_of_core(sent) {
  if (sent <= CORE_SENT_MAX) return []
  return [`the core: ${String(sent)} bytes by Brotli, at most ${String(CORE_SENT_MAX)}; see "What the core weighs" in docs/performance.md`]
}

/**
 * @param {Record<string, string>} files name → text
 */
export function faults(files) {
  /** @type {string[]} */
  const wrong = []
  for (const [name, text] of Object.entries(files)) {
    if (name.endsWith('.map') || text.includes('sourceMappingURL=')) wrong.push(`${name}: a source map`)
    if (text.includes(GALLERY_MARK)) wrong.push(`${name}: holds the invented core`)
    if (/\.prepend\(\w+\)/.test(text) && name.endsWith('.js')) wrong.push(`${name}: puts an element first in something: a style element?`)
    if (/\beval\(|\bnew Function\(/.test(text) && name.endsWith('.js')) wrong.push(`${name}: makes code out of text`)
    if (name.endsWith('.css') && /url\(\s*["']?(?:data:|https?:|\/\/)/.test(text)) wrong.push(`${name}: fetches something that isn't the node's`)
    if (name.endsWith('.html')) wrong.push(...faults_of_page(name, text))
    else if (name === RING_WORKER) wrong.push(...faults_of_ring_worker(text))
    else if (name !== 'index.html' && !/^assets\/[\w.-]+-[\w-]{8}\.\w+$/.test(name)) wrong.push(`${name}: has no hash in its name`)
  }
  return wrong
}

/** What comes of a build step of its own. @param {string[]} names */
export function lacks(names) {
  return names.includes(RING_WORKER) ? [] : [`${RING_WORKER}: was not built`]
}

/** It takes nothing of other files, and no page's request goes through it. @param {string} text */
function faults_of_ring_worker(text) {
  /** @type {string[]} */
  const wrong = []
  if (/\bimport\b|\bexport\b|importScripts/.test(text)) wrong.push(`${RING_WORKER}: takes something of another file`)
  if (/\bfetch\b|\bcaches\b|XMLHttpRequest|WebSocket/.test(text)) wrong.push(`${RING_WORKER}: stands between pages and the node`)
  return wrong
}

/** @param {string} name @param {string} text */
function faults_of_page(name, text) {
  /** @type {string[]} */
  const wrong = []
  for (const [tag, inside] of text.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)) {
    if (inside?.trim() !== '') wrong.push(`${name}: a script inside the page`)
    if (!tag.includes('integrity="sha384-')) wrong.push(`${name}: a script without integrity`)
  }
  for (const [tag] of text.matchAll(/<link\b[^>]*rel="(?:stylesheet|modulepreload)"[^>]*>/g)) {
    if (!tag.includes('integrity="sha384-')) wrong.push(`${name}: a link without integrity`)
  }
  if (/<style\b|\sstyle=|\son\w+=/.test(text)) wrong.push(`${name}: style or script in markup`)
  return wrong
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(import.meta.dirname, '..', 'dist')
  // What begins with a dot stays on this machine: the program leaves it out.
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /^[^.].*\.\w+$/.test(name))
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const cores = names.filter((name) => name.endsWith('.wasm')).map((name) => sent_bytes(readFileSync(join(folder, name))))
  const wrong = [...faults(files), ...lacks(names), ...cores.flatMap(faults_of_core)]
  if (cores.length !== 1) wrong.push(`${cores.length} files of wasm: the core is one`)
  for (const line of wrong) console.error(line)
  console.log(wrong.length === 0 ? `product: ${names.length} files, as they should be; the core ${cores.join()} bytes by Brotli` : 'product: refused')
  process.exitCode = wrong.length === 0 ? 0 : 1
}
