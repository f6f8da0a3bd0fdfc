import { useState } from 'react'

import { useAct, useView } from '../../core/hooks'
import type { OpenSession } from '../../core/shapes/administration'
import { usePersonName } from '../../core/use_people'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { AdministrationParts } from './AdministrationParts'
import './administration.css'

const NOTHING: Record<string, never> = {}

/** Who is signed in now. */
export function SessionsScreen() {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { tell } = useAnnounce()
  const name_of = usePersonName()
  const { data, error, loading, again } = useView('sessions', NOTHING)
  const end = useAct('end-session')
  const [asking, setAsking] = useState<OpenSession | null>(null)
  const roles = (all: readonly string[]) => format.list(all.map((role) => (has(`role-${role}`) ? text(`role-${role}`) : role)))
  return (
    <Page title={text('admin-sessions')}>
      <AdministrationParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {end.error === null ? null : <ErrorCard error={end.error} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : (
        <Table
          caption={text('admin-sessions')}
          rows={data.sessions}
          id_of={({ id }) => id}
          columns={[
            {
              id: 'who',
              title: text('session-who'),
              cell: ({ person, own }) => (
                <>
                  <bdi>{name_of(person)}</bdi> {own ? <span className="quiet">{text('session-own')}</span> : null}
                </>
              ),
            },
            { id: 'roles', title: text('people-roles'), cell: (session) => roles(session.roles) },
            { id: 'opened', title: text('session-opened'), cell: ({ opened_unix_ms }) => <Moment unix_ms={opened_unix_ms} /> },
            { id: 'expires', title: text('session-expires'), cell: ({ expires_unix_ms }) => <Moment unix_ms={expires_unix_ms} /> },
            {
              id: 'end',
              title: text('session-end'),
              cell: (session) =>
                session.own ? (
                  <span className="quiet">{text('session-own-end')}</span>
                ) : (
                  <Button aria-label={text('session-end-of', { person: name_of(session.person) })} onPress={() => setAsking(session)}>
                    {text('session-end-do')}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {asking === null ? null : (
        <Confirm
          title={text('session-end-title')}
          open
          on_close={() => setAsking(null)}
          verb={text('session-end-verb')}
          busy={end.busy}
          on_confirm={() => {
            void end.act({ session: asking.id }).then((done) => {
              setAsking(null)
              if (done !== null) tell(text('session-ended'))
            })
          }}
        >
          <p>
            <bdi>{name_of(asking.person)}</bdi>, {roles(asking.roles)}
          </p>
          <p>{text('session-end-means')}</p>
        </Confirm>
      )}
    </Page>
  )
}
