import { useState } from 'react'

import type { MessageDraftView } from '../../core/shapes/messages'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { MessageParts } from './MessageParts'
import { PrecedenceBadge } from './PrecedenceBadge'
import type { DraftStep } from './inbox'
import { useDrafts } from './use_messages'
import './messages.css'

/** Drafts: whose approval each waits for, and what was approved and isn't sent. */
export function MessageDraftsScreen() {
  const text = useText()
  const state = useDrafts()
  return (
    <Page title={text('messages-drafts')} narrow>
      <MessageParts />
      {state.error === null ? null : <ErrorCard error={state.error} again={state.again} />}
      {state.loading ? <p role="status">{text('loading')}</p> : null}
      {state.empty ? <Empty>{text('message-drafts-empty')}</Empty> : null}
      {state.drafts.map(({ draft, step }) => (
        <Draft key={draft.draft} draft={draft} step={step} state={state} />
      ))}
    </Page>
  )
}

function Draft({ draft, step, state }: { draft: MessageDraftView; step: DraftStep; state: ReturnType<typeof useDrafts> }) {
  const text = useText()
  const { tell } = useAnnounce()
  const [asking, setAsking] = useState(false)
  const id = `draft-${draft.draft}`
  return (
    <article className="card stack" aria-labelledby={id}>
      <div className="row">
        <PrecedenceBadge precedence={draft.precedence} />
        <StateBadge tone={step === 'send' ? 'good' : 'plain'}>{text(step === 'send' ? 'draft-approved' : 'draft-waits')}</StateBadge>
      </div>
      <h2 id={id}>
        <bdi>{draft.title}</bdi>
      </h2>
      <p className="quiet">
        {text('draft-by')} <bdi>{state.name_of(draft.author)}</bdi>, <Moment unix_ms={draft.at_unix_ms} />
        {draft.approved_by === null ? null : (
          <>
            {'; '}
            {text('draft-approved-by')} <bdi>{state.name_of(draft.approved_by)}</bdi>
          </>
        )}
      </p>
      <p className="message-text">
        <bdi>{draft.text}</bdi>
      </p>
      {step === 'others-approve' ? <p>{text('draft-others-approve')}</p> : null}
      {step === 'approve' ? (
        <div>
          <Button
            weight="primary"
            isPending={state.busy}
            onPress={() => {
              void state.approve(draft.draft).then((done) => {
                if (done !== null) tell(text('draft-now-approved'))
              })
            }}
          >
            {text('draft-approve')}
          </Button>
        </div>
      ) : null}
      {step === 'send' ? (
        <div>
          <Button weight="primary" isDisabled={state.busy} onPress={() => setAsking(true)}>
            {text('draft-send')}
          </Button>
        </div>
      ) : null}
      <Confirm
        title={text('draft-send-title')}
        open={asking}
        on_close={() => setAsking(false)}
        verb={text('compose-send-verb')}
        weight={draft.precedence === 'flash' ? 'danger' : 'primary'}
        busy={state.busy}
        on_confirm={() => {
          void state.send(draft.draft).then((done) => {
            setAsking(false)
            if (done !== null) tell(text('compose-sent'))
          })
        }}
      >
        <p>
          <PrecedenceBadge precedence={draft.precedence} /> <bdi>{draft.title}</bdi>
        </p>
        <p>{text('draft-send-means')}</p>
      </Confirm>
    </article>
  )
}
