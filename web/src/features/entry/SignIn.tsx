import type { CoreState } from '../../core/core'
import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { EntryFrame } from './EntryFrame'

const NOTHING: Record<string, never> = {}

export function SignIn({ state }: { state: Extract<CoreState, { at: 'signed-out' }> }) {
  const text = useText()
  const sign_in = useAct('sign-in')
  const drop = useAct('drop-request')
  return (
    <EntryFrame title={text('sign-in')} side={state.side.name}>
      {state.demo ? (
        <Banner tone="warn" headline={text('demo-headline')}>
          {text('demo-means')}
        </Banner>
      ) : null}
      {sign_in.error === null ? null : <ErrorCard error={sign_in.error} headline={text('sign-in-refused')} />}
      <p>
        {text('sign-in-device')} <bdi>{state.device_name}</bdi>
      </p>
      <p className="quiet">{state.by_passkey ? text('sign-in-passkey') : text('sign-in-key')}</p>
      <Button weight="primary" great isPending={sign_in.busy} onPress={() => void sign_in.act(NOTHING)}>
        {text('sign-in')}
      </Button>
      {state.demo ? (
        <section className="stack" aria-label={text('demo-another')}>
          {drop.error === null ? null : <ErrorCard error={drop.error} />}
          <p className="quiet">{text('demo-another-means')}</p>
          <div>
            <Button isPending={drop.busy} onPress={() => void drop.act(NOTHING)}>
              {text('demo-another')}
            </Button>
          </div>
        </section>
      ) : null}
    </EntryFrame>
  )
}
