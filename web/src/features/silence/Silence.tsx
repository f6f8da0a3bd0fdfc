import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import { useReady, useView } from '../../core/hooks'
import type { SilenceView } from '../../core/generated/views'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { own_first, useWhenWords } from '../../i18n/when'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { useKeys } from '../../ui/keys'
import { useNow } from '../../ui/now'
import { AskAct } from '../acting/AskAct'
import { PaperParts } from '../papers/PaperParts'
import { silence_action, tone_of_silence } from './silence_state'
import '../contacts/contacts.css'
import '../papers/paper.css'

const NOTHING: Record<string, never> = {}
const BEGIN = '/silence/begin'

export function SilenceListScreen() {
  const text = useText()
  const format = useFormat()
  const now = useNow()
  const { data, error, loading, again } = useView('silences', NOTHING)
  const { go } = usePlace()
  useKeys([{ key: 'n', text: text('silence-begin'), run: () => go(BEGIN) }])
  return (
    <Page
      title={text('silences')}
      actions={
        <ButtonLink href={BEGIN} weight="primary">
          {text('silence-begin')}
        </ButtonLink>
      }
    >
      <PaperParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data?.procedures.length === 0 ? <Empty>{text('silences-none')}</Empty> : null}
      <ul className="contact-list">
        {(data?.procedures ?? []).map(({ silence, state, by, title, expires_unix_ms }) => (
          <li key={silence} className="contact-line">
            <div className="contact-line-head">
              <h2>
                <Link href={place_of('silence-procedure', silence)} className="contact-link">
                  {title === null ? text('paper-sealed') : <bdi>{title}</bdi>}
                </Link>
              </h2>
              <StateBadge tone={tone_of_silence(state)}>{text(`silence-${state}`)}</StateBadge>
            </div>
            <p>
              {text('paper-by')} <bdi>{by}</bdi>. {text(expires_unix_ms < now ? 'silence-expired' : 'silence-expires', { away: format.from_now(expires_unix_ms, now) })}
            </p>
          </li>
        ))}
      </ul>
    </Page>
  )
}

export function SilenceScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const { data, error, loading, again } = useView('silence', { silence: params['silence'] ?? '' })
  return (
    <Page title={data?.title ?? text('noun-silence-procedure')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : <Shown view={data} />}
    </Page>
  )
}

/** What silence means, until when, and the one thing to do about it. */
function Shown({ view }: { view: SilenceView }) {
  const text = useText()
  const format = useFormat()
  const when_words = useWhenWords()
  const now = useNow()
  const { side } = useReady()
  const { silence, by, other, state } = view
  const action = silence_action(view, side.name)
  const local = own_first(view.local, side.name)
  const moment = (unix_ms: number) => {
    const civil = civil_in(unix_ms, side.zone)
    return { day: format.short_day(civil), time: format.time(civil) }
  }
  return (
    <>
      <section className={action === 'object' ? 'card awaited awaited-ours' : 'card awaited'} aria-labelledby="silence-standing">
        <div className="contact-line-head">
          <h2 id="silence-standing">{text('silence-until')}</h2>
          <StateBadge tone={tone_of_silence(state)}>{text(`silence-${state}`)}</StateBadge>
        </div>
        <BothTimes local={local} great />
        <p>
          <strong>{text(view.expires_unix_ms < now ? 'silence-expired' : 'silence-expires', { away: format.from_now(view.expires_unix_ms, now) })}</strong>
        </p>
        <p>{text(`silence-means-${state}`, { by, other })}</p>
        {action === 'object' ? <p>{text('silence-nothing-to-do')}</p> : null}
        {action === 'object' ? (
          <div>
            <AskAct
              act="object-to-silence"
              args={(words) => ({ silence, reason: words })}
              verb={text('silence-object')}
              ask={text('silence-object-ask')}
              means={text('silence-object-means', { other: by, when: when_words(local) })}
              words={{ label: text('contact-reason'), description: text('contact-reason-means', { other: by }), wanted: false }}
            />
          </div>
        ) : null}
        {action === 'withdraw' ? (
          <div>
              <AskAct
                act="withdraw-silence"
                args={() => ({ silence })}
                verb={text('silence-withdraw')}
                ask={text('silence-withdraw-ask')}
                means={text('silence-withdraw-means', { other })}
              />
          </div>
        ) : null}
      </section>
      <section className="stack" aria-labelledby="silence-text">
        <h2 id="silence-text">{text('silence-text')}</h2>
        {view.text === null ? (
          <p className="quiet">{text('paper-sealed')}</p>
        ) : (
          <div className="paper-text">
            <bdi>{view.text}</bdi>
          </div>
        )}
      </section>
      <section className="stack" aria-labelledby="silence-logs">
        <h2 id="silence-logs">{text('silence-logs')}</h2>
        <ul className="plain-list">
          <li>{view.delivered === null ? text('receipt-none') : text('silence-delivered', { side: other, ...moment(view.delivered.node_unix_ms) })}</li>
          {view.objection === null ? null : (
            <li>
              {text('silence-objected', { side: other, ...moment(view.objection.at.node_unix_ms) })} <bdi>{view.objection.reason ?? ''}</bdi>
            </li>
          )}
          {view.withdrawn === null ? null : <li>{text('silence-taken-back', { side: by, ...moment(view.withdrawn.at.node_unix_ms) })}</li>}
          {view.proof === null ? null : <li>{text('silence-proved', { side: other, ...moment(view.proof.node_unix_ms) })}</li>}
        </ul>
      </section>
    </>
  )
}
