import type { FluentBundle } from '@fluent/bundle'
import { StrictMode, useEffect, useLayoutEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from '../app/App'
import { show_theme } from '../app/theme'
import { FixedPlace } from '../app/router'
import { CoreProvider } from '../core/hooks'
import { first_locale } from '../i18n/locales'
import { LanguageProvider, text_of } from '../i18n/text'
import { load_bundle } from '../messages/catalogue'
import { has_moved } from '../ui/arrival'
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

/** Of the address: which scene, and how it is looked at. */
function asked_for() {
  const asked = new URLSearchParams(window.location.search)
  return { scene: SCENES.find(({ name }) => name === asked.get('scene')), theme: asked.get('theme'), turned: asked.get('dir') === 'rtl' }
}

/** The scene of the address. A change of the address's query is followed without loading anything again: tools go so from scene to scene. */
function Gallery({ bundle }: { bundle: FluentBundle }) {
  const [asked, setAsked] = useState(asked_for)
  useEffect(() => {
    const moved = () => {
      // A page in which somebody has gone about gives each new heading the focus: the next scene begins as a visit does.
      if (has_moved()) window.location.reload()
      else setAsked(asked_for())
    }
    window.addEventListener('popstate', moved)
    return () => window.removeEventListener('popstate', moved)
  }, [])
  const { scene, theme, turned } = asked
  useLayoutEffect(() => {
    if (theme === 'light' || theme === 'dark') show_theme(theme)
  }, [theme])
  useEffect(() => {
    // Once the language has set it: no catalogue of ours is written from right to left yet, the layout is ready for one.
    queueMicrotask(() => {
      if (turned) document.documentElement.dir = 'rtl'
      document.documentElement.dataset['shown'] = scene?.name ?? ''
    })
  }, [turned, scene])
  return scene === undefined ? <List bundle={bundle} /> : <Shown key={scene.name} scene={scene} />
}

async function start(root: HTMLElement): Promise<void> {
  const locale = first_locale(new URLSearchParams(window.location.search).get('locale'), ['en'])
  const bundle = await load_bundle(locale)
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider first={{ locale, bundle }}>
        <Gallery bundle={bundle} />
      </LanguageProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root !== null) void start(root)
