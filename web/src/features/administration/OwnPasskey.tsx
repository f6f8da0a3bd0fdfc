import { useAct, useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'

const NOTHING: Record<string, never> = {}

/** A second passkey of this device, such as a security key to fall back on. */
export function OwnPasskey() {
  const text = useText()
  const { demo } = useReady()
  const { tell } = useAnnounce()
  const register = useAct('register-passkey')
  return (
    <section className="card stack" aria-labelledby="own-passkey">
      <h2 id="own-passkey">{text('own-passkey')}</h2>
      {demo ? (
        <p>{text('own-passkey-demo')}</p>
      ) : (
        <>
          <p>{text('own-passkey-means')}</p>
          <div>
            <Button
              isPending={register.busy}
              onPress={() => {
                void register.act(NOTHING).then((done) => {
                  if (done !== null) tell(text('own-passkey-done'))
                })
              }}
            >
              {text('own-passkey-further')}
            </Button>
          </div>
          {register.error === null ? null : <ErrorCard error={register.error} headline={text('passkey-not-registered')} />}
        </>
      )}
    </section>
  )
}
