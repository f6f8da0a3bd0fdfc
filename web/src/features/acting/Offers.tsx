import type { OfferShown } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { useLocals } from '../../ui/moment'

const TONES: Readonly<Record<string, Tone>> = { open: 'active', accepted: 'good', declined: 'bad', withdrawn: 'bad', expired: 'warn' }

type Offer = Pick<OfferShown, 'record' | 'by' | 'answer'> & { answer_by?: string | null }

/** `2022-01-05 09:00 UTC`, as the core writes it. */
function unix_of(utc: string): number {
  return Date.parse(utc.replace(' UTC', 'Z').replace(' ', 'T'))
}

/** Who offered what, the first one first, each with what came of it: signed, both of them. */
export function Offers({ offers }: { offers: readonly Offer[] }) {
  const text = useText()
  const when_words = useWhenWords()
  const locals = useLocals()
  return (
    <section className="stack" aria-labelledby="offers">
      <h2 id="offers">{text('offers')}</h2>
      <ol className="agenda">
        {offers.map(({ record, by, answer, answer_by }) => (
          <li key={record}>
            <span className="item-line">
              <span>
                {text('offer-by')} <bdi>{by}</bdi>
              </span>
              <StateBadge tone={TONES[answer] ?? 'plain'}>{text(`answer-${answer}`)}</StateBadge>
              {answer_by === undefined || answer_by === null ? null : <span className="quiet">{text('offer-until', { when: when_words(locals(unix_of(answer_by))) })}</span>}
              <code className="quiet fixed-pitch" title={record}>
                {record.slice(0, 12)}
              </code>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
