import { useState } from 'react'

import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'

type Permission = 'default' | 'granted' | 'denied' | 'none'

function present(): Permission {
  return 'Notification' in globalThis ? Notification.permission : 'none'
}

/** Whether the browser may tell of the ring while another page is in front. */
export function Notice() {
  const text = useText()
  const [permission, setPermission] = useState(present)
  if (permission === 'none') return null
  return (
    <section className="card step" aria-labelledby="notice">
      <h2 id="notice">{text('notice')}</h2>
      <p>{text(`notice-${permission}`)}</p>
      {permission === 'default' ? (
        <div>
          <Button onPress={() => void Notification.requestPermission().then(setPermission)}>{text('notice-allow')}</Button>
        </div>
      ) : null}
    </section>
  )
}
