import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Words } from '../../ui/Words'
import { useRequest } from './use_request'

interface RequestProps {
  request: string
  words: readonly string[]
}

/** The key is made: hand over the request, read out its words, wait for two signatures. */
export function Request({ request, words }: RequestProps) {
  const text = useText()
  const { copy, save, asking, ask, keep, drop, busy, error } = useRequest(request)
  return (
    <>
      {error === null ? null : <ErrorCard error={error} />}
      <section className="stack" aria-labelledby="read-out">
        <h2 id="read-out">{text('read-out')}</h2>
        <p>{text('read-out-means')}</p>
        <Words words={words} label={text('request-words')} />
      </section>
      <section className="stack" aria-labelledby="waits-for">
        <h2 id="waits-for">{text('waits-for')}</h2>
        {/* Who signs, not who has: this page isn’t told that. */}
        <ul className="signatures">
          <li>{text('role-administrator')}</li>
          <li>{text('role-security-officer')}</li>
        </ul>
        <p className="quiet">{text('waits-for-means')}</p>
      </section>
      <section className="stack" aria-labelledby="hand-over">
        <h2 id="hand-over">{text('hand-request-over')}</h2>
        <p>{text('hand-request-over-means')}</p>
        <textarea className="request-text" readOnly value={request} aria-label={text('request-text')} dir="ltr" />
        <div className="row">
          <Button weight="primary" onPress={copy}>
            {text('request-copy')}
          </Button>
          <Button onPress={save}>{text('request-save')}</Button>
          <Button onPress={ask}>{text('request-drop')}</Button>
        </div>
      </section>
      <Confirm title={text('request-drop')} open={asking} on_close={keep} verb={text('request-drop-do')} busy={busy} on_confirm={drop}>
        <p>{text('request-drop-means')}</p>
      </Confirm>
    </>
  )
}
