import { useState } from 'react'

import type { PersonLine } from '../../core/generated/views'
import { roles_of, short_id } from '../../core/use_people'
import { useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button, ButtonLink } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Sign } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { AdministrationParts } from './AdministrationParts'
import { DEVICE_TONES, can_revoke, is_last_security_officer, state_of } from './people_state'
import { usePeopleDesk } from './use_people_desk'
import './administration.css'

/** Devices of the own side: roles, until when, and the ways to accredit and revoke. */
export function PeopleScreen() {
  const text = useText()
  const { tell } = useAnnounce()
  const desk = usePeopleDesk()
  const [asking, setAsking] = useState<PersonLine | null>(null)
  const columns = [
    { id: 'name', title: text('people-device'), cell: (device: PersonLine) => <Device device={device} own={device.device === desk.own_device} /> },
    { id: 'roles', title: text('people-roles'), cell: (device: PersonLine) => <Roles device={device} /> },
    { id: 'state', title: text('state'), cell: (device: PersonLine) => <StateBadge tone={DEVICE_TONES[state_of(device, desk.now)]}>{text(`device-state-${state_of(device, desk.now)}`)}</StateBadge> },
    {
      id: 'until',
      title: text('people-until'),
      cell: ({ until_unix_ms }: PersonLine) => (until_unix_ms === null ? text('people-no-end') : <Moment unix_ms={until_unix_ms} />),
    },
  ]
  const revoking = {
    id: 'revoke',
    title: text('people-revoke'),
    cell: (device: PersonLine) =>
      can_revoke(device) ? (
        <Button aria-label={text('people-revoke-of', { device: short_id(device.device) })} onPress={() => setAsking(device)}>
          {text('people-revoke-do')}
        </Button>
      ) : (
        '–'
      ),
  }
  return (
    <Page
      title={text('nav-administration')}
      actions={
        <div className="row">
          {desk.is_administrator ? (
            <ButtonLink weight="primary" href="/administration/accredit">
              {text('people-accredit')}
            </ButtonLink>
          ) : null}
          {desk.is_security_officer ? (
            <ButtonLink weight="primary" href="/administration/countersign">
              {text('people-countersign')}
            </ButtonLink>
          ) : null}
        </div>
      }
    >
      <AdministrationParts />
      {desk.error === null ? null : <ErrorCard error={desk.error} again={desk.again} />}
      {desk.loading ? (
        <p role="status">{text('loading')}</p>
      ) : (
        <Table caption={text('admin-people')} rows={desk.people} id_of={({ device }) => device} columns={desk.is_security_officer ? [...columns, revoking] : columns} />
      )}
      {asking === null ? null : (
        <Confirm
          title={text('people-revoke-title')}
          open
          on_close={() => setAsking(null)}
          verb={text('people-revoke-verb')}
          busy={desk.busy}
          on_confirm={() => {
            void desk.revoke(asking.device).then((done) => {
              setAsking(null)
              if (done !== null) tell(text('people-revoked'))
            })
          }}
        >
          <Device device={asking} own={asking.device === desk.own_device} />
          <Roles device={asking} />
          <p>{text('people-revoke-means')}</p>
          {asking.device === desk.own_device ? (
            <p>
              <Sign tone="warn" /> <strong>{text('people-revoke-own')}</strong>
            </p>
          ) : null}
          {is_last_security_officer(asking, desk.people) ? (
            <p>
              <Sign tone="bad" /> <strong>{text('people-revoke-last')}</strong>
            </p>
          ) : null}
        </Confirm>
      )}
    </Page>
  )
}

function Device({ device, own }: { device: PersonLine; own: boolean }) {
  const text = useText()
  return (
    <div className="device-name">
      <span className="fixed-pitch">{short_id(device.device)}</span> {own ? <span className="quiet">{text('people-this-device')}</span> : null}
    </div>
  )
}

function Roles({ device }: { device: PersonLine }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  return <>{format.list(roles_of(device).map((role) => (has(`role-${role}`) ? text(`role-${role}`) : role)))}</>
}
