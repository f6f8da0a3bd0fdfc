import { useEffect } from 'react'

import type { CoreState } from '../../core/core'
import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Words } from '../../ui/Words'
import { type FirstLink, hand_request_over } from './first_link'

interface FirstAdministratorProps {
  state: Extract<CoreState, { at: 'no-key' | 'request-made' | 'not-accredited' }>
  link: FirstLink
}

/** By a one-time link: this browser makes a key and asks; words are compared at the node's console. */
export function FirstAdministrator({ state, link }: FirstAdministratorProps) {
  const text = useText()
  const { act, busy, error } = useAct('make-key')
  const request = state.at === 'no-key' ? null : state.request
  const token = link.at === 'open' ? link.token : null
  useEffect(() => {
    if (request !== null && token !== null) void hand_request_over(token, request)
  }, [request, token])

  if (state.at === 'no-key') {
    return (
      <section className="stack" aria-labelledby="first-link">
        <h2 id="first-link">
          {text('whose-node')} <bdi>{state.side.name}</bdi>
        </h2>
        <p>{text('first-link-means')}</p>
        {error === null ? null : <ErrorCard error={error} />}
        <Button
          weight="primary"
          great
          isPending={busy}
          onPress={() => void act({ device_name: text('first-link-device'), person: null, roles: ['administrator'] })}
        >
          {text('first-link-make')}
        </Button>
        <p className="quiet">{text('make-key-means')}</p>
      </section>
    )
  }
  // What is refused is handed over as any other request, words and all, below this.
  if (link.at === 'refused') return <ErrorCard error={link.error} />
  return (
    <section className="stack" aria-labelledby="first-link-compare">
      <h2 id="first-link-compare">{text('first-link-compare')}</h2>
      <p>{text('first-link-compare-means')}</p>
      <Words words={state.words} label={text('request-words')} />
      {link.at === 'handed' ? <p role="status">{text('first-link-handed')}</p> : null}
    </section>
  )
}
