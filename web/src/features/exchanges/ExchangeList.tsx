import { useState } from 'react'
import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import { useReady, useView } from '../../core/hooks'
import { unix_of_civil } from '../../i18n/civil'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { useKeys } from '../../ui/keys'
import { useLocals } from '../../ui/moment'
import { useNow } from '../../ui/now'
import { AskAct } from '../acting/AskAct'
import { PaperParts } from '../papers/PaperParts'
import { tone_of_exchange } from './exchange_state'
import '../contacts/contacts.css'
import '../contacts/contact_form.css'

const NOTHING: Record<string, never> = {}
const OPEN = '/exchanges/open'

export function ExchangeListScreen() {
  const text = useText()
  const format = useFormat()
  const { go } = usePlace()
  const { side } = useReady()
  const { data, error, loading, again } = useView('exchanges', NOTHING)
  useKeys([{ key: 'n', text: text('exchange-open'), run: () => go(OPEN) }])
  return (
    <Page
      title={text('exchanges')}
      actions={
        <ButtonLink href={OPEN} weight="primary">
          {text('exchange-open')}
        </ButtonLink>
      }
    >
      <PaperParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data?.exchanges.length === 0 ? <Empty>{text('exchanges-none')}</Empty> : null}
      <ul className="contact-list">
        {(data?.exchanges ?? []).map(({ exchange, state, opened_by, until_unix_ms }) => {
          const civil = civil_in(until_unix_ms, side.zone === '' ? 'UTC' : side.zone)
          return (
            <li key={exchange} className="contact-line">
              <div className="contact-line-head">
                <h2>
                  <Link href={place_of('exchange', exchange)} className="contact-link">
                    {text('exchange-until', { day: format.short_day(civil), time: format.time(civil) })}
                  </Link>
                </h2>
                <StateBadge tone={tone_of_exchange(state)}>{text(`exchange-${state}`)}</StateBadge>
              </div>
              <p>
                {text('exchange-opened-by')} <bdi>{opened_by}</bdi>
              </p>
            </li>
          )
        })}
      </ul>
    </Page>
  )
}

/** Only the time is said: the papers come later, sealed. */
export function OpenExchangeScreen() {
  const text = useText()
  const { go } = usePlace()
  const { side, other_side } = useReady()
  const now = useNow()
  const locals = useLocals()
  const when_words = useWhenWords()
  const [until, setUntil] = useState('')
  const zone = side.zone === '' ? 'UTC' : side.zone
  const at = until === '' ? null : unix_of_civil(until, zone)
  const other = other_side?.name ?? ''
  const past = at !== null && at <= now
  return (
    <Page title={text('exchange-open')} narrow>
      <section className="stack" aria-labelledby="exchange-how">
        <h2 id="exchange-how">{text('exchange-how')}</h2>
        <ol className="agenda">
          {['exchange-how-lodge', 'exchange-how-sealed', 'exchange-how-reveal', 'exchange-how-proof'].map((id) => (
            <li key={id}>{text(id)}</li>
          ))}
        </ol>
      </section>
      <MomentField label={text('exchange-both-until')} value={until} on_change={setUntil} error={past ? text('problem-exchange-past') : null} />
      {at === null ? <p className="quiet">{text('exchange-until-lacks')}</p> : null}
      <div className="row">
        {at === null || past ? null : (
          <AskAct
            act="open-exchange"
            args={() => ({ until: new Date(at).toISOString().replace('.000Z', 'Z') })}
            verb={text('exchange-open-sign')}
            ask={text('exchange-open-ask')}
            means={`${when_words(locals(at))}. ${text('exchange-open-means', { other })}`}
            weight="primary"
            on_done={() => go('/exchanges')}
          />
        )}
        <ButtonLink href="/exchanges">{text('form-leave')}</ButtonLink>
      </div>
    </Page>
  )
}
