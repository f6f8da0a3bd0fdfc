/** Renders the whole client, or a part, over an invented core. For tests. */
import { type RenderResult, render } from '@testing-library/react'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ReactNode, useState } from 'react'

import { App } from './app/App'
import { FixedPlace } from './app/router'
import type { FakeCore } from './core/fake_core'
import { CoreProvider } from './core/hooks'
import type { Locale } from './i18n/locales'
import { LanguageProvider } from './i18n/text'
import { bundle_of } from './messages/catalogue'

function bundle_from_files(locale: Locale) {
  const folder = join(import.meta.dirname, 'messages', locale)
  return bundle_of(
    locale,
    // The press site's own words lie in a folder below.
    readdirSync(folder)
      .filter((file) => file.endsWith('.ftl'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  )
}

const BUNDLES = new Map<Locale, ReturnType<typeof bundle_of>>()

interface Options {
  path?: string
  locale?: Locale
}

function Around({ core, path: first, locale, children }: { core: FakeCore; path: string; locale: Locale; children: ReactNode }) {
  const [path, setPath] = useState(first)
  const bundle = BUNDLES.get(locale) ?? bundle_from_files(locale)
  BUNDLES.set(locale, bundle)
  return (
    <LanguageProvider first={{ locale, bundle }}>
      <FixedPlace path={path} go={setPath}>
        <CoreProvider value={core}>{children}</CoreProvider>
      </FixedPlace>
    </LanguageProvider>
  )
}

/** The client as somebody meets it. */
export function show_client(core: FakeCore, { path = '/', locale = 'en' }: Options = {}): RenderResult {
  return show(core, <App clock_stands />, { path, locale })
}

/** A part by itself. */
export function show(core: FakeCore, part: ReactNode, { path = '/', locale = 'en' }: Options = {}): RenderResult {
  return render(
    <Around core={core} path={path} locale={locale}>
      {part}
    </Around>,
  )
}
