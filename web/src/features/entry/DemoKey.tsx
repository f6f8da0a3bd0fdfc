import { useState } from 'react'

import type { Role } from '../../core/core'
import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'

interface DemoKeyProps {
  roles: readonly Role[]
  /** The name by which the node was found: its first part may name one of the people. */
  host?: string
  /** Whose they are, where there is more than one of a role. */
  names: Partial<Record<Role, string[]>>
}

/** A role, or one person of several who have it. */
interface Given {
  key: string
  role: Role
  name: string | null
  /** The people who have it, as the node names them. */
  people: readonly string[]
}

function given_of(roles: readonly Role[], names: DemoKeyProps['names']): Given[] {
  return roles.flatMap((role): Given[] => {
    const people = names[role] ?? []
    return people.length > 1 ? people.map((name) => ({ key: `${role} ${name}`, role, name, people: [name] })) : [{ key: role, role, name: null, people }]
  })
}

/** `press.north.localhost` is for the press officer “press”; whoever comes by another name begins as the sherpa. */
function first_chosen(given: readonly Given[], host: string): string | null {
  const person = host.split('.')[0] ?? ''
  const one = given.find(({ people }) => people.includes(person)) ?? given.find(({ role }) => role === 'sherpa') ?? given[0]
  return one?.key ?? null
}

/** A key that anybody may have: offered by a node that says that it is a demonstration. */
export function DemoKey({ roles, names, host = window.location.hostname }: DemoKeyProps) {
  const text = useText()
  const given = given_of(roles, names)
  const [chosen, setChosen] = useState(() => first_chosen(given, host))
  const { act, busy, error } = useAct('use-demo-key')
  const one = given.find(({ key }) => key === chosen)
  return (
    <section className="demo-key" aria-labelledby="demo-key">
      <h2 id="demo-key">{text('demo-key')}</h2>
      <p>{text('demo-key-means')}</p>
      <p>{text('demo-course')}</p>
      <Choice
        label={text('demo-role')}
        options={given.map(({ key, role, name }) => ({ key, text: name === null ? text(`role-${role}`) : text('demo-role-of', { role: text(`role-${role}`), name }) }))}
        chosen={chosen}
        on_choice={setChosen}
      />
      {one === undefined ? null : <p role="status">{text(`demo-does-${one.role}`)}</p>}
      {error === null ? null : <ErrorCard error={error} />}
      <div>
        <Button
          weight="primary"
          isPending={busy}
          onPress={() => {
            if (one !== undefined) void act({ role: one.role, ...(one.name === null ? {} : { name: one.name }) })
          }}
        >
          {text('demo-key-use')}
        </Button>
      </div>
    </section>
  )
}
