import { useState } from 'react'

import type { Role } from '../../core/core'
import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'

interface DemoKeyProps {
  roles: readonly Role[]
  /** Whose they are, where there is more than one of a role. */
  names: Partial<Record<Role, string[]>>
}

/** A role, or one person of several who have it. */
interface Given {
  key: string
  role: Role
  name: string | null
}

function given_of(roles: readonly Role[], names: DemoKeyProps['names']): Given[] {
  return roles.flatMap((role): Given[] => {
    const people = names[role] ?? []
    return people.length > 1 ? people.map((name) => ({ key: `${role} ${name}`, role, name })) : [{ key: role, role, name: null }]
  })
}

/** A key that anybody may have: offered by a node that says that it is a demonstration. */
export function DemoKey({ roles, names }: DemoKeyProps) {
  const text = useText()
  const given = given_of(roles, names)
  const [chosen, setChosen] = useState<string | null>(given[0]?.key ?? null)
  const { act, busy, error } = useAct('use-demo-key')
  return (
    <section className="demo-key" aria-labelledby="demo-key">
      <h2 id="demo-key">{text('demo-key')}</h2>
      <p>{text('demo-key-means')}</p>
      <Choice
        label={text('demo-role')}
        options={given.map(({ key, role, name }) => ({ key, text: name === null ? text(`role-${role}`) : text('demo-role-of', { role: text(`role-${role}`), name }) }))}
        chosen={chosen}
        on_choice={setChosen}
      />
      {error === null ? null : <ErrorCard error={error} />}
      <div>
        <Button
          weight="primary"
          isPending={busy}
          onPress={() => {
            const one = given.find(({ key }) => key === chosen)
            if (one !== undefined) void act({ role: one.role, ...(one.name === null ? {} : { name: one.name }) })
          }}
        >
          {text('demo-key-use')}
        </Button>
      </div>
    </section>
  )
}
