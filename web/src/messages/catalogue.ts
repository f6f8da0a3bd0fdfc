/** All messages of one language. Each language is a chunk of its own, fetched when it is chosen. */
import { FluentBundle, FluentResource } from '@fluent/bundle'

import type { Locale } from '../i18n/locales'

const SOURCES: Record<Locale, () => Promise<{ files: Record<string, string> }>> = {
  en: () => import('./en'),
  fr: () => import('./fr'),
  ru: () => import('./ru'),
}

export async function load_bundle(locale: Locale): Promise<FluentBundle> {
  const { files } = await SOURCES[locale]()
  return bundle_of(locale, Object.values(files))
}

export function bundle_of(locale: Locale, texts: string[]): FluentBundle {
  // What people wrote is set apart by <bdi> where it is shown; none of our languages is written right to left.
  const bundle = new FluentBundle(locale, { useIsolating: false })
  for (const text of texts) {
    const errors = bundle.addResource(new FluentResource(text))
    if (errors[0] !== undefined) throw errors[0]
  }
  return bundle
}
