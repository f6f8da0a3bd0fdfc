import type { ContactView } from '../../core/shapes/contact'
import { useText } from '../../i18n/text'
import { Choice } from '../../ui/Choice'
import { TextField } from '../../ui/TextField'
import { FormFoot } from '../acting/FormFoot'
import { AgendaFields } from './AgendaFields'
import { MoreFields } from './MoreFields'
import { SendContact } from './SendContact'
import { StartFields } from './StartFields'
import type { ContactForming } from './use_contact_form'
import './contacts.css'
import './contact_form.css'

interface ContactFormProps {
  form: ContactForming
  standing: ContactView | null
}

/** From the moment to the signature, in the order in which it is thought. */
export function ContactForm({ form, standing }: ContactFormProps) {
  const text = useText()
  const { draft, set, side, other, shown } = form
  return (
    <form
      className="stack form-of-contact"
      onSubmit={(event) => {
        event.preventDefault()
        form.check()
      }}
    >
      <StartFields form={form} />
      <section className="stack" aria-labelledby="form-how">
        <h2 id="form-how">{text('form-how')}</h2>
        <TextField
          label={text('form-duration')}
          value={draft.duration}
          onChange={(duration) => set({ duration })}
          inputMode="numeric"
          error={shown('duration') ? text('problem-duration') : null}
        />
        <Choice
          label={text('term-medium')}
          options={[
            { key: 'phone-call', text: text('medium-means-phone-call') },
            { key: 'videoconference', text: text('medium-means-videoconference') },
          ]}
          chosen={draft.medium}
          on_choice={(medium) => set({ medium })}
        />
        <Choice
          label={text('term-public-part')}
          description={text(`public-part-usual-${draft.medium}`)}
          options={[
            { key: 'none', text: text('public-part-none') },
            { key: 'opening', text: text('public-part-opening') },
          ]}
          chosen={draft.public_part}
          on_choice={(public_part) => set({ public_part })}
        />
        <Choice
          label={text('form-initiative')}
          description={text('form-initiative-means')}
          options={[
            { key: 'ours', text: text('initiative-ours', { side: side.name }) },
            { key: 'theirs', text: text('initiative-theirs', { side: other.name }) },
            { key: 'mutual', text: text('initiative-mutual') },
            { key: 'unstated', text: text('initiative-unstated') },
          ]}
          chosen={draft.initiative}
          on_choice={(initiative) => set({ initiative })}
        />
      </section>
      <AgendaFields form={form} standing={standing} />
      <MoreFields form={form} />
      <FormFoot incomplete={form.problems.some((problem) => shown(problem))} unchanged={form.unchanged} leave={standing === null ? '/contacts' : `/contacts/${encodeURIComponent(standing.contact)}`} />
      <SendContact form={form} standing={standing} />
    </form>
  )
}
