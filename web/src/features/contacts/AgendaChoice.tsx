import type { ReactNode } from 'react'

import type { SideName } from '../../core/core'
import type { ContactLine } from '../../core/generated/views'
import type { ItemView } from '../../core/shapes/contact'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Choice } from '../../ui/Choice'
import { Select } from '../../ui/Select'
import { LinesField } from '../acting/LinesField'
import { Items } from './Agenda'

const NOTHING_CARRIED = 'none'

type Earlier = Pick<ContactLine, 'contact' | 'medium' | 'start_unix_ms'>

/** A contact of which open items may be taken up, by what tells it from others. */
export function useCarriedWords(): (earlier: Earlier, zone: string) => string {
  const text = useText()
  const format = useFormat()
  return ({ medium, start_unix_ms }, zone) =>
    text('form-carry-from', {
      medium: medium === null ? text('noun-contact') : text(`medium-${medium}`),
      day: start_unix_ms === null ? '' : format.short_day(civil_in(start_unix_ms, zone)),
    })
}

interface AgendaChoiceProps {
  /** Something is countered: its agenda may stay as it is. */
  countered: boolean
  stands: boolean
  on_stands: (stands: boolean) => void
  /** What stands; absent where it can't be read here. */
  standing: readonly ItemView[] | null
  items: readonly string[]
  on_items: (items: string[]) => void
  /** Contacts whose open items may be taken up. */
  earlier: readonly Earlier[]
  carried: string | null
  on_carried: (contact: string | null) => void
  side: SideName
  /** Beside a new agenda. */
  children?: ReactNode
}

/** What is talked about: new items and what an earlier contact left open, or what stands. */
export function AgendaChoice({ countered, stands, on_stands, standing, items, on_items, earlier, carried, on_carried, side, children }: AgendaChoiceProps) {
  const text = useText()
  const carried_words = useCarriedWords()
  return (
    <>
      <h2 id="form-agenda">{text('agenda')}</h2>
      <p className="quiet">{text('form-agenda-means')}</p>
      {countered ? (
        <Choice
          label={text('form-agenda-standing')}
          options={[
            { key: 'stands', text: text('form-agenda-stands') },
            { key: 'new', text: text('form-agenda-new') },
          ]}
          chosen={stands ? 'stands' : 'new'}
          on_choice={(choice) => on_stands(choice === 'stands')}
        />
      ) : null}
      {stands && standing !== null ? <Items items={standing} /> : null}
      {stands ? null : (
        <>
          {earlier.length === 0 ? null : (
            <Select
              label={text('form-carry-over')}
              description={text('form-carry-over-means')}
              options={[
                { key: NOTHING_CARRIED, text: text('form-carry-nothing') },
                ...earlier.map((one) => ({ key: one.contact, text: carried_words(one, side.zone) })),
              ]}
              chosen={carried ?? NOTHING_CARRIED}
              on_choice={(key) => on_carried(key === NOTHING_CARRIED ? null : key)}
            />
          )}
          <LinesField lines={items} on_change={on_items} />
          {children}
        </>
      )}
    </>
  )
}
