import { useState } from 'react'

import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { useKeys } from '../../ui/keys'
import { ContactNow } from './ContactNow'
import { DutyParts } from './DutyParts'
import { StagingCard } from './StagingCard'
import { useStagingBoard } from './use_staging'
import './duty.css'

/** The staging board: the contacts of the next hours, each with the one thing to do. */
export function DutyDeskScreen() {
  const text = useText()
  const board = useStagingBoard()
  const [asking, setAsking] = useState(false)
  useKeys([{ key: 'n', text: text('call-now-ask'), run: () => setAsking(true) }])
  const ask = <Button onPress={() => setAsking(true)}>{text('call-now-ask')}</Button>
  return (
    <Page title={text('nav-duty')} actions={ask}>
      <DutyParts />
      {board.error === null ? null : <ErrorCard error={board.error} again={board.again} />}
      {board.loading ? <p role="status">{text('loading')}</p> : null}
      {board.empty ? <Empty>{text('duty-nothing')}</Empty> : null}
      {board.contacts.map((staging) => (
        <StagingCard key={staging.contact} staging={staging} />
      ))}
      <ContactNow open={asking} on_close={() => setAsking(false)} />
    </Page>
  )
}
