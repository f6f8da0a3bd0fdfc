import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { CivilField } from '../../ui/CivilField'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { parts_of } from '../../ui/moment_value'
import { FORMATS, type SessionDraft, is_session } from './round_draft'
import type { RoundForming } from './use_round_form'

/** Sittings within the round, each in its own circle. */
export function SessionFields({ form, standing }: { form: RoundForming; standing: RoundView | null }) {
  const text = useText()
  const { draft, set, shown } = form
  const { sessions } = draft
  const change = (at: number, more: Partial<SessionDraft>) => set({ sessions: sessions.map((one, place) => (place === at ? { ...one, ...more } : one)) })
  const day = parts_of(draft.start).day
  const blank: SessionDraft = { title: '', format: 'expanded', start: day === null ? '' : `${day}T`, end: day === null ? '' : `${day}T` }
  return (
    <section className="stack" aria-labelledby="form-sessions">
      <h2 id="form-sessions">{text('sessions')}</h2>
      {standing === null ? null : (
        <Choice
          label={text('round-sessions-standing')}
          options={[
            { key: 'stands', text: text('round-sessions-stand') },
            { key: 'new', text: text('round-sessions-new') },
          ]}
          chosen={draft.sessions_stand ? 'stands' : 'new'}
          on_choice={(choice) => set({ sessions_stand: choice === 'stands', sessions: choice === 'stands' || sessions.length > 0 ? sessions : [blank] })}
        />
      )}
      {draft.sessions_stand ? null : (
        <>
          {sessions.map((one, at) => (
            <div key={at} className="card stack" role="group" aria-label={text('session-number', { number: at + 1 })}>
              <TextField
                label={text('session-title', { number: at + 1 })}
                value={one.title}
                onChange={(title) => change(at, { title })}
                error={shown('session') && !is_session(one, draft.place_zone ?? 'UTC') ? text('problem-session') : null}
              />
              <Select
                label={text('round-format')}
                options={FORMATS.map((key) => ({ key, text: text(`round-format-${key}`) }))}
                chosen={one.format}
                on_choice={(format) => change(at, { format })}
              />
              <CivilField
                label={text('session-begins', { number: at + 1 })}
                day_label={text('form-day')}
                hour_label={text('session-from')}
                value={one.start}
                on_change={(start) => change(at, { start })}
              />
              <CivilField
                label={text('session-ends', { number: at + 1 })}
                day_label={text('form-day')}
                hour_label={text('session-to')}
                value={one.end}
                on_change={(end) => change(at, { end })}
              />
              <div>
                <Button aria-label={text('session-drop', { number: at + 1 })} onPress={() => set({ sessions: sessions.filter((_, place) => place !== at) })}>
                  {text('form-drop')}
                </Button>
              </div>
            </div>
          ))}
          <div>
            <Button onPress={() => set({ sessions: [...sessions, blank] })}>{text('session-add')}</Button>
          </div>
        </>
      )}
    </section>
  )
}
