import { ROLES } from '../../core/core'
import type { ContactView } from '../../core/shapes/contact'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { Items } from './Agenda'
import type { ContactForming } from './use_contact_form'

const NOTHING_CARRIED = 'none'
const TAKE_PART = ROLES.filter((role) => ['principal', 'sherpa', 'interpreter', 'note-taker'].includes(role))

/** What is talked about, and who takes part: leadership alone reads it. */
export function AgendaFields({ form, standing }: { form: ContactForming; standing: ContactView | null }) {
  const text = useText()
  const { draft, set } = form
  return (
    <section className="stack" aria-labelledby="form-agenda">
      <h2 id="form-agenda">{text('agenda')}</h2>
      <p className="quiet">{text('form-agenda-means')}</p>
      {standing === null ? null : (
        <Choice
          label={text('form-agenda-standing')}
          options={[
            { key: 'stands', text: text('form-agenda-stands') },
            { key: 'new', text: text('form-agenda-new') },
          ]}
          chosen={draft.agenda_stands ? 'stands' : 'new'}
          on_choice={(choice) => set({ agenda_stands: choice === 'stands' })}
        />
      )}
      {draft.agenda_stands && standing?.agenda ? <Items items={standing.agenda.items} /> : null}
      {draft.agenda_stands ? null : <AgendaItems form={form} />}
      <ParticipantFields form={form} countered={standing !== null} />
    </section>
  )
}

function AgendaItems({ form }: { form: ContactForming }) {
  const text = useText()
  const format = useFormat()
  const { draft, set, earlier, side } = form
  const change = (at: number, item: string) => set({ items: draft.items.map((one, place) => (place === at ? item : one)) })
  return (
    <>
      {earlier.length === 0 ? null : (
        <Select
          label={text('form-carry-over')}
          description={text('form-carry-over-means')}
          options={[
            { key: NOTHING_CARRIED, text: text('form-carry-nothing') },
            ...earlier.map(({ contact, medium, start_unix_ms }) => ({
              key: contact,
              text: text('form-carry-from', {
                medium: medium === null ? text('noun-contact') : text(`medium-${medium}`),
                day: start_unix_ms === null ? '' : format.short_day(civil_in(start_unix_ms, side.zone)),
              }),
            })),
          ]}
          chosen={draft.carry_over ?? NOTHING_CARRIED}
          on_choice={(key) => set({ carry_over: key === NOTHING_CARRIED ? null : key })}
        />
      )}
      {draft.items.map((item, at) => (
        <div key={at} className="row form-line">
          <TextField label={text('form-item', { number: at + 1 })} value={item} onChange={(value) => change(at, value)} autoFocus={item === ''} />
          <Button aria-label={text('form-item-drop', { number: at + 1 })} onPress={() => set({ items: draft.items.filter((_, place) => place !== at) })}>
            {text('form-drop')}
          </Button>
        </div>
      ))}
      <div>
        <Button onPress={() => set({ items: [...draft.items, ''] })}>{text('form-item-add')}</Button>
      </div>
      <TextField label={text('form-reason')} value={draft.reason} onChange={(reason) => set({ reason })} lines />
    </>
  )
}

function ParticipantFields({ form, countered }: { form: ContactForming; countered: boolean }) {
  const text = useText()
  const { draft, set, side, other, shown } = form
  const change = (at: number, more: Partial<Person>) =>
    set({ participants: draft.participants.map((one, place) => (place === at ? { ...one, ...more } : one)) })
  return (
    <>
      <h3>{text('participants')}</h3>
      {countered && draft.participants.length === 0 ? <p className="quiet">{text('form-people-stand')}</p> : null}
      {draft.participants.map((one, at) => (
        <div key={at} className="form-person">
          <TextField
            label={text('form-person', { number: at + 1 })}
            value={one.name}
            onChange={(name) => change(at, { name })}
            error={shown('participant') && one.name.trim() === '' ? text('problem-participant') : null}
          />
          <Select
            label={text('form-person-side')}
            options={[
              { key: 'own', text: side.name },
              { key: 'other', text: other.name },
            ]}
            chosen={one.own ? 'own' : 'other'}
            on_choice={(key) => change(at, { own: key === 'own' })}
          />
          <Select
            label={text('form-person-role')}
            options={TAKE_PART.map((role) => ({ key: role, text: text(`role-${role}`) }))}
            chosen={TAKE_PART.find((role) => role === one.role) ?? null}
            on_choice={(role) => change(at, { role })}
          />
          <Button
            aria-label={text('form-person-drop', { number: at + 1 })}
            onPress={() => set({ participants: draft.participants.filter((_, place) => place !== at) })}
          >
            {text('form-drop')}
          </Button>
        </div>
      ))}
      <div>
        <Button onPress={() => set({ participants: [...draft.participants, { own: true, role: 'principal', name: '' }] })}>
          {text('form-person-add')}
        </Button>
      </div>
    </>
  )
}

type Person = ContactForming['draft']['participants'][number]
