/** The words of the page: which language, and a message by its id. */
import type { FluentBundle, FluentVariable } from '@fluent/bundle'
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components'

import { load_bundle } from '../messages/catalogue'
import { DIRECTIONS, FORMAT_TAGS, type Locale } from './locales'

export type Variables = Record<string, FluentVariable>
export type Text = (id: string, variables?: Variables) => string

interface Language {
  locale: Locale
  text: Text
  has: (id: string) => boolean
  choose: (locale: Locale) => void
}

const LanguageContext = createContext<Language | null>(null)

/** A message's text; its id where there is none, which `npm run check` keeps from happening. */
export function text_of(bundle: FluentBundle, id: string, variables?: Variables): string {
  const pattern = bundle.getMessage(id)?.value
  if (pattern === undefined || pattern === null) return id
  // With a list for the errors Fluent writes what it can instead of throwing.
  return bundle.formatPattern(pattern, variables === undefined ? null : set_apart(variables), [])
}

/** Letters written right to left, and the controls that turn what follows them. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]/

/** Controls, and what begins a line: within a sentence they are spaces. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** Longer ones would push the sentence around them out of sight. */
export const VALUE_CHARS_MAX = 200

/** What somebody is called may turn or break the sentence around it: such a name is isolated, and closed again. */
function set_apart(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? tamed(value) : value]))
}

function tamed(value: string): string {
  const line = value.replace(BREAKS, ' ')
  const chars = line.length > VALUE_CHARS_MAX ? Array.from(line) : []
  const short = chars.length > VALUE_CHARS_MAX ? `${chars.slice(0, VALUE_CHARS_MAX).join('')}…` : line
  return TURNS.test(short) ? isolated(short) : short
}

function isolated(value: string): string {
  return `\u2068${value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`
}

interface ProviderProps {
  first: { locale: Locale; bundle: FluentBundle }
  on_choice?: (locale: Locale) => void
  children: ReactNode
}

export function LanguageProvider({ first, on_choice, children }: ProviderProps) {
  const [held, setHeld] = useState(first)
  const { locale, bundle } = held

  const choose = useCallback(
    (wanted: Locale) => {
      on_choice?.(wanted)
      void load_bundle(wanted).then((next) => setHeld({ locale: wanted, bundle: next }))
    },
    [on_choice],
  )

  useEffect(() => {
    document.documentElement.lang = locale
    document.documentElement.dir = DIRECTIONS[locale]
  }, [locale])

  const language = useMemo<Language>(
    () => ({
      locale,
      text: (id, variables) => text_of(bundle, id, variables),
      has: (id) => bundle.hasMessage(id),
      choose,
    }),
    [locale, bundle, choose],
  )
  return (
    <I18nProvider locale={FORMAT_TAGS[locale]}>
      <LanguageContext value={language}>{children}</LanguageContext>
    </I18nProvider>
  )
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext)
  if (language === null) throw new Error('no LanguageProvider above')
  return language
}

export function useText(): Text {
  return useLanguage().text
}
