import { Link } from 'react-aria-components'

import type { PressItem, PromiseItem } from '../../core/shapes/press'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { PressParts } from './PressParts'
import type { by_step } from './press_state'
import { usePressDesk, useSubjects } from './use_press'
import './press.css'

/** Promises, drafts, what is published. The holding line is one press away. */
export function PressDeskScreen() {
  const text = useText()
  const desk = usePressDesk()
  return (
    <Page
      title={text('nav-press')}
      actions={
        <div className="row">
          <ButtonLink href="/press/new/holding-line">{text('press-new-holding-line')}</ButtonLink>
          <ButtonLink weight={desk.promises.some(({ state }) => state === 'overdue') ? 'quiet' : 'primary'} href="/press/new">
            {text('press-new')}
          </ButtonLink>
        </div>
      }
    >
      <PressParts />
      {desk.error === null ? null : <ErrorCard error={desk.error} again={desk.again} />}
      {desk.loading ? <p role="status">{text('loading')}</p> : null}
      {desk.empty ? <Empty>{text('press-empty')}</Empty> : null}
      {desk.promises.length === 0 ? null : (
        <section className="stack" aria-labelledby="promises">
          <h2 id="promises">{text('press-promises')}</h2>
          <ul className="press-list">
            {desk.promises.map((promise) => (
              <li key={`${promise.statement} ${promise.by_unix_ms}`}>
                <Promised promise={promise} now={desk.now} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {desk.drafts.length === 0 ? null : (
        <section className="stack" aria-labelledby="drafts">
          <h2 id="drafts">{text('press-drafts')}</h2>
          <ul className="press-list">
            {desk.drafts.map((one) => (
              <li key={one.draft.draft}>
                <DraftLine one={one} name_of={desk.name_of} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {desk.published.length === 0 ? null : (
        <section className="stack" aria-labelledby="published">
          <h2 id="published">{text('press-published')}</h2>
          <ul className="press-list">
            {desk.published.map((item) => (
              <li key={item.name}>
                <Published item={item} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}

const PROMISE_TONES = { due: 'active', overdue: 'bad', kept: 'good' } as const

function Promised({ promise, now }: { promise: PromiseItem; now: number }) {
  const text = useText()
  const format = useFormat()
  const { name_of } = useSubjects()
  return (
    <div className="press-line">
      <StateBadge tone={PROMISE_TONES[promise.state]}>{text(`promise-${promise.state}`)}</StateBadge>
      <div className="press-line-words">
        <p>
          <Link href={`/press/says/${encodeURIComponent(promise.contact)}`} className="press-line-link">
            <bdi>{name_of(promise.contact)}</bdi>
          </Link>
        </p>
        <p>
          {text('promise-by')} <Moment unix_ms={promise.by_unix_ms} />
          {promise.state === 'kept' ? null : `, ${format.from_now(promise.by_unix_ms, now)}`}
          {promise.office === null ? null : (
            <>
              , {text('promise-from')} <bdi>{promise.office}</bdi>
            </>
          )}
        </p>
      </div>
      {promise.state === 'kept' ? null : (
        <ButtonLink weight={promise.state === 'overdue' ? 'primary' : 'quiet'} href={`/press/new/readout/${encodeURIComponent(promise.contact)}`}>
          {text('promise-keep')}
        </ButtonLink>
      )}
    </div>
  )
}

const STEP_TONES = { approve: 'active', release: 'good', 'others-approve': 'plain' } as const

function DraftLine({ one: { draft, step }, name_of }: { one: ReturnType<typeof by_step>[number]; name_of: (person: string) => string }) {
  const text = useText()
  return (
    <div className="press-line">
      <StateBadge tone={STEP_TONES[step]}>{text(`press-step-${step}`)}</StateBadge>
      <div className="press-line-words">
        <p>
          <Link href={`/press/drafts/${encodeURIComponent(draft.draft)}`} className="press-line-link">
            <bdi>{draft.title}</bdi>
          </Link>
        </p>
        <p className="quiet">
          {text(`kind-${draft.kind}`)}, <bdi>{draft.office}</bdi>; {text('press-written-by')} <bdi>{name_of(draft.author)}</bdi>
        </p>
      </div>
      {draft.conflicts.length === 0 ? null : <StateBadge tone="bad">{text('press-contradicts', { count: draft.conflicts.length })}</StateBadge>}
      {draft.embargo_unix_ms === null ? null : (
        <p>
          {text('press-embargo')} <Moment unix_ms={draft.embargo_unix_ms} />
        </p>
      )}
    </div>
  )
}

function Published({ item }: { item: PressItem }) {
  const text = useText()
  const is_notice = item.kind === 'correction' || item.kind === 'withdrawal'
  return (
    <div className="press-line">
      <div className="press-line-words">
        <p>
          {/* The press site is server-rendered, outside the desk. */}
          <a href={item.url} target="_blank" rel="noreferrer" className="press-line-link">
            <bdi>{item.title}</bdi> <span className="quiet">{text('press-site')}</span>
          </a>
        </p>
        <p className="quiet">
          {text(`kind-${item.kind}`)}, <bdi>{item.office}</bdi>, <Moment unix_ms={item.published_unix_ms} />
        </p>
        {item.notices.length === 0 ? null : (
          <p>
            <StateBadge tone="warn">{text('press-noticed', { count: item.notices.length })}</StateBadge>
          </p>
        )}
      </div>
      {is_notice ? null : (
        <div className="row">
          <ButtonLink href={`/press/correct/${encodeURIComponent(item.name)}`}>{text('press-correct')}</ButtonLink>
          <ButtonLink href={`/press/withdraw/${encodeURIComponent(item.name)}`}>{text('press-withdraw')}</ButtonLink>
        </div>
      )}
    </div>
  )
}
