import { useState } from 'react'

import { useAct, useView } from '../../core/hooks'
import type { DevicePasskeys } from '../../core/shapes/administration'
import { short_id, usePersonName } from '../../core/use_people'
import { useLanguage } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Sign } from '../../ui/Sign'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { AdministrationParts } from './AdministrationParts'
import './administration.css'

const NOTHING: Record<string, never> = {}

/** Which devices have a passkey, what became of it, and taking a lost one off. */
export function PasskeysScreen() {
  const { text } = useLanguage()
  const { tell } = useAnnounce()
  const name_of = usePersonName()
  const { data, error, loading, again } = useView('passkeys', NOTHING)
  const reset = useAct('reset-passkeys')
  const [asking, setAsking] = useState<DevicePasskeys | null>(null)
  const who = ({ person, device }: DevicePasskeys) => (person === null ? short_id(device) : name_of(person))
  return (
    <Page title={text('admin-passkeys')}>
      <AdministrationParts />
      <p>{text('passkeys-mean')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {reset.error === null ? null : <ErrorCard error={reset.error} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : data.devices.length === 0 ? (
        <p>{text('passkeys-none')}</p>
      ) : (
        <Table
          caption={text('admin-passkeys')}
          rows={data.devices}
          id_of={({ device }) => device}
          columns={[
            {
              id: 'who',
              title: text('session-who'),
              cell: (one) => (
                <>
                  <bdi>{who(one)}</bdi> <span className="quiet fixed-pitch">{short_id(one.device)}</span>
                </>
              ),
            },
            { id: 'passkeys', title: text('admin-passkeys'), cell: (one) => <Held one={one} /> },
            { id: 'events', title: text('passkey-events'), cell: (one) => <Events one={one} /> },
            {
              id: 'reset',
              title: text('passkey-reset'),
              cell: (one) => (
                <Button aria-label={text('passkey-reset-of', { person: who(one) })} onPress={() => setAsking(one)}>
                  {text('passkey-reset-do')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {asking === null ? null : (
        <Confirm
          title={text('passkey-reset-title')}
          open
          on_close={() => setAsking(null)}
          verb={text('passkey-reset-verb')}
          busy={reset.busy}
          on_confirm={() => {
            void reset.act({ device: asking.device }).then((done) => {
              setAsking(null)
              if (done !== null) tell(text('passkey-was-reset'))
            })
          }}
        >
          <p>
            <bdi>{who(asking)}</bdi>
          </p>
          <p>{text('passkey-reset-means')}</p>
        </Confirm>
      )}
    </Page>
  )
}

function Held({ one }: { one: DevicePasskeys }) {
  const { text } = useLanguage()
  return (
    <ul className="plain-list">
      {one.passkeys.map(({ id, origin, used_unix_ms, may_be_copied }) => (
        <li key={id}>
          <bdi>{origin}</bdi>
          {used_unix_ms === null ? null : (
            <>
              , {text('passkey-used')} <Moment unix_ms={used_unix_ms} />
            </>
          )}
          {may_be_copied ? <span className="quiet"> {text('passkey-copies')}</span> : null}
        </li>
      ))}
      {one.open_until_unix_ms === null ? null : (
        <li>
          <Sign tone="warn" /> {text('passkey-open-until')} <Moment unix_ms={one.open_until_unix_ms} />
        </li>
      )}
    </ul>
  )
}

function Events({ one }: { one: DevicePasskeys }) {
  const { text, has } = useLanguage()
  return (
    <ul className="plain-list">
      {one.events.map(({ at_unix_ms, event, by }) => (
        <li key={`${String(at_unix_ms)} ${event}`}>
          <Moment unix_ms={at_unix_ms} /> {has(`passkey-event-${event}`) ? text(`passkey-event-${event}`) : event}{' '}
          {by === one.device ? null : <span className="quiet fixed-pitch">{short_id(by)}</span>}
        </li>
      ))}
    </ul>
  )
}
