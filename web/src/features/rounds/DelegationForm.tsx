import { useState } from 'react'

import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/TextField'
import { AskAct } from '../acting/AskAct'
import type { RoundShown } from './use_round'
import '../contacts/contact_form.css'

interface Named {
  name: string
  office: string
}

/** The own delegation: its head, and who else comes. */
export function DelegationForm({ view, shown }: { view: RoundView; shown: RoundShown }) {
  const text = useText()
  const [open, setOpen] = useState(false)
  const own = view.delegations.find(({ side }) => side === shown.own)
  if (!['proposed', 'agreed', 'postponed'].includes(view.phase)) return null
  return (
    <>
      <div>
        <Button aria-expanded={open} weight={own === undefined && shown.actions?.accept !== true ? 'primary' : 'quiet'} onPress={() => setOpen(!open)}>
          {text(own === undefined ? 'delegation-name' : 'delegation-change')}
        </Button>
      </div>
      {open ? (
        <Fields
          key={own?.record ?? 'new'}
          round={view.round}
          other={shown.other}
          head={own?.head ?? { name: '', office: '' }}
          members={own?.members ?? []}
          interpreters={own?.interpreters ?? []}
          on_done={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

interface FieldsProps {
  round: string
  other: string
  head: Named
  members: readonly Named[]
  interpreters: readonly Named[]
  on_done: () => void
}

function Fields({ round, other, head: head_before, members: members_before, interpreters, on_done }: FieldsProps) {
  const text = useText()
  const [head, setHead] = useState(head_before)
  const [members, setMembers] = useState<Named[]>([...members_before])
  const complete = head.name.trim() !== '' && members.every(({ name }) => name.trim() !== '')
  const change = (at: number, more: Partial<Named>) => setMembers(members.map((one, place) => (place === at ? { ...one, ...more } : one)))
  return (
    <div className="card stack">
      <div className="form-person">
        <TextField label={text('delegation-head-name')} value={head.name} onChange={(name) => setHead({ ...head, name })} />
        <TextField label={text('delegation-office')} value={head.office} onChange={(office) => setHead({ ...head, office })} />
      </div>
      {members.map(({ name, office }, at) => (
        <div key={at} className="form-person">
          <TextField label={text('delegation-member', { number: at + 1 })} value={name} onChange={(value) => change(at, { name: value })} />
          <TextField label={text('delegation-office')} value={office} onChange={(value) => change(at, { office: value })} />
        </div>
      ))}
      <div>
        <Button onPress={() => setMembers([...members, { name: '', office: '' }])}>{text('form-person-add')}</Button>
      </div>
      {complete ? (
        <div>
          <AskAct
            act="name-delegation"
            args={(_words, despite) => ({ round, form: { head, members, interpreters: [...interpreters] }, despite })}
            verb={text('delegation-sign')}
            ask={text('delegation-ask')}
            means={text('delegation-means', { other })}
            weight="primary"
            on_done={on_done}
          />
        </div>
      ) : (
        <p className="quiet">{text('delegation-incomplete')}</p>
      )}
    </div>
  )
}
