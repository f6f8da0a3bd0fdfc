import { useState } from 'react'

import { type Params, usePlace } from '../../app/router'
import type { PressDraftView } from '../../core/shapes/press'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import { useTimeWords } from '../../ui/Time'
import { Moment, useLocals } from '../../ui/moment'
import { Conflicts } from './Conflicts'
import { PressKey, usePressKey } from './PressKey'
import { wants_reason } from './press_state'
import { usePressDraft, useSubjects } from './use_press'
import './press.css'

export function PressDraftScreen({ params }: { params: Params }) {
  const text = useText()
  const state = usePressDraft(params['draft'] ?? '')
  const { draft, error } = state
  return (
    <Page title={draft === null ? text('press-draft') : draft.title} narrow>
      {error === null ? null : <ErrorCard error={error} again={state.again} />}
      {state.loading ? <p role="status">{text('loading')}</p> : null}
      {state.missing ? <Empty>{text('press-draft-gone')}</Empty> : null}
      {draft === null ? null : <Body draft={draft} state={state} />}
    </Page>
  )
}

type State = ReturnType<typeof usePressDraft>

function Body({ draft, state }: { draft: PressDraftView; state: State }) {
  const text = useText()
  const { name_of: subject_of } = useSubjects()
  return (
    <>
      <Way draft={draft} name_of={state.name_of} />
      <article className="card stack">
        <p className="quiet">
          {text(`kind-${draft.kind}`)}, <bdi>{draft.office}</bdi>, {text(`occasion-${draft.occasion}`)}; {text('press-about')} <bdi>{subject_of(draft.contact)}</bdi>
        </p>
        {draft.question === null ? null : (
          <p>
            {text('press-asked')} <q>
              <bdi>{draft.question}</bdi>
            </q>
          </p>
        )}
        <p className="press-text">
          <bdi>{draft.text}</bdi>
        </p>
        {draft.promises_by_unix_ms === null ? null : (
          <p>
            {text('press-promises-by')} <Moment unix_ms={draft.promises_by_unix_ms} />
            {draft.promises_from === null ? null : (
              <>
                , <bdi>{draft.promises_from}</bdi>
              </>
            )}
          </p>
        )}
      </article>
      <Conflicts draft={draft} />
      {state.step === 'others-approve' ? <p className="step-words">{text('press-others-approve')}</p> : null}
      {state.step === 'approve' ? <Approve draft={draft} state={state} /> : null}
      {state.step === 'release' ? <Release draft={draft} state={state} /> : null}
    </>
  )
}

/** Draft, approval, release: where it stands, and by whom. */
function Way({ draft, name_of }: { draft: PressDraftView; name_of: (person: string) => string }) {
  const text = useText()
  return (
    <ol className="press-way">
      <li>
        <StateBadge tone="good">{text('way-drafted')}</StateBadge> <bdi>{name_of(draft.author)}</bdi>
      </li>
      <li>
        {draft.approved_by === null ? (
          <StateBadge>{text('way-approval')}</StateBadge>
        ) : (
          <>
            <StateBadge tone="good">{text('way-approved')}</StateBadge> <bdi>{name_of(draft.approved_by)}</bdi>
          </>
        )}
      </li>
      <li>
        <StateBadge>{text('way-release')}</StateBadge>
      </li>
    </ol>
  )
}

function Approve({ draft, state }: { draft: PressDraftView; state: State }) {
  const text = useText()
  const { tell } = useAnnounce()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const contradicts = wants_reason(draft)
  const approve = () => {
    void state.approve(contradicts ? reason.trim() : null).then((done) => {
      setAsking(false)
      if (done !== null) tell(text('press-approved'))
    })
  }
  if (!contradicts) {
    return (
      <div className="stack">
        <p>{text('press-approve-means')}</p>
        <div>
          <Button weight="primary" onPress={() => setAsking(true)}>
            {text('press-approve')}
          </Button>
        </div>
        <Confirm title={text('press-approve-ask')} open={asking} on_close={() => setAsking(false)} verb={text('press-approve')} weight="primary" busy={state.busy} on_confirm={approve}>
          <p>
            <strong>
              <bdi>{draft.title}</bdi>
            </strong>
          </p>
          <p className="press-text">
            <bdi>{draft.text}</bdi>
          </p>
        </Confirm>
      </div>
    )
  }
  return (
    <div className="form">
      <TextField
        label={text('press-reason')}
        description={text('press-reason-means')}
        lines
        value={reason}
        onChange={setReason}
        error={tried && reason.trim() === '' ? text('press-lacks-reason') : null}
      />
      <div>
        <Button
          onPress={() => {
            setTried(true)
            if (reason.trim() !== '') setAsking(true)
          }}
        >
          {text('press-approve-contradiction')}
        </Button>
      </div>
      <Confirm title={text('press-contradiction-title')} open={asking} on_close={() => setAsking(false)} verb={text('press-contradiction-verb')} busy={state.busy} on_confirm={approve}>
        <Conflicts draft={draft} />
        <p>{text('press-contradiction-means')}</p>
      </Confirm>
    </div>
  )
}

function Release({ draft, state }: { draft: PressDraftView; state: State }) {
  const text = useText()
  const { go } = usePlace()
  const { tell } = useAnnounce()
  const locals = useLocals()
  const words = useTimeWords()
  const [asking, setAsking] = useState(false)
  const key = usePressKey()
  const { embargo_unix_ms: embargo } = draft
  const when = embargo !== null && embargo > state.now ? text('release-embargoed', { when: words(locals(embargo)) }) : text('release-at-once')
  return (
    <section className="stack" aria-labelledby="release">
      <h2 id="release">{text('release-title')}</h2>
      <p className="step-words">{when}</p>
      {state.key === null ? null : <PressKey chosen={key} key_id={state.key.key_id} />}
      <div>
        <Button weight="primary" great isDisabled={key.file === null || key.passphrase === ''} onPress={() => setAsking(true)}>
          {text(embargo !== null && embargo > state.now ? 'release-do-embargoed' : 'release-do')}
        </Button>
      </div>
      <Confirm
        title={text('release-ask')}
        open={asking}
        on_close={() => setAsking(false)}
        verb={text('release-verb')}
        weight="primary"
        busy={state.busy}
        on_confirm={() => {
          void state.release(key.file?.text ?? '', key.passphrase).then((done) => {
            setAsking(false)
            key.setPassphrase('')
            if (done === null) return
            tell(text('release-done'))
            go('/press')
          })
        }}
      >
        <p>
          <strong>
            <bdi>{draft.title}</bdi>
          </strong>
        </p>
        <p>{when}</p>
        <p>{text('release-means')}</p>
      </Confirm>
    </section>
  )
}
