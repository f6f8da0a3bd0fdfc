/** What is around every screen of somebody who is signed in. */
import { Suspense, useEffect, useRef, useState } from 'react'

import type { Ready, Role } from '../core/core'
import { useAct, useCore, useObservable } from '../core/hooks'
import { useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import { Banner } from '../ui/Banner'
import { Button, ButtonLink } from '../ui/Button'
import { Clocks } from '../ui/Clock'
import { Confirm, Dialog } from '../ui/Dialog'
import { Empty } from '../ui/Empty'
import { ErrorCard } from '../ui/ErrorCard'
import { KeyHelp } from '../ui/KeyHelp'
import { Page } from '../ui/Page'
import { SkipLink } from '../ui/SkipLink'
import { StateBadge } from '../ui/StateBadge'
import { ClockProvider } from '../ui/now'
import { AlarmBanner } from './AlarmBanner'
import { Boundary } from './Boundary'
import { Brand } from './Brand'
import { NarrowMenuButton } from './NarrowMenu'
import { Navigation } from './Navigation'
import { Settings } from './Settings'
import { OVERLAYS } from './overlays'
import { match, usePlace } from './router'
import { SCREENS } from './screens'
import { useNarrowMenu } from './use_narrow_menu'
import { sides_with_zones } from './sides'
import { type LineShown, type LineWords, useLine } from './use_line'
import './desk.css'

const NOTHING: Record<string, never> = {}
const MAIN = 'content'

interface DeskProps {
  ready: Ready
  clock_stands: boolean
}

export function Desk({ ready, clock_stands }: DeskProps) {
  const shown = useLine(ready)
  // A call has the page to itself; whatever was half written waits below it.
  const in_call = useObservable(useCore().call.state).at !== 'none'
  const alone = ready.roles.length === 1 && ready.roles[0] === 'principal'
  const was_in_call = useRef(false)
  useEffect(() => {
    // What had the focus has gone with the call.
    if (was_in_call.current && !in_call) focus_content()
    was_in_call.current = in_call
  }, [in_call])
  return (
    <ClockProvider node_unix_ms={shown.line?.now_unix_ms ?? null} stands={clock_stands}>
      <div hidden={in_call}>{alone ? <PrincipalsDesk ready={ready} /> : <FullDesk ready={ready} shown={shown} />}</div>
      {OVERLAYS.map((Overlay, at) => (
        <Overlay key={at} />
      ))}
    </ClockProvider>
  )
}

function focus_content(): void {
  const content = document.getElementById(MAIN)
  const heading = content?.querySelector<HTMLElement>('h1[tabindex]')
  const first = heading ?? content
  first?.focus()
}

function FullDesk({ ready, shown }: { ready: Ready; shown: LineShown }) {
  const { words, error, line } = shown
  const sides = sides_with_zones(ready, line)
  const menu = useNarrowMenu()
  return (
    <div className="desk" data-menu={menu.open ? 'open' : 'closed'}>
      <SkipLink to={MAIN} />
      <AlarmBanner />
      <header className="desk-top">
        <NarrowMenuButton menu={menu} />
        <Brand side={ready.side.name} />
        {words === null ? null : <LineBadge words={words} />}
        <Clocks sides={sides} size="small" />
        <div className="desk-top-end">
          <Settings />
          <SignOut roles={ready.roles} />
        </div>
      </header>
      <div className="desk-banners">
        {ready.demo ? <DemoBanner ready={ready} /> : null}
        {words === null ? null : <LineBanner words={words} />}
      </div>
      <div className="desk-body">
        <Navigation roles={ready.roles} menu={menu} />
        <main id={MAIN} tabIndex={-1} className="desk-main">
          {error === null ? null : <ErrorCard error={error} />}
          <PresentScreen ready={ready} />
        </main>
      </div>
      <KeyHelp />
    </div>
  )
}

/** In one of two lengths, as there is room. */
function LineBadge({ words }: { words: LineWords }) {
  return (
    <StateBadge tone={words.tone}>
      <span className="desk-line-short">{words.short}</span>
      <span className="desk-line-brief">{words.brief}</span>
    </StateBadge>
  )
}

function LineBanner({ words }: { words: LineWords }) {
  if (words.long === null) return null
  return (
    <Banner tone={words.tone === 'warn' ? 'warn' : 'bad'} headline={words.short}>
      {words.long}
    </Banner>
  )
}

/** A principal alone: the page itself and, at its head, nothing but language and light. */
function PrincipalsDesk({ ready }: { ready: Ready }) {
  return (
    <div className="gate">
      <header className="gate-top">
        <Brand side={ready.side.name} />
        <div className="row">
          <Settings />
          <SignOut roles={ready.roles} />
        </div>
      </header>
      {ready.demo ? <DemoBanner ready={ready} /> : null}
      <main id={MAIN} tabIndex={-1} className="desk-main">
        <PresentScreen ready={ready} />
      </main>
    </div>
  )
}

/** Over every page of a demonstration: nobody takes it for the real thing, or one of many pages for another. */
function DemoBanner({ ready }: { ready: Ready }) {
  const text = useText()
  const format = useFormat()
  return (
    <Banner tone="warn" headline={text('demo-headline')}>
      {text('demo-means')} {text('demo-plays', { side: ready.side.name, role: format.list(ready.roles.map((role) => text(`role-${role}`))) })}
    </Banner>
  )
}

/** A principal is asked once: the ring comes to nobody who is signed out. */
function SignOut({ roles }: { roles: readonly Role[] }) {
  const text = useText()
  const { act, busy, error, clear } = useAct('sign-out')
  const [asking, setAsking] = useState(false)
  const sign_out = () => void act(NOTHING).then(() => setAsking(false))
  return (
    <>
      <Button isPending={busy && !asking} onPress={() => (roles.includes('principal') ? setAsking(true) : sign_out())}>
        {text('sign-out')}
      </Button>
      <Confirm title={text('sign-out-ask')} open={asking} on_close={() => setAsking(false)} verb={text('sign-out')} busy={busy} on_confirm={sign_out}>
        <p>{text('sign-out-unrung')}</p>
      </Confirm>
      <Dialog title={text('sign-out')} open={error !== null && !asking} on_close={clear} actions={<Button onPress={clear}>{text('close')}</Button>}>
        {error === null ? null : <ErrorCard error={error} />}
      </Dialog>
    </>
  )
}

/** The screen of the present place; what isn't there and what isn't theirs look alike. */
function PresentScreen({ ready }: { ready: Ready }) {
  const text = useText()
  const { path } = usePlace()
  for (const screen of SCREENS) {
    const params = match(screen.path, path)
    if (params === null || !screen.roles.some((role) => ready.roles.includes(role))) continue
    const View = screen.view
    return (
      <Boundary key={path} instead={(error) => <ErrorCard error={error} again={() => window.location.reload()} />}>
        <Suspense>
          <View params={params} />
        </Suspense>
      </Boundary>
    )
  }
  return (
    <Page title={text('nothing-here')} narrow>
      <Empty action={<ButtonLink href="/">{text('nav-home')}</ButtonLink>}>{text('nothing-here-means')}</Empty>
    </Page>
  )
}
