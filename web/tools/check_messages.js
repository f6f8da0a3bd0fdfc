// Messages: the same ids and variables in every language, none unused, none missing.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { FluentParser, Visitor } from '@fluent/syntax'

const LOCALES = ['en', 'fr', 'ru']

/** @typedef {{ file: string, variables: string }} Message */

/**
 * The messages of one text, by id; parts that can't be read are told in `wrong`.
 * @param {string} file
 * @param {string} text
 * @param {string[]} wrong
 */
export function messages_of(file, text, wrong) {
  /** @type {Map<string, Message>} */
  const found = new Map()
  for (const entry of new FluentParser().parse(text).body) {
    if (entry.type === 'Junk') {
      wrong.push(`${file}: can't be read: ${entry.content.trim().split('\n')[0]}`)
      continue
    }
    if (entry.type !== 'Message' && entry.type !== 'Term') continue
    const id = entry.type === 'Term' ? `-${entry.id.name}` : entry.id.name
    if (found.has(id)) wrong.push(`${file}: ${id} stands twice`)
    const names = new Names()
    names.visit(entry)
    // A term's variables are its cases, which each language has its own of.
    found.set(id, { file, variables: entry.type === 'Term' ? '' : [...names.variables].sort().join(', ') })
  }
  return found
}

class Names extends Visitor {
  /** @type {Set<string>} */
  variables = new Set()

  /** @override @param {import("@fluent/syntax").VariableReference} node */
  visitVariableReference(node) {
    this.variables.add(node.id.name)
  }
}

/**
 * What a source asks for: whole ids, and beginnings of ids that a template makes (`phase-${…}`).
 * @param {string} source
 */
export function uses_of(source) {
  /** @type {Set<string>} */
  const ids = new Set()
  /** @type {Set<string>} */
  const asked = new Set()
  /** @type {Set<string>} */
  const begins = new Set()
  for (const [, id] of source.matchAll(/["'`]([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["'`]/g)) if (id !== undefined) ids.add(id)
  for (const [, id] of source.matchAll(/\btext\(\s*["'`]([^"'`$]+)["'`]/g)) if (id !== undefined) asked.add(id)
  for (const [, begin] of source.matchAll(/`([a-z][a-z0-9]*(?:-[a-z0-9]+)*-)\$\{/g)) if (begin !== undefined) begins.add(begin)
  return { ids, asked, begins }
}

/**
 * @param {Record<string, Record<string, string>>} catalogues locale → file → text
 * @param {Record<string, string>} sources file → text
 */
export function faults(catalogues, sources) {
  /** @type {string[]} */
  const wrong = []
  /** @type {Record<string, Map<string, Message>>} */
  const all = {}
  for (const locale of LOCALES) {
    /** @type {Map<string, Message>} */
    const messages = new Map()
    for (const [file, text] of Object.entries(catalogues[locale] ?? {})) {
      for (const [id, message] of messages_of(`${locale}/${file}`, text, wrong)) {
        const before = messages.get(id)
        if (before !== undefined) wrong.push(`${id} stands in ${before.file} and in ${message.file}`)
        messages.set(id, { ...message, file })
      }
    }
    all[locale] = messages
  }
  const every = new Set(LOCALES.flatMap((locale) => [...(all[locale]?.keys() ?? [])]))
  for (const id of every) {
    if (id.startsWith('-')) continue
    const found = LOCALES.map((locale) => ({ locale, message: all[locale]?.get(id) }))
    /** @type {{ locale: string, message: Message } | undefined} */
    let first
    for (const { locale, message } of found) {
      if (message === undefined) {
        wrong.push(`${locale}: lacks ${id}`)
        continue
      }
      first ??= { locale, message }
      const { variables, file } = first.message
      if (message.variables !== variables) wrong.push(`${id}: ${locale} has { ${message.variables} }, ${first.locale} has { ${variables} }`)
      else if (message.file !== file) wrong.push(`${id}: stands in ${message.file} in ${locale}, in ${file} in ${first.locale}`)
    }
  }
  /** @type {Set<string>} */
  const ids = new Set()
  /** @type {Set<string>} */
  const begins = new Set()
  for (const [file, source] of Object.entries(sources)) {
    const uses = uses_of(source)
    for (const id of uses.ids) ids.add(id)
    for (const begin of uses.begins) begins.add(begin)
    // Others may have a function of this name too.
    if (!source.includes('i18n/text') && !source.includes('useText')) continue
    for (const id of uses.asked) if (!every.has(id)) wrong.push(`${file}: asks for ${id}, which no catalogue has`)
  }
  for (const id of every) {
    if (id.startsWith('-') || ids.has(id) || [...begins].some((begin) => id.startsWith(begin))) continue
    wrong.push(`${id}: nobody asks for it`)
  }
  return wrong
}

/** @param {string} folder @param {RegExp} ends */
function texts_below(folder, ends) {
  /** @type {Record<string, string>} */
  const texts = {}
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (ends.test(entry)) texts[entry] = readFileSync(join(folder, entry), 'utf8')
  }
  return texts
}

if (process.argv[1] === import.meta.filename) {
  const src = join(import.meta.dirname, '..', 'src')
  const catalogues = Object.fromEntries(LOCALES.map((locale) => [locale, texts_below(join(src, 'messages', locale), /\.ftl$/)]))
  // The node writes the press site with them too, and quotes each id as it is.
  const site = join(import.meta.dirname, '..', '..', 'crates', 'node', 'src', 'http', 'site')
  const sources = { ...texts_below(src, /(?<!\.test)\.tsx?$/), ...texts_below(site, /\.rs$/) }
  const wrong = faults(catalogues, sources)
  for (const line of wrong) console.error(line)
  console.log(wrong.length === 0 ? 'messages: complete' : `messages: ${wrong.length} faults`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}
