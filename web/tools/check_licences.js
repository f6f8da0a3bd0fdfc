// Every package of the lock file has a licence that this project may use; what goes into the product, a permissive one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PERMISSIVE = new Set(['MIT', 'ISC', '0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense', 'Python-2.0'])

/** Tools that are used as they are and whose code the product has nothing of. */
const TOOLS_ONLY = new Map([
  ['axe-core', 'MPL-2.0'],
  ['lightningcss', 'MPL-2.0'],
  ['caniuse-lite', 'CC-BY-4.0'],
])

/** @typedef {{ dev?: boolean, license?: string }} Locked */

/** @param {string} expression SPDX, with OR and AND at most */
export function is_permissive(expression) {
  const plain = expression.replace(/[()]/g, '')
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((one) => PERMISSIVE.has(one.trim())))
}

/** @param {Record<string, Locked>} packages of a lock file */
export function refused(packages) {
  return Object.entries(packages).flatMap(([place, { dev, license }]) => {
    if (place === '') return []
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (license === undefined) return [`${name}: says no licence`]
    if (is_permissive(license)) return []
    // Binaries of lightningcss are packages of their own, one for each kind of machine.
    const tool = TOOLS_ONLY.get(name.startsWith('lightningcss-') ? 'lightningcss' : name)
    return dev === true && tool === license ? [] : [`${name}: ${license}`]
  })
}

if (process.argv[1] === import.meta.filename) {
  /** @type {unknown} */
  const read = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'))
  const lock = /** @type {{ packages: Record<string, Locked> }} */ (read)
  const wrong = refused(lock.packages)
  for (const line of wrong) console.error(line)
  console.log(wrong.length === 0 ? `licences: ${Object.keys(lock.packages).length - 1} packages, all allowed` : 'licences: refused')
  process.exitCode = wrong.length === 0 ? 0 : 1
}
