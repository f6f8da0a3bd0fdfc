import { type ReactNode, useState } from 'react'

import type { FieldChange, OfferDiff, TextChange } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useLanguageNames } from '../../i18n/languages'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { Select } from '../../ui/Select'
import { useLocals } from '../../ui/moment'
import { Pieces } from './NewerOffer'

/** What stands beside a text and differs, and the text word by word. */
export function Differences({ fields, pieces }: { fields: readonly FieldChange[]; pieces: readonly TextChange[] }) {
  const text = useText()
  const words = useFieldWords()
  return (
    <>
      <p className="quiet">{text('paper-diff-legend')}</p>
      {fields.map((change) => {
        const [before, now] = words(change)
        return <Changed key={change.field} name={text(`paper-field-${change.field}`)} before={before} now={now} />
      })}
      <div className="paper-text">
        <bdi>
          <Pieces pieces={pieces} />
        </bdi>
      </div>
    </>
  )
}

function Changed({ name, before, now }: { name: string; before: string; now: string }) {
  return (
    <p>
      <bdi>{name}</bdi>{' '}
      <del>
        <bdi>{before}</bdi>
      </del>{' '}
      <ins>
        <bdi>{now}</bdi>
      </ins>
    </p>
  )
}

function useFieldWords(): (change: FieldChange) => [string, string] {
  const text = useText()
  const format = useFormat()
  const names = useLanguageNames()
  const when_words = useWhenWords()
  const locals = useLocals()
  const whom = (all: readonly string[]) => (all.length === 0 ? text('to-the-other-side') : format.list(all))
  const at = (unix_ms: number | null) => (unix_ms === null ? text('no-date-asked') : when_words(locals(unix_ms)))
  return (change) => {
    switch (change.field) {
      case 'title':
        return [change.from, change.to]
      case 'to':
        return [whom(change.from), whom(change.to)]
      case 'languages':
        return [format.list(change.from.map(names)), format.list(change.to.map(names))]
      case 'reply-by':
      case 'release':
        return [at(change.from_unix_ms), at(change.to_unix_ms)]
    }
  }
}

interface Compared {
  from: number
  to: number
}

/** Of texts that go back and forth: who changed what; the newest beside the one before it, or any earlier one. */
export function OffersCompared({ offers, children }: { offers: readonly { by: string }[]; children: (which: Compared) => ReactNode }) {
  const text = useText()
  const newest = offers.length
  const [chosen, setChosen] = useState<number | null>(null)
  // Offers come while the page is open: what nobody chose is the one before the newest.
  const from = chosen ?? newest - 1
  if (newest < 2) return null
  const earlier = offers.slice(0, -1).map(({ by }, at) => ({ key: String(at + 1), text: text('offer-numbered', { number: at + 1, by }) }))
  return (
    <section className="stack" aria-labelledby="offer-differences">
      <h2 id="offer-differences">{text('paper-differences')}</h2>
      <p className="quiet">{text('offer-compared', { number: newest, by: offers[newest - 1]?.by ?? '' })}</p>
      {earlier.length < 2 ? null : <Select label={text('offer-compare-with')} options={earlier} chosen={String(from)} on_choice={(key) => setChosen(Number(key))} />}
      {children({ from, to: newest })}
    </section>
  )
}

/** The same of minutes: what came of an item is changed too. */
export function OfferDifferences({ diff }: { diff: OfferDiff }) {
  const text = useText()
  const outcome = (one: OfferDiff['outcomes'][number]['to']) => (one === null ? '–' : one.text === '' ? text(`outcome-${one.outcome}`) : `${text(`outcome-${one.outcome}`)}: ${one.text}`)
  return (
    <>
      <Differences fields={diff.fields} pieces={diff.text} />
      {diff.outcomes.map(({ from, to }, at) => (
        <Changed key={at} name={text('outcome-of-item', { item: (to ?? from)?.item ?? '' })} before={outcome(from)} now={outcome(to)} />
      ))}
    </>
  )
}
