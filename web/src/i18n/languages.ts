import { useCallback, useMemo } from 'react'

import { FORMAT_TAGS } from './locales'
import { useLanguage } from './text'

/** What a language is called in the language of the page; its tag where that isn't known. */
export function useLanguageNames(): (tag: string) => string {
  const { locale } = useLanguage()
  const names = useMemo(() => new Intl.DisplayNames(FORMAT_TAGS[locale], { type: 'language' }), [locale])
  return useCallback(
    (tag) => {
      try {
        return names.of(tag) ?? tag
      } catch {
        return tag
      }
    },
    [names],
  )
}
