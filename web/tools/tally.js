// What was looked at: a line now and then while it goes on, and a table at the end.

/** @typedef {import('./visits.js').Looked} Looked */

const PROGRESS_EVERY_MS = 5_000

export class Tally {
  /** @type {Looked[]} */
  #all = []
  #began = Date.now()
  #said = Date.now()

  /** @param {Looked} one @param {number} at @param {number} of */
  add(one, at, of) {
    this.#all.push(one)
    for (const fault of one.faults) console.error(`${one.name} ${one.look}: ${fault}`)
    if (Date.now() - this.#said < PROGRESS_EVERY_MS) return
    this.#said = Date.now()
    console.log(`${at} of ${of}, ${this.#seconds()} s: ${one.name} ${one.look}`)
  }

  #seconds() {
    return Math.round((Date.now() - this.#began) / 1_000)
  }

  /**
   * Prints the table; the process fails where there is a fault, or nothing was looked at.
   * @param {string[]} kinds how faults begin: each has a column
   */
  end(kinds) {
    /** @type {Record<string, Record<string, number>>} */
    const table = {}
    for (const { look, faults, took_ms } of this.#all) {
      const row = (table[look] ??= { pages: 0, 'ms a page': 0, ...Object.fromEntries(kinds.map((kind) => [kind, 0])), other: 0 })
      row['pages'] = (row['pages'] ?? 0) + 1
      row['ms a page'] = (row['ms a page'] ?? 0) + took_ms
      for (const fault of faults) {
        const kind = kinds.find((one) => fault.startsWith(one)) ?? 'other'
        row[kind] = (row[kind] ?? 0) + 1
      }
    }
    for (const row of Object.values(table)) row['ms a page'] = Math.round((row['ms a page'] ?? 0) / (row['pages'] ?? 1))
    console.table(table)
    const slowest = [...this.#all].sort((a, b) => b.took_ms - a.took_ms).slice(0, 5)
    console.log(`Slowest: ${slowest.map(({ name, look, took_ms }) => `${name} ${look} ${took_ms} ms`).join(', ')}`)
    const faults = this.#all.reduce((sum, one) => sum + one.faults.length, 0)
    console.log(`${this.#all.length} pages in ${this.#seconds()} s, ${faults} faults`)
    process.exitCode = faults === 0 && this.#all.length > 0 ? 0 : 1
  }
}
