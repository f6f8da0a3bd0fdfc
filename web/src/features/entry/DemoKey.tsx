import { useState } from 'react'

import type { Role } from '../../core/core'
import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'

/** A key that anybody may have: offered by a node that says that it is a demonstration. */
export function DemoKey({ roles }: { roles: readonly Role[] }) {
  const text = useText()
  const [role, setRole] = useState<Role | null>(roles[0] ?? null)
  const { act, busy, error } = useAct('use-demo-key')
  return (
    <section className="demo-key" aria-labelledby="demo-key">
      <h2 id="demo-key">{text('demo-key')}</h2>
      <p>{text('demo-key-means')}</p>
      <Choice
        label={text('demo-role')}
        options={roles.map((key) => ({ key, text: text(`role-${key}`) }))}
        chosen={role}
        on_choice={setRole}
      />
      {error === null ? null : <ErrorCard error={error} />}
      <div>
        <Button
          weight="primary"
          isPending={busy}
          onPress={() => {
            if (role !== null) void act({ role })
          }}
        >
          {text('demo-key-use')}
        </Button>
      </div>
    </section>
  )
}
