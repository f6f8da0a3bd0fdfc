import { ROLES } from '../../core/core'
import type { ContactView } from '../../core/shapes/contact'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { AgendaChoice } from './AgendaChoice'
import type { ContactForming } from './use_contact_form'

const TAKE_PART = ROLES.filter((role) => ['principal', 'sherpa', 'interpreter', 'note-taker'].includes(role))

/** What is talked about, and who takes part: leadership alone reads it. */
export function AgendaFields({ form, standing }: { form: ContactForming; standing: ContactView | null }) {
  const text = useText()
  const { draft, set, earlier, side } = form
  return (
    <section className="stack" aria-labelledby="form-agenda">
      <AgendaChoice
        countered={standing !== null}
        stands={draft.agenda_stands}
        on_stands={(agenda_stands) => set({ agenda_stands })}
        standing={standing?.agenda?.items ?? null}
        items={draft.items}
        on_items={(items) => set({ items })}
        earlier={earlier}
        carried={draft.carry_over}
        on_carried={(carry_over) => set({ carry_over })}
        side={side}
      >
        <TextField label={text('form-reason')} value={draft.reason} onChange={(reason) => set({ reason })} lines />
      </AgendaChoice>
      <ParticipantFields form={form} countered={standing !== null} />
    </section>
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
