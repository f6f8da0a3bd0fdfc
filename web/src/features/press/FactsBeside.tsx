import { useReady } from '../../core/hooks'
import type { FactsForm } from '../../core/forms/release'
import { useText } from '../../i18n/text'
import { MomentField } from '../../ui/MomentField'
import { Select } from '../../ui/Select'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import { type Checked, STAND_TONES } from './press_state'
import type { Editor, Lack } from './use_editor'
import { useFactWords } from './use_press'

interface FactsBesideProps {
  editor: Editor
  error_of: (...of: Lack[]) => string | null
}

/** Silence is a choice like the others: the first. */
const SILENT = 'silent'

function choice<K extends string>(value: K | null): K | typeof SILENT {
  return value ?? SILENT
}

function said<K extends string>(key: K | typeof SILENT): K | null {
  return key === SILENT ? null : key
}

/** Beside the text: each fact that it may claim, and how the claim stands against what was signed. */
export function FactsBeside({ editor, error_of }: FactsBesideProps) {
  const text = useText()
  const { side, other_side } = useReady()
  const { written, write, checks } = editor
  const silent = { key: SILENT, text: text('fact-say-nothing') } as const
  const checked = (fact: Checked['fact']) => checks.find((one) => one.fact === fact)
  const initiatives: { key: NonNullable<FactsForm['initiative_of']> | typeof SILENT; text: string }[] = [
    silent,
    { key: 'own', text: side.name },
    ...(other_side === null ? [] : [{ key: 'other' as const, text: other_side.name }]),
    { key: 'mutual', text: text('value-initiative-mutual') },
  ]
  return (
    <section className="facts-beside" aria-labelledby="facts-beside">
      <h2 id="facts-beside">{text('facts-beside')}</h2>
      <p className="quiet">{text(editor.compared ? 'facts-compared' : 'facts-not-compared')}</p>
      <div className="fact-field">
        <Select label={text('fact-initiative')} options={initiatives} chosen={choice(written.initiative_of)} on_choice={(key) => write({ initiative_of: said(key) })} />
        <Standing checked={checked('initiative')} />
      </div>
      <div className="fact-field">
        <Select
          label={text('fact-medium')}
          options={[silent, { key: 'phone-call' as const, text: text('value-medium-phone-call') }, { key: 'videoconference' as const, text: text('value-medium-videoconference') }]}
          chosen={choice(written.medium)}
          on_choice={(key) => write({ medium: said(key) })}
        />
        <Standing checked={checked('medium')} />
      </div>
      <div className="fact-field">
        <MomentField label={text('fact-start')} value={written.started} on_change={(started) => write({ started })} error={error_of('started')} />
        <Standing checked={checked('start')} />
      </div>
      <div className="fact-field">
        <TextField label={text('fact-duration')} inputMode="numeric" value={written.duration} onChange={(duration) => write({ duration })} error={error_of('duration')} />
        <Standing checked={checked('duration')} />
      </div>
      <div className="fact-field">
        <Select
          label={text('fact-public-part')}
          options={[silent, { key: 'none' as const, text: text('value-public-part-none') }, { key: 'opening' as const, text: text('value-public-part-opening') }]}
          chosen={choice(written.public_part)}
          on_choice={(key) => write({ public_part: said(key) })}
        />
        <Standing checked={checked('public-part')} />
      </div>
    </section>
  )
}

function Standing({ checked }: { checked: Checked | undefined }) {
  const text = useText()
  const words = useFactWords()
  if (checked === undefined) return null
  const { fact, stand, signed, theirs } = checked
  return (
    <div className="fact-standing" role="status">
      <StateBadge tone={STAND_TONES[stand]}>{text(`stand-${stand}`)}</StateBadge>
      {signed === null ? null : (
        <p className={stand === 'disputed' ? 'fact-signed fact-signed-otherwise' : 'fact-signed'}>
          {text('fact-signed')} <bdi>{words(fact, signed)}</bdi>
        </p>
      )}
      {theirs === null ? null : (
        <p className="fact-signed">
          {text('fact-theirs')} <bdi>{words(fact, theirs)}</bdi>
        </p>
      )}
    </div>
  )
}
