export const LOCALES = ['en', 'fr', 'ru'] as const
export type Locale = (typeof LOCALES)[number]

/** Each language in its own words: somebody who can't read the present one must find theirs. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', fr: 'Français', ru: 'Русский' }

export const DIRECTIONS: Record<Locale, 'ltr' | 'rtl'> = { en: 'ltr', fr: 'ltr', ru: 'ltr' }

/** The tag for Intl: British order of dates, 24 hours; an hour is never read wrong at night. */
export const FORMAT_TAGS: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR', ru: 'ru-RU' }

export function is_locale(text: string | null): text is Locale {
  return (LOCALES as readonly (string | null)[]).includes(text)
}

/** What was chosen here, else the first language of the browser that we have. */
export function first_locale(chosen: string | null, wanted: readonly string[]): Locale {
  if (is_locale(chosen)) return chosen
  for (const tag of wanted) {
    const language = tag.split('-')[0] ?? ''
    if (is_locale(language)) return language
  }
  return 'en'
}
