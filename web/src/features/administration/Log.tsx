import { useState } from 'react'
import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { useReady, useView } from '../../core/hooks'
import type { LogEntryView, LogName } from '../../core/shapes/administration'
import { short_id, usePersonName } from '../../core/use_people'
import { useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Sign } from '../../ui/Sign'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { AdministrationParts } from './AdministrationParts'
import './administration.css'

/** Entries of the logs in words: who did what when, never what was said. */
export function LogScreen() {
  const text = useText()
  const { side, other_side, roles } = useReady()
  const [log, setLog] = useState<LogName>('own')
  /** Where each later page began, the newest last. */
  const [befores, setBefores] = useState<(number | null)[]>([null])
  const before = befores.at(-1) ?? null
  const { data, error, loading, again } = useView('log', { log, before })
  const logs: { key: LogName; text: string }[] = [
    { key: 'own', text: text('log-of', { side: side.name }) },
    ...(other_side === null ? [] : [{ key: 'other' as const, text: text('log-of', { side: other_side.name }) }]),
    // An administrator alone reads nothing internal: the node doesn't hand it out.
    ...(roles.every((role) => role === 'administrator') ? [] : [{ key: 'internal' as const, text: text('log-internal') }]),
  ]
  const earlier = data?.earlier ?? null
  return (
    <Page title={text('admin-log')}>
      <AdministrationParts />
      <p className="quiet">{text('log-means')}</p>
      <Choice
        label={text('log-which')}
        options={logs}
        chosen={log}
        on_choice={(key) => {
          setLog(key)
          setBefores([null])
        }}
      />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : <Entries entries={data.entries} own={log !== 'other'} />}
      <div className="row">
        <Button isDisabled={befores.length === 1} onPress={() => setBefores((all) => all.slice(0, -1))}>
          {text('log-later')}
        </Button>
        <Button isDisabled={earlier === null} onPress={() => setBefores((all) => [...all, earlier])}>
          {text('log-earlier')}
        </Button>
      </div>
    </Page>
  )
}

function Entries({ entries, own }: { entries: readonly LogEntryView[]; own: boolean }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const name_of = usePersonName()
  if (entries.length === 0) return <Empty>{text('log-empty')}</Empty>
  return (
    <Table
      caption={text('admin-log')}
      rows={entries}
      id_of={({ seq }) => String(seq)}
      columns={[
        { id: 'seq', title: text('log-seq'), cell: ({ seq }) => format.number(seq) },
        { id: 'at', title: text('log-at'), cell: ({ at_unix_ms }) => (at_unix_ms === null ? '–' : <Moment unix_ms={at_unix_ms} />) },
        {
          id: 'what',
          title: text('log-what'),
          cell: ({ kind, without_effect }) => (
            <>
              {has(`record-${kind}`) ? text(`record-${kind}`) : kind}
              {without_effect === null ? null : (
                <p>
                  <Sign tone="warn" /> {text('log-without-effect')} {text(`void-${without_effect}`)}
                </p>
              )}
            </>
          ),
        },
        {
          id: 'about',
          title: text('log-about'),
          cell: ({ noun, subject }) => (noun === null || subject === null ? '–' : <Link href={place_of(noun, subject)}>{`${has(`noun-${noun}`) ? text(`noun-${noun}`) : noun} ${short_id(subject)}`}</Link>),
        },
        { id: 'who', title: text('log-who'), cell: ({ person }) => (person === null ? '–' : <bdi>{name_of(person, own)}</bdi>) },
      ]}
    />
  )
}
