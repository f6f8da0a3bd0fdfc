import { useState } from 'react'

import { useView } from '../../core/hooks'
import type { TrackView } from '../../core/shapes/track'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Select } from '../../ui/Select'
import { AskAct } from '../acting/AskAct'

const NOTHING: Record<string, never> = {}
const KINDS = ['holds', 'must-precede', 'may-affect'] as const
type Kind = (typeof KINDS)[number]

/** Takes something into the track, or ties two of it. */
export function LinkForm({ view }: { view: TrackView }) {
  const text = useText()
  const format = useFormat()
  const contacts = useView('contacts', NOTHING)
  const rounds = useView('rounds', NOTHING)
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<Kind>('holds')
  const [first, setFirst] = useState<string | null>(null)
  const [second, setSecond] = useState<string | null>(null)
  const zone = view.zones[0]?.zone ?? 'UTC'
  const day = (unix_ms: number | null) => (unix_ms === null ? text('no-date') : format.short_day(civil_in(unix_ms, zone)))
  const options = [
    ...(contacts.data?.contacts ?? []).map(({ contact, medium, start_unix_ms }) => ({
      key: contact,
      text: text('link-option', { what: text(medium === null ? 'noun-contact' : `medium-${medium}`), day: day(start_unix_ms) }),
    })),
    ...(rounds.data?.rounds ?? []).map(({ round, place, starts }) => ({
      key: round,
      text: text('link-option', { what: place ?? text('noun-round'), day: day(starts === null ? null : Date.parse(starts)) }),
    })),
  ]
  const complete = first !== null && (kind === 'holds' || (second !== null && second !== first))
  const pair = { first: first ?? '', second: second ?? '' }
  const forms = { holds: { holds: [pair.first] }, 'must-precede': { must_precede: [pair] }, 'may-affect': { may_affect: [pair] } }
  return (
    <section className="stack">
      <div>
        <Button aria-expanded={open} onPress={() => setOpen(!open)}>
          {text('link-make')}
        </Button>
      </div>
      {open ? (
        <div className="card stack">
          <Choice
            label={text('link-kind')}
            options={KINDS.map((key) => ({ key, text: text(`link-kind-${key}`) }))}
            chosen={kind}
            on_choice={setKind}
          />
          <Select label={text('link-first')} options={options} chosen={first} on_choice={setFirst} placeholder={text('link-choose')} />
          {kind === 'holds' ? null : (
            <Select label={text('link-second')} options={options} chosen={second} on_choice={setSecond} placeholder={text('link-choose')} />
          )}
          {complete ? (
            <div>
              <AskAct
                act="link-track"
                args={(_words, despite) => ({ track: view.track, form: forms[kind], despite })}
                verb={text('link-sign')}
                ask={text('link-ask')}
                means={text(`link-means-${kind}`)}
                weight="primary"
                on_done={() => setOpen(false)}
              />
            </div>
          ) : (
            <p className="quiet">{text('link-incomplete')}</p>
          )}
        </div>
      ) : null}
    </section>
  )
}
