import type { RoundView } from '../../core/generated/views'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Choice } from '../../ui/Choice'
import { Select } from '../../ui/Select'
import { Items } from '../contacts/Agenda'
import { LinesField } from '../acting/LinesField'
import type { RoundForming } from './use_round_form'

const NOTHING_CARRIED = 'none'

/** What is talked about: new items, and what an earlier contact left open. */
export function RoundAgendaFields({ form, standing }: { form: RoundForming; standing: RoundView | null }) {
  const text = useText()
  const format = useFormat()
  const { draft, set, side, earlier } = form
  const terms = standing?.amendment ?? standing?.terms ?? null
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
          chosen={draft.items_stand ? 'stands' : 'new'}
          on_choice={(choice) => set({ items_stand: choice === 'stands' })}
        />
      )}
      {draft.items_stand ? (
        <Items items={terms?.items ?? []} />
      ) : (
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
          <LinesField lines={draft.items} on_change={(items) => set({ items })} />
        </>
      )}
    </section>
  )
}
