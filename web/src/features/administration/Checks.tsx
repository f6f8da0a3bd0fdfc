import { useView } from '../../core/hooks'
import type { Verdict } from '../../core/shapes/administration'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Sign, type Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { useNow } from '../../ui/now'
import { AdministrationParts } from './AdministrationParts'
import './administration.css'

const NOTHING: Record<string, never> = {}
const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = { bad: 'bad', warning: 'warn', unseen: 'plain', good: 'good' }
const ORDER: readonly Verdict[] = ['bad', 'warning', 'unseen', 'good']
const DAY_MS = 86_400_000
/** A rehearsal older than this says little. */
const REHEARSED_MS = 90 * DAY_MS

/** What can be looked at from here, the bad first; and what is run on the node's machine. */
export function ChecksScreen() {
  const text = useText()
  const doctor = useView('doctor', NOTHING)
  const findings = (doctor.data?.findings ?? []).toSorted((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict))
  return (
    <Page title={text('admin-checks')} narrow actions={<Button onPress={doctor.again}>{text('checks-again')}</Button>}>
      <AdministrationParts />
      {doctor.error === null ? null : <ErrorCard error={doctor.error} again={doctor.again} />}
      {doctor.loading ? <p role="status">{text('loading')}</p> : null}
      {findings.length === 0 ? null : (
        <Table
          caption={text('admin-checks')}
          rows={findings}
          id_of={({ what }) => what}
          columns={[
            { id: 'what', title: text('checks-what'), cell: ({ what }) => <span lang="en">{what}</span> },
            { id: 'verdict', title: text('state'), cell: ({ verdict }) => <StateBadge tone={VERDICT_TONES[verdict]}>{text(`verdict-${verdict}`)}</StateBadge> },
            {
              id: 'detail',
              title: text('checks-detail'),
              cell: ({ detail, next }) => (
                <div lang="en">
                  <p>{detail}</p>
                  {next === '' ? null : (
                    <p>
                      <strong>{next}</strong>
                    </p>
                  )}
                </div>
              ),
            },
          ]}
        />
      )}
      <section className="stack" aria-labelledby="doctor">
        <h2 id="doctor">{text('doctor-on-machine')}</h2>
        <p>{text('doctor-on-machine-means')}</p>
        <pre className="command">detente doctor</pre>
      </section>
      <Backup />
    </Page>
  )
}

function Backup() {
  const text = useText()
  const format = useFormat()
  const now = useNow()
  const { data, error, again } = useView('backup', NOTHING)
  const rehearsed_old = data !== null && (data.rehearsed_unix_ms === null || now - data.rehearsed_unix_ms > REHEARSED_MS)
  return (
    <section className="stack" aria-labelledby="backup">
      <h2 id="backup">{text('backup')}</h2>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {data === null ? null : (
        <dl className="facts">
          <dt>{text('backup-last')}</dt>
          <dd>
            {data.last_unix_ms === null ? (
              <>
                <Sign tone="warn" /> {text('backup-unknown')}
              </>
            ) : (
              <>
                <Moment unix_ms={data.last_unix_ms} />, {format.from_now(data.last_unix_ms, now)}
              </>
            )}
          </dd>
          {data.entries_since === null ? null : (
            <>
              <dt>{text('backup-since')}</dt>
              <dd>{format.number(data.entries_since)}</dd>
            </>
          )}
          <dt>{text('backup-rehearsed')}</dt>
          <dd>
            {rehearsed_old ? <Sign tone="warn" /> : null}{' '}
            {data.rehearsed_unix_ms === null ? (
              text('backup-unknown')
            ) : (
              <>
                <Moment unix_ms={data.rehearsed_unix_ms} />, {format.from_now(data.rehearsed_unix_ms, now)}
              </>
            )}
          </dd>
        </dl>
      )}
      <p>{text('backup-how')}</p>
      <pre className="command">detente backup north-2021-12-30.backup</pre>
      <p>{text('backup-rehearse')}</p>
      <pre className="command">detente restore north-2021-12-30.backup --verify</pre>
      <p className="quiet">{text('backup-means')}</p>
    </section>
  )
}
