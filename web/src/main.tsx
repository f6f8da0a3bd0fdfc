import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app/App'
import { PlaceProvider } from './app/router'
import { CoreProvider } from './core/hooks'
import { open_core } from './core/open_core'
import { first_locale } from './i18n/locales'
import { LanguageProvider } from './i18n/text'
import { load_bundle } from './messages/catalogue'
import { read_choice, write_choice } from './ui/choices'
import './ui/base.css'

async function start(root: HTMLElement): Promise<void> {
  const locale = first_locale(read_choice('language'), navigator.languages)
  const bundle = await load_bundle(locale)
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider first={{ locale, bundle }} on_choice={(chosen) => write_choice('language', chosen)}>
        <PlaceProvider>
          <CoreProvider value={open_core(read_choice)}>
            <App />
          </CoreProvider>
        </PlaceProvider>
      </LanguageProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root !== null) void start(root)
