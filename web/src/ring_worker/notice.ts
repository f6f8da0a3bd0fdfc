/** What the worker does when it is woken, over whatever browser it is in. */

/** All that a node says: that somebody rings, or that the duty desk is wanted. */
export type Word = 'ring' | 'duty'

export type Words = Record<string, Record<Word, string>>

export interface Page {
  readonly url: string
  focus(): Promise<unknown>
}

export interface Browser {
  show(title: string, options: NotificationOptions): Promise<void>
  /** Open pages of this node, the one in front first: desks, and the press site. */
  pages(): Promise<readonly Page[]>
  open(url: string): Promise<unknown>
}

const TITLE = 'Détente'
const DESK = '/desk/'
/** One takes the place of another: whoever comes late finds one. */
const TAG = 'detente-called'

/** What isn't understood calls too: the browser was woken by the own node alone, and must show something. */
export function word_of(text: string | null): Word {
  return text?.trim() === 'duty' ? 'duty' : 'ring'
}

export function language_of(search: string, words: Words): string {
  const wanted = new URLSearchParams(search).get('language') ?? ''
  return Object.hasOwn(words, wanted) ? wanted : 'en'
}

export async function called(browser: Browser, text: string | null, language: string, words: Words): Promise<void> {
  const body = words[language]?.[word_of(text)] ?? ''
  // `renotify` sounds again where a notice stands already.
  const options: NotificationOptions & { renotify: boolean } = { body, tag: TAG, lang: language, requireInteraction: true, renotify: true }
  await browser.show(TITLE, options)
}

/** To the desk: a page of it that is open, else a new one. What rings is shown there, over every screen. */
export async function pressed(browser: Browser): Promise<void> {
  const pages = await browser.pages()
  const page = pages.find(({ url }) => new URL(url).pathname.startsWith(DESK))
  await (page === undefined ? browser.open(DESK) : page.focus())
}
