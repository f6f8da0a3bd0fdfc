/** What the worker of a closed page says, in every language: words of the catalogues, put into its file when it is built. */
import { FluentBundle, FluentResource } from '@fluent/bundle'

import type { Word, Words } from './notice'

const MESSAGES: Record<Word, string> = { ring: 'called-ring', duty: 'called-duty' }

/** Of each language's Fluent text. */
export function words_of(catalogues: Record<string, string>): Words {
  return Object.fromEntries(Object.entries(catalogues).map(([language, text]) => [language, words_in(language, text)]))
}

function words_in(language: string, text: string): Record<Word, string> {
  const bundle = new FluentBundle(language, { useIsolating: false })
  bundle.addResource(new FluentResource(text))
  const said = (id: string) => {
    const pattern = bundle.getMessage(id)?.value
    if (pattern === undefined || pattern === null) throw new Error(`${language} lacks ${id}`)
    return bundle.formatPattern(pattern)
  }
  return { ring: said(MESSAGES.ring), duty: said(MESSAGES.duty) }
}
