import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'

const NOTHING: Record<string, never> = {}

/** Accredited: its passkey is made, and the desk opens. */
export function NoPasskey({ device_name }: { device_name: string }) {
  const text = useText()
  const { act, busy, error } = useAct('register-passkey')
  return (
    <section className="stack" aria-labelledby="passkey">
      <h2 id="passkey">{text('passkey-register')}</h2>
      <p>
        {text('sign-in-device')} <bdi>{device_name}</bdi>
      </p>
      <p>{text('passkey-register-means')}</p>
      {error === null ? null : <ErrorCard error={error} headline={text('passkey-not-registered')} />}
      <div>
        <Button weight="primary" great isPending={busy} onPress={() => void act(NOTHING)}>
          {text('passkey-register')}
        </Button>
      </div>
      <p className="quiet">{text('passkey-register-lost')}</p>
    </section>
  )
}
