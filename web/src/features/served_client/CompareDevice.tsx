import type { ReactNode } from 'react'

import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import type { useServedClient } from './use_served_client'

/** Another device's words, typed or pasted: equal, or different and then what to do. */
export function CompareDevice({ state }: { state: Pick<ReturnType<typeof useServedClient>, 'typed' | 'type' | 'answer' | 'refusal' | 'compare'> }) {
  const text = useText()
  return (
    <section className="card stack" aria-labelledby="served-compare">
      <h2 id="served-compare">{text('served-compare')}</h2>
      <p>{text('served-compare-means')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          state.compare()
        }}
      >
        <TextField
          label={text('served-theirs')}
          description={text('served-theirs-means')}
          lines
          autoComplete="off"
          spellCheck="false"
          value={state.typed}
          onChange={state.type}
          error={state.refusal}
        />
        <div>
          <Button type="submit" weight="primary">
            {text('served-compare-do')}
          </Button>
        </div>
      </form>
      {/* It stands before it is filled: a screen reader tells what changes in it, not that it comes. */}
      <div role="status">{state.answer.at === 'equal' ? <Equal /> : null}</div>
      {state.answer.at === 'different' ? <Different places={state.answer.places} /> : null}
    </section>
  )
}

function Equal() {
  const text = useText()
  return (
    <div className="stack-small">
      <p>
        <StateBadge tone="good">{text('served-equal')}</StateBadge>
      </p>
      <p>{text('served-equal-means')}</p>
    </div>
  )
}

function Different({ places }: { places: readonly number[] }) {
  const text = useText()
  const format = useFormat()
  return (
    <Alarming headline={text('served-different')}>
      {places.length === 0 ? null : <p>{text('served-different-places', { count: places.length, places: format.list(places.map((place) => format.number(place))) })}</p>}
      <p>{text('served-different-first')}</p>
    </Alarming>
  )
}

/** Somebody may stand in this page: what to do, in the order in which it is done. */
export function Alarming({ headline, children }: { headline: string; children?: ReactNode }) {
  const text = useText()
  return (
    <div role="alert" className="error-card served-alarm">
      <p className="error-card-headline">{headline}</p>
      {children}
      <ol>
        <li>{text('served-do-stop')}</li>
        <li>{text('served-do-tell')}</li>
        <li>{text('served-do-keep')}</li>
      </ol>
    </div>
  )
}
