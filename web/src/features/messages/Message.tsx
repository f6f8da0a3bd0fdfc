import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { Params } from '../../app/router'
import type { MessageView, RenderingView } from '../../core/shapes/messages'
import { short_id } from '../../core/use_people'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button, ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { Alarm } from './Alarm'
import { PrecedenceBadge } from './PrecedenceBadge'
import { States } from './States'
import { STATE_TONES } from './states'
import { useMessage } from './use_messages'
import './messages.css'

export function MessageScreen({ params }: { params: Params }) {
  const text = useText()
  const id = params['message'] ?? ''
  const state = useMessage(id)
  const { message, error, loading } = state
  const title = message === null ? text('noun-message') : (message.text?.title ?? '') === '' ? text('message-from-side', { side: message.from }) : (message.text?.title ?? '')
  return (
    <Page title={title} narrow>
      {error === null ? null : <ErrorCard error={error} again={state.again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {message === null ? null : <Body message={message} state={state} />}
    </Page>
  )
}

function Body({ message, state }: { message: MessageView; state: ReturnType<typeof useMessage> }) {
  const text = useText()
  const { tell } = useAnnounce()
  const { can_acknowledge, own, writes } = state
  const acknowledge = () => {
    void state.acknowledge().then((done) => {
      if (done !== null) tell(text('message-acknowledged'))
    })
  }
  const sounds = message.sounds && message.from !== own
  return (
    <>
      {sounds ? <Alarm message={message} state={state} acknowledge={acknowledge} /> : null}
      <p className="row">
        <PrecedenceBadge precedence={message.precedence} />
        <span>
          {text('message-way', { from: message.from, to: message.to })}
        </span>
        <StateBadge tone={message.line_fault ? 'bad' : STATE_TONES[message.state]}>{text(message.line_fault ? 'message-line-fault' : `message-state-${message.state}`)}</StateBadge>
      </p>
      {message.ahead ? <p className="quiet">{text('message-ahead')}</p> : null}
      {message.text === null ? <p>{text('message-sealed')}</p> : <Words original={message.text.original} translation={message.text.translation} />}
      {message.acknowledge_by_unix_ms === null ? null : (
        <p>
          {text('message-acknowledge-by')} <Moment unix_ms={message.acknowledge_by_unix_ms} />
        </p>
      )}
      <div className="row">
        {can_acknowledge && !sounds ? (
          <Button weight="primary" isPending={state.busy} onPress={acknowledge}>
            {text('message-acknowledge')}
          </Button>
        ) : null}
        {writes && message.from !== own ? <ButtonLink href={`/messages/reply/${encodeURIComponent(message.message)}`}>{text('message-reply')}</ButtonLink> : null}
      </div>
      <States message={message} name_of={state.name_of} own={own} />
      <Thread message={message} />
      {message.without_effect.length === 0 ? null : (
        <details>
          <summary>{text('message-without-effect')}</summary>
          <ul>
            {message.without_effect.map(({ record, why }) => (
              <li key={record}>
                <code className="fixed-pitch">{short_id(record)}</code> {text(`why-${why}`)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Words({ original, translation }: { original: RenderingView; translation: RenderingView | null }) {
  const text = useText()
  return (
    <div className="renderings">
      <Rendering title={text('message-original')} rendering={original} />
      {translation === null ? null : (
        <Rendering title={text(translation.translator === undefined ? 'message-translation' : 'message-translation-by', { translator: translation.translator ?? '' })} rendering={translation} />
      )}
    </div>
  )
}

function Rendering({ title, rendering }: { title: string; rendering: RenderingView }) {
  return (
    <article className="card rendering">
      <h2>{title}</h2>
      <p className="message-text">
        <bdi {...(rendering.language === '' ? {} : { lang: rendering.language })}>{rendering.text}</bdi>
      </p>
    </article>
  )
}

function Thread({ message }: { message: MessageView }) {
  const text = useText()
  if (message.reply_to === null && message.replies.length === 0) return null
  return (
    <p className="row">
      {message.reply_to === null ? null : <Link href={place_of('message', message.reply_to)}>{text('message-answers')}</Link>}
      {message.replies.map((reply, at) => (
        <Link key={reply} href={place_of('message', reply)}>
          {text('message-answered', { number: at + 1 })}
        </Link>
      ))}
    </p>
  )
}
