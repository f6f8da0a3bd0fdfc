import { useState } from 'react'

import { usePlace } from '../../app/router'
import { useReady } from '../../core/hooks'
import { unix_of_civil } from '../../i18n/civil'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { ButtonLink } from '../../ui/Button'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { useLocals } from '../../ui/moment'
import { useNow } from '../../ui/now'
import { ZONES } from '../../ui/zones'
import { AskAct } from '../acting/AskAct'
import { type SilenceDraft, form_of, problems_of } from './silence_draft'
import '../contacts/contact_form.css'

/** A text that stands unless the other side objects: what stands then, and until when, before it is signed. */
export function BeginSilenceScreen() {
  const text = useText()
  const when_words = useWhenWords()
  const locals = useLocals()
  const now = useNow()
  const { go } = usePlace()
  const { side, other_side } = useReady()
  const [draft, setDraft] = useState<SilenceDraft>({ title: '', text: '', expires: '' })
  const known = other_side?.zone ?? ''
  const [chosen, setChosen] = useState<string | null>(known === '' ? null : known)
  const set = (more: Partial<SilenceDraft>) => setDraft({ ...draft, ...more })
  const zone = side.zone === '' ? 'UTC' : side.zone
  const other = other_side?.name ?? ''
  const problems = problems_of(draft, zone, now)
  const at = unix_of_civil(draft.expires, zone)
  return (
    <Page title={text('silence-begin')} narrow>
      <p>{text('silence-begin-means', { other })}</p>
      <TextField label={text('paper-title')} value={draft.title} onChange={(title) => set({ title })} />
      <TextField label={text('silence-text')} description={text('silence-text-means')} value={draft.text} onChange={(words) => set({ text: words })} lines />
      <MomentField
        label={text('silence-until')}
        description={text('silence-until-means', { other })}
        value={draft.expires}
        on_change={(expires) => set({ expires })}
        error={problems.includes('expires-soon') ? text('problem-silence-soon') : null}
      />
      {known === '' ? (
        <Select label={text('form-zone-of', { side: other })} options={ZONES} chosen={chosen} on_choice={setChosen} placeholder={text('choose')} />
      ) : null}
      {problems.length > 0 || chosen === null ? <p className="quiet">{text('silence-incomplete')}</p> : null}
      <div className="row">
        {problems.length > 0 || chosen === null || at === null ? null : (
          <AskAct
            act="begin-silence"
            args={() => ({ form: form_of(draft, zone, chosen) })}
            verb={text('silence-begin-sign')}
            ask={text('silence-begin-ask')}
            means={text('silence-begin-stands', { other, when: when_words(locals(at)) })}
            weight="primary"
            on_done={() => go('/silence')}
          />
        )}
        <ButtonLink href="/silence">{text('form-leave')}</ButtonLink>
      </div>
    </Page>
  )
}
