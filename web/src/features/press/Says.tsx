import { Link } from 'react-aria-components'

import { type Params } from '../../app/router'
import { useReady, useView } from '../../core/hooks'
import type { FactSideView, FactView, PublicTextView } from '../../core/shapes/press'
import { useLanguage, useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { PressParts } from './PressParts'
import { STAND_TONES } from './press_state'
import { useFactWords, useSubjects } from './use_press'
import './press.css'

/** Of which contact or round: each with what both sides say of it. */
export function SaysListScreen() {
  const text = useText()
  const { options } = useSubjects()
  return (
    <Page title={text('press-says')} narrow>
      <PressParts />
      <p>{text('says-choose')}</p>
      {options.length === 0 ? <Empty>{text('says-none')}</Empty> : null}
      <ul className="press-list">
        {options.map(({ key, text: name }) => (
          <li key={key}>
            <Link href={`/press/says/${encodeURIComponent(key)}`} className="press-line press-line-link">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  )
}

/** Ours and theirs side by side: the texts, and who says what of each fact. */
export function SaysScreen({ params }: { params: Params }) {
  const text = useText()
  const subject = params['subject'] ?? ''
  const { side, other_side } = useReady()
  const { name_of } = useSubjects()
  const facts = useView('facts', { subject })
  const compared = useView('compare-sides', { subject })
  const error = facts.error ?? compared.error
  const texts = compared.data?.texts ?? []
  return (
    <Page
      title={name_of(subject)}
      actions={
        <ButtonLink weight="primary" href={`/press/new/readout/${encodeURIComponent(subject)}`}>
          {text('says-write')}
        </ButtonLink>
      }
    >
      <PressParts />
      {error === null ? null : <ErrorCard error={error} again={facts.again} />}
      {facts.loading ? <p role="status">{text('loading')}</p> : null}
      {compared.data === null ? null : (
        <div className="side-by-side">
          <Texts side={side.name} heading={text('says-ours')} texts={texts.filter((one) => one.side === side.name)} />
          {other_side === null ? null : <Texts side={other_side.name} heading={text('says-theirs')} texts={texts.filter((one) => one.side !== side.name)} />}
        </div>
      )}
      {facts.data === null ? null : <Matrix facts={facts.data.facts} own={side.name} other={other_side?.name ?? null} />}
    </Page>
  )
}

function Texts({ side, heading, texts }: { side: string; heading: string; texts: readonly PublicTextView[] }) {
  const text = useText()
  return (
    <section className="card stack" aria-label={side}>
      <h2>
        <bdi>{side}</bdi> <span className="quiet">{heading}</span>
      </h2>
      {texts.length === 0 ? <p className="quiet">{text('says-nothing')}</p> : null}
      <ul className="says-texts">
        {texts.map((one) => (
          <li key={one.name}>
            <a href={one.url} target="_blank" rel="noreferrer" className="press-line-link">
              <bdi>{one.title}</bdi>
            </a>
            <p className="quiet">
              {text(`kind-${one.kind}`)}, <bdi>{one.office}</bdi>, <Moment unix_ms={one.released_unix_ms} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

const DIFFERENCES = { same: 'good', differs: 'bad', 'one-side': 'plain' } as const

function Matrix({ facts, own, other }: { facts: readonly FactView[]; own: string; other: string | null }) {
  const { text, has } = useLanguage()
  const words = useFactWords()
  if (facts.length === 0) return <Empty>{text('matrix-empty')}</Empty>
  const of = (fact: FactView, side: string) => fact.sides.find((one) => one.side === side)
  const cell = (fact: FactView, said: FactSideView | undefined) =>
    said === undefined ? null : (
      <div className="matrix-cell">
        <StateBadge tone={STAND_TONES[said.stand]}>{text(`stand-short-${said.stand}`)}</StateBadge>
        {said.value === null ? null : <bdi>{words(fact.code, said.value)}</bdi>}
        {said.office === null ? null : (
          <span className="quiet">
            <bdi>{said.office}</bdi>
          </span>
        )}
      </div>
    )
  return (
    <section className="stack" aria-labelledby="matrix">
      <h2 id="matrix">{text('matrix-title')}</h2>
      <Table
        caption={text('matrix-title')}
        rows={facts}
        id_of={({ about, fact }) => `${about} ${fact}`}
        columns={[
          { id: 'fact', title: text('matrix-fact'), cell: ({ code, fact }) => (has(`fact-${code}`) ? text(`fact-${code}`) : fact) },
          { id: 'signed', title: text('matrix-signed'), cell: ({ code, signed }) => (signed === null ? <span className="quiet">{text('matrix-not-signed')}</span> : <bdi>{words(code, signed)}</bdi>) },
          { id: 'ours', title: own, cell: (fact) => cell(fact, of(fact, own)) },
          ...(other === null ? [] : [{ id: 'theirs', title: other, cell: (fact: FactView) => cell(fact, of(fact, other)) }]),
          {
            id: 'difference',
            title: text('matrix-difference'),
            cell: ({ difference }) => (difference === null ? '–' : <StateBadge tone={DIFFERENCES[difference]}>{text(`difference-${difference}`)}</StateBadge>),
          },
        ]}
      />
    </section>
  )
}
