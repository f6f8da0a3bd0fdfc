import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, expect, test, vi } from 'vitest'

import type { FluentBundle } from '@fluent/bundle'
import { FixedPlace } from '../../app/router'
import type { CoreError } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import { CoreProvider } from '../../core/hooks'
import { days_view } from '../../gallery/days'
import { NOW, signed_in } from '../../gallery/people'
import { LanguageProvider } from '../../i18n/text'
import { load_bundle } from '../../messages/catalogue'
import { AnnouncerProvider } from '../../ui/Announcer'
import { ClockProvider } from '../../ui/now'
import { CounterScreen, ProposeScreen } from './ContactFormScreens'
import { LIST, PROPOSED_TO_US, THREAD_TO_US } from './contact_samples'

vi.setConfig({ testTimeout: 60_000 })

let bundle: FluentBundle
beforeAll(async () => {
  bundle = await load_bundle('en')
  // Here it tells of itself at once, without an end; browsers do so once, later.
  vi.spyOn(Selection.prototype, 'collapse').mockImplementation(() => undefined)
})

function shown(core: FakeCore, what: 'propose' | 'counter') {
  render(
    <LanguageProvider first={{ locale: 'en', bundle }}>
      <FixedPlace path="/contacts/propose" go={() => undefined}>
        <CoreProvider value={core}>
          <ClockProvider node_unix_ms={NOW} stands>
            <AnnouncerProvider>{what === 'propose' ? <ProposeScreen /> : <CounterScreen params={{ contact: 'c' }} />}</AnnouncerProvider>
          </ClockProvider>
        </CoreProvider>
      </FixedPlace>
    </LanguageProvider>,
  )
}

function core_with(deed?: () => never): FakeCore {
  return new FakeCore(
    signed_in(['sherpa']),
    { contacts: () => LIST, contact: () => PROPOSED_TO_US, thread: () => THREAD_TO_US, days: days_view },
    deed === undefined ? {} : { 'propose-contact': ({ despite }) => (despite ? { record: 'r', subject: 's' } : deed()) },
  )
}

/** Each part by itself, so that nothing depends on when the focus goes on. */
async function type_in(field: string, parts: readonly string[]) {
  const user = userEvent.setup()
  for (const [at, keys] of parts.entries()) {
    const group = screen.getAllByRole('group', { name: field })[0]
    const segment = group === undefined ? undefined : within(group).getAllByRole('spinbutton')[at]
    if (segment === undefined) throw new Error(`no part ${at} in ${field}`)
    await user.click(segment)
    await user.keyboard(keys)
  }
}

async function type_moment() {
  await type_in('Day', ['30', '12', '2021'])
  await type_in('Time, 24 hours', ['23', '30'])
}

test('nothing is asked before the moment is named; then it is read back for both sides and signed once', async () => {
  const user = userEvent.setup()
  const core = core_with()
  shown(core, 'propose')
  await user.click(screen.getByRole('button', { name: 'Read it back before signing' }))
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(screen.getByText('Name the day.')).toBeTruthy()

  await type_moment()
  expect(screen.getByText(/30 December 2021, 23:30 in North \(Moscow time\), 15:30 in South \(New York time\)/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Read it back before signing' }))
  const asked = screen.getByRole('alertdialog')
  expect(core.done).toEqual([])
  await user.click(within(asked).getByRole('button', { name: 'Sign and send' }))
  expect(core.done.map(({ act }) => act)).toEqual(['propose-contact'])
  expect(core.done[0]?.args).toMatchObject({ despite: false, form: { start: '2021-12-30T23:30', more: { public_part: 'none', initiative: 'proposer' } } })
})

test('what stands against it is shown, and sent only when that is said', async () => {
  const user = userEvent.setup()
  const refusal: CoreError = { code: 'conflicts', cause: 'nothing was sent', next: '', warnings: [{ warning: 'holiday', own: false, text: 'New Year' }] }
  const core = core_with(() => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw refusal
  })
  shown(core, 'propose')
  await type_moment()
  await user.click(screen.getByRole('button', { name: 'Read it back before signing' }))
  await user.click(screen.getByRole('button', { name: 'Sign and send' }))
  await waitFor(() => expect(screen.getByText(/New Year/)).toBeTruthy())
  await user.click(screen.getByRole('button', { name: 'Send it all the same' }))
  expect(core.done.map(({ args }) => (args as { despite: boolean }).despite)).toEqual([false, true])
})

test('a counter that changes nothing is not sent', async () => {
  const user = userEvent.setup()
  const core = core_with()
  shown(core, 'counter')
  await user.click(await screen.findByRole('button', { name: 'Read it back before signing' }))
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(screen.getByText(/Nothing is changed yet/)).toBeTruthy()
})

test('newer terms are told of while a counter is filled in', async () => {
  const core = core_with()
  shown(core, 'counter')
  await screen.findByRole('button', { name: 'Read it back before signing' })
  core.answers.contact = () => ({ ...PROPOSED_TO_US, offers: [...PROPOSED_TO_US.offers, ...PROPOSED_TO_US.offers] })
  core.touch()
  expect(await screen.findByText('South has just said something new about this contact')).toBeTruthy()
})
