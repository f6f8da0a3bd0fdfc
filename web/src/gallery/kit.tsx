/** The kit by itself: every part in each of its states. */
import { useState } from 'react'

import { FakeCore } from '../core/fake_core'
import type { DaysView } from '../core/generated/views'
import { AnnouncerProvider, useAnnounce } from '../ui/Announcer'
import { Banner } from '../ui/Banner'
import { Button, ButtonLink } from '../ui/Button'
import { Checkbox, Choice, Choices } from '../ui/Choice'
import { Clocks } from '../ui/Clock'
import { DayBar } from '../ui/DayBar'
import { Confirm, Dialog } from '../ui/Dialog'
import { Empty } from '../ui/Empty'
import { ErrorCard } from '../ui/ErrorCard'
import { KeyHelp } from '../ui/KeyHelp'
import { Page } from '../ui/Page'
import { Select } from '../ui/Select'
import { StateBadge } from '../ui/StateBadge'
import { Table } from '../ui/Table'
import { Tabs } from '../ui/Tabs'
import { TextField } from '../ui/TextField'
import { BothTimes, OwnTime } from '../ui/Time'
import { KeysProvider, useKeys } from '../ui/keys'
import { ClockProvider } from '../ui/now'
import { days_view } from './days'
import { CALL_AT, MINUTE, NORTH, NOW, SOUTH, local_of, signed_in } from './people'
import type { Scene } from './scene'

const DAY = 24 * 60 * MINUTE
const AT_HOME = days_view({
  date: '2021-12-30',
  sides: [NORTH, SOUTH].map(({ name, zone }) => ({ side: name, zone })),
})
/** As where hours of rest and holidays are named. */
const DAYS: DaysView = {
  ...AT_HOME,
  sides: AT_HOME.sides.map((one, at) => ({
    ...one,
    rest: at === 0 ? [{ from_min: 0, until_min: 7 * 60 }, { from_min: 22 * 60, until_min: 24 * 60 }] : [{ from_min: 6 * 60, until_min: 15 * 60 }],
    days: one.days.map((day) => ({ ...day, holidays: day.date === '2021-12-30' && at === 0 ? ['Eve of the holidays'] : [] })),
  })),
}
const OPTIONS = [
  { key: 'a', text: 'Routine' },
  { key: 'b', text: 'Priority' },
  { key: 'c', text: 'Immediate' },
] as const

function Shown() {
  return (
    <KeysProvider>
      <AnnouncerProvider>
        <ClockProvider node_unix_ms={NOW} stands>
          <Banner tone="warn" headline="A banner that warns">
            And says why.
          </Banner>
          <main>
            <Parts />
          </main>
          <KeyHelp />
        </ClockProvider>
      </AnnouncerProvider>
    </KeysProvider>
  )
}

function Parts() {
  const { tell } = useAnnounce()
  const [open, setOpen] = useState<'none' | 'dialog' | 'confirm'>('none')
  const [key, setKey] = useState<'a' | 'b' | 'c'>('a')
  const [keys, setKeys] = useState<('a' | 'b' | 'c')[]>(['b'])
  const [on, setOn] = useState(true)
  const [words, setWords] = useState('')
  useKeys([{ key: 't', text: 'Tell something', run: () => tell('Something was told') }])
  const close = () => setOpen('none')
  return (
    <Page title="The kit" actions={<Button>Beside the heading</Button>}>
      <div className="row">
        <Button weight="primary">Primary</Button>
        <Button>Quiet</Button>
        <Button weight="danger">Danger</Button>
        <Button isDisabled>Disabled</Button>
        <ButtonLink href="/elsewhere">A link</ButtonLink>
        <Button onPress={() => setOpen('dialog')}>Open a dialog</Button>
        <Button onPress={() => setOpen('confirm')}>Cancel the contact</Button>
        <Button onPress={() => tell('The proposal is on its way')}>Tell</Button>
      </div>
      <div className="row">
        <StateBadge>Proposed</StateBadge>
        <StateBadge tone="active">On the line</StateBadge>
        <StateBadge tone="good">Agreed</StateBadge>
        <StateBadge tone="warn">Postponed</StateBadge>
        <StateBadge tone="bad">Cancelled</StateBadge>
      </div>
      <Clocks sides={[NORTH, SOUTH]} size="great" />
      <BothTimes local={local_of(CALL_AT + 3 * 60 * MINUTE)} />
      <DayBar days={DAYS} held={{ start_unix_ms: CALL_AT, duration_min: 45 }} />
      <TextField label="A title" description="As both sides see it." value={words} onChange={setWords} />
      <TextField label="Some lines" lines defaultValue="Text of several lines." />
      <TextField label="Wrong" defaultValue="25:00" error="There is no such time." />
      <Select label="Precedence" options={OPTIONS} chosen={key} on_choice={setKey} />
      <Choice label="One of a few" options={OPTIONS} chosen={key} on_choice={setKey} />
      <Choices label="Any of a few" options={OPTIONS} chosen={keys} on_choice={setKeys} />
      <Checkbox on={on} on_change={setOn}>
        Yes or no
      </Checkbox>
      <Tabs
        label="Parts"
        tabs={[
          { id: 'ours', title: 'Ours', body: <p>What we say.</p> },
          { id: 'theirs', title: 'Theirs', body: <p>What they say.</p> },
        ]}
      />
      <Table
        caption="Contacts"
        rows={[1, 2]}
        id_of={String}
        columns={[
          { id: 'what', title: 'Contact', cell: (row) => `Phone call ${row}` },
          { id: 'when', title: 'Starts', cell: (row) => <OwnTime local={local_of(CALL_AT + row * DAY)} /> },
          { id: 'state', title: 'State', cell: () => <StateBadge tone="good">Agreed</StateBadge> },
        ]}
      />
      <Empty action={<Button>Propose one</Button>}>No contacts yet.</Empty>
      <ErrorCard error={{ code: 'clocks-too-far-apart', cause: 'The clocks of both nodes are six minutes apart.', next: 'let the administrator set them' }} again={close} />
      <Dialog title="A dialog" open={open === 'dialog'} on_close={close} actions={<Button onPress={close}>Close</Button>}>
        <TextField label="Inside" />
      </Dialog>
      <Confirm title="Cancel the contact?" open={open === 'confirm'} on_close={close} verb="Cancel the contact" on_confirm={close}>
        <p>The other side learns of it at once. It can’t be taken back.</p>
      </Confirm>
    </Page>
  )
}

function scene(name: string, more: Partial<Scene> = {}): Scene {
  return { name, path: '/', core: () => new FakeCore(signed_in(['sherpa'])), view: Shown, ...more }
}

export const scenes: Scene[] = [
  scene('kit'),
  scene('kit-dialog', { press: 'Open a dialog' }),
  scene('kit-confirm', { press: 'Cancel the contact' }),
  scene('kit-told', { press: 'Tell' }),
]
