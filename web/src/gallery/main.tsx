import type { FluentBundle } from '@fluent/bundle'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from '../app/App'
import { show_theme } from '../app/theme'
import { FixedPlace } from '../app/router'
import { CoreProvider } from '../core/hooks'
import { first_locale } from '../i18n/locales'
import { LanguageProvider, text_of } from '../i18n/text'
import { load_bundle } from '../messages/catalogue'
import '../ui/base.css'
import type { Scene } from './scene'

/** Each feature's `scenes.tsx` exports `scenes`. */
const found = import.meta.glob<{ scenes: Scene[] }>(['../features/*/scenes.{ts,tsx}', './kit.tsx'], { eager: true })
const SCENES = Object.values(found).flatMap((module) => module.scenes)

function Shown({ scene }: { scene: Scene }) {
  const [core] = useState(scene.core)
  const [path, setPath] = useState(scene.path)
  const View = scene.view
  return (
    <FixedPlace path={path} go={setPath}>
      <CoreProvider value={core}>
        {View === undefined ? <App clock_stands /> : <View />}
      </CoreProvider>
    </FixedPlace>
  )
}

function List({ bundle }: { bundle: FluentBundle }) {
  return (
    <main className="page" id="scenes">
      <h1>Gallery</h1>
      <ul>
        {SCENES.map(({ name, press, press_with }) => (
          <li key={name}>
            <a href={`?scene=${name}`} data-scene={name} data-press={press === undefined ? undefined : text_of(bundle, press, press_with)}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  )
}

async function start(root: HTMLElement): Promise<void> {
  const asked = new URLSearchParams(window.location.search)
  const locale = first_locale(asked.get('locale'), ['en'])
  const bundle = await load_bundle(locale)
  const theme = asked.get('theme')
  if (theme === 'light' || theme === 'dark') show_theme(theme)
  const scene = SCENES.find(({ name }) => name === asked.get('scene'))
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider first={{ locale, bundle }}>{scene === undefined ? <List bundle={bundle} /> : <Shown scene={scene} />}</LanguageProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root !== null) void start(root)
