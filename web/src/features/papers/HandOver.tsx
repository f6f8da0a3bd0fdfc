import { useState } from 'react'

import type { When } from '../../core/forms/contact'
import { useReady } from '../../core/hooks'
import { usePlace } from '../../app/router'
import { resolve_civil } from '../../i18n/civil'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { ClockTwice } from '../../ui/ClockTwice'
import { Select } from '../../ui/Select'
import { DayField, HourField } from '../../ui/DateTimeFields'
import { Page } from '../../ui/Page'
import { TextField } from '../../ui/TextField'
import { AskAct } from '../acting/AskAct'
import '../contacts/contact_form.css'

const KINDS = ['proposal', 'position', 'chairs-text'] as const
type Kind = (typeof KINDS)[number]

/** Of a time that comes twice the first, as it is said beside the field. */
function when_of(civil: string, zone: string): When {
  return resolve_civil(civil, zone).is === 'overlap' ? { civil, zone, overlap: 'earlier' } : { civil, zone }
}

/** A paper of ours for the other side. */
export function HandOverScreen() {
  const text = useText()
  const { go } = usePlace()
  const { side, other_side } = useReady()
  const [kind, setKind] = useState<Kind>('proposal')
  const [title, setTitle] = useState('')
  const [words, setWords] = useState('')
  const [others, setOthers] = useState('')
  const [day, setDay] = useState<string | null>(null)
  const [hour, setHour] = useState<string | null>(null)
  const other = other_side?.name ?? ''
  const half = (day === null) !== (hour === null)
  const complete = title.trim() !== '' && words.trim() !== '' && !half
  const recipients = others.split('\n').map((one) => one.trim()).filter((one) => one !== '')
  return (
    <Page title={text('paper-hand-over')} narrow>
      <Select
        label={text('paper-kind')}
        options={KINDS.map((key) => ({ key, text: text(`paper-kind-${key}`) }))}
        chosen={kind}
        on_choice={setKind}
      />
      <TextField label={text('paper-title')} value={title} onChange={setTitle} />
      <TextField label={text('paper-text')} description={text('paper-text-means')} value={words} onChange={setWords} lines />
      <TextField label={text('paper-others')} description={text('paper-others-means', { other })} value={others} onChange={setOthers} lines />
      <section className="stack" aria-labelledby="paper-reply-wanted">
        <h2 id="paper-reply-wanted">{text('paper-reply-wanted', { side: side.name })}</h2>
        <div className="day-and-hour">
          <DayField label={text('form-day')} day={day} on_day={setDay} error={half ? text('problem-answer-by') : null} />
          <HourField label={text('form-hour')} hour={hour} on_hour={setHour} />
        </div>
        <ClockTwice day={day} hour={hour} zone={side.zone} />
      </section>
      {complete ? null : <p className="quiet">{text('paper-incomplete')}</p>}
      <div className="row">
        {complete ? (
          <AskAct
            act="hand-over-paper"
            args={() => ({
              form: {
                kind,
                title: title.trim(),
                text: words,
                languages: [],
                recipients,
                reply_by: day === null || hour === null ? null : when_of(`${day}T${hour}`, side.zone),
              },
            })}
            verb={text('paper-sign')}
            ask={text('paper-hand-over-ask')}
            means={text('paper-hand-over-means', { other, title: title.trim() })}
            weight="primary"
            on_done={() => go('/papers')}
          />
        ) : null}
        <ButtonLink href="/papers">{text('form-leave')}</ButtonLink>
      </div>
    </Page>
  )
}
