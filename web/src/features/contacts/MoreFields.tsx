import { useState } from 'react'

import { useLanguageNames } from '../../i18n/languages'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice, Choices } from '../../ui/Choice'
import { ClockTwice } from '../../ui/ClockTwice'
import { DayField, HourField } from '../../ui/DateTimeFields'
import type { ContactForming } from './use_contact_form'

const LANGUAGES = ['en', 'fr', 'ru', 'zh', 'es', 'ar'] as const

/** What has a usual value. It opens by itself where something in it is wrong. */
export function MoreFields({ form }: { form: ContactForming }) {
  const text = useText()
  const language_names = useLanguageNames()
  const { draft, set, shown, side } = form
  const [asked, setAsked] = useState(false)
  const wrong = shown('answer-by') || shown('answer-by-past')
  const open = asked || wrong
  const other_tags = draft.languages.filter((tag) => !(LANGUAGES as readonly string[]).includes(tag))
  return (
    <section className="stack">
      <div>
        <Button aria-expanded={open} onPress={() => setAsked(!open)}>
          {text(open ? 'form-less' : 'form-more')}
        </Button>
      </div>
      {open ? (
        <>
          <div className="stack" role="group" aria-labelledby="form-answer-by">
            <h3 id="form-answer-by">{text('form-answer-by', { side: side.name })}</h3>
            <p className="quiet">{text('form-answer-by-means')}</p>
            <div className="day-and-hour">
              <DayField
                label={text('form-day')}
                day={draft.answer_by_day}
                on_day={(answer_by_day) => set({ answer_by_day })}
                error={wrong ? text(shown('answer-by') ? 'problem-answer-by' : 'problem-answer-by-past') : null}
              />
              <HourField label={text('form-hour')} hour={draft.answer_by_hour} on_hour={(answer_by_hour) => set({ answer_by_hour })} />
            </div>
            <ClockTwice day={draft.answer_by_day} hour={draft.answer_by_hour} zone={side.zone} />
          </div>
          <Choices
            label={text('form-languages')}
            options={[...LANGUAGES, ...other_tags].map((tag) => ({ key: tag, text: language_names(tag) }))}
            chosen={draft.languages}
            on_choice={(languages) => set({ languages })}
          />
          <Choice
            label={text('term-format')}
            options={[
              { key: 'consecutive', text: text('format-consecutive') },
              { key: 'no-interpreters', text: text('format-no-interpreters') },
            ]}
            chosen={draft.format}
            on_choice={(format) => set({ format })}
          />
          <Choice
            label={text('term-voice-depth')}
            options={[
              { key: '2', text: text('voice-depth', { depth: 2 }) },
              { key: '4', text: text('voice-depth', { depth: 4 }) },
            ]}
            chosen={draft.voice_depth}
            on_choice={(voice_depth) => set({ voice_depth })}
          />
        </>
      ) : null}
    </section>
  )
}
