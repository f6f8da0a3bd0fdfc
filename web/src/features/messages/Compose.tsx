import { useState } from 'react'

import { type Params, usePlace } from '../../app/router'
import { PRECEDENCES } from '../../core/shapes/messages'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Checkbox, Choice } from '../../ui/Choice'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { TextField } from '../../ui/TextField'
import { PrecedenceBadge } from './PrecedenceBadge'
import { type Lack, useCompose } from './use_compose'
import './messages.css'

export function ComposeScreen({ params }: { params: Params }) {
  const text = useText()
  const { go } = usePlace()
  const { tell } = useAnnounce()
  const reply_to = params['message'] ?? null
  const compose = useCompose(reply_to)
  const [asking, setAsking] = useState(false)
  const { written, write, lacks } = compose
  const error_of = (...of: Lack[]) => {
    const lack = lacks.find((one) => of.includes(one))
    return lack === undefined ? null : text(`compose-lacks-${lack}`)
  }
  const give = () => {
    if (!compose.check()) return
    void compose.give().then((done) => {
      if (done === null) return
      tell(text('compose-given'))
      go('/messages/drafts')
    })
  }
  const send = () => {
    void compose.send().then((done) => {
      setAsking(false)
      if (done === null) return
      tell(text('compose-sent'))
      go('/messages')
    })
  }
  return (
    <Page title={text(reply_to === null ? 'message-new-to' : 'message-reply-to', { side: compose.other })} narrow>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          give()
        }}
      >
        <Choice
          label={text('precedence')}
          options={PRECEDENCES.map((key) => ({ key, text: text(`precedence-means-${key}`) }))}
          chosen={compose.precedence}
          on_choice={compose.setPrecedence}
        />
        <TextField label={text('compose-title')} value={written.title} onChange={(title) => write({ title })} />
        <TextField label={text('compose-text')} lines value={written.text} onChange={(words) => write({ text: words })} error={error_of('text')} />
        <TextField
          label={text('compose-language')}
          description={text('compose-language-means')}
          value={written.language}
          onChange={(language) => write({ language })}
          error={error_of('language')}
        />
        <Checkbox on={written.translated} on_change={(translated) => write({ translated })}>
          {text('compose-translated')}
        </Checkbox>
        {written.translated ? (
          <>
            <TextField
              label={text('compose-translation')}
              description={text('compose-translation-means')}
              lines
              value={written.translation}
              onChange={(translation) => write({ translation })}
              error={error_of('translation')}
            />
            <TextField
              label={text('compose-translation-language')}
              value={written.translation_language}
              onChange={(translation_language) => write({ translation_language })}
              error={error_of('translation-language')}
            />
          </>
        ) : null}
        <MomentField
          label={text('compose-acknowledge-by')}
          description={text('compose-acknowledge-by-means')}
          value={written.acknowledge_by}
          on_change={(acknowledge_by) => write({ acknowledge_by })}
          error={error_of('acknowledge-by', 'acknowledge-by-past')}
        />
        {lacks.length === 0 ? null : (
          <p role="alert" className="field-error">
            {text('compose-lacks')}
          </p>
        )}
        {compose.error === null ? null : <ErrorCard error={compose.error} />}
        <div className="row">
          <Button type="submit" weight="primary" isPending={compose.busy}>
            {text('compose-give')}
          </Button>
          <Button
            isDisabled={compose.busy}
            onPress={() => {
              if (compose.check()) setAsking(true)
            }}
          >
            {text('compose-send-now')}
          </Button>
        </div>
        <p className="quiet">{text('compose-give-means')}</p>
      </form>
      <Confirm
        title={text('compose-send-title', { side: compose.other })}
        open={asking}
        on_close={() => setAsking(false)}
        verb={text('compose-send-verb')}
        weight={compose.precedence === 'flash' ? 'danger' : 'primary'}
        busy={compose.busy}
        on_confirm={send}
      >
        <p>
          <PrecedenceBadge precedence={compose.precedence} />
        </p>
        <p>{text(compose.precedence === 'flash' ? 'compose-send-flash' : 'compose-send-means', { side: compose.other })}</p>
        {written.title.trim() === '' ? null : (
          <p>
            <strong>
              <bdi>{written.title}</bdi>
            </strong>
          </p>
        )}
        <p className="message-text message-short">
          <bdi>{written.text}</bdi>
        </p>
      </Confirm>
    </Page>
  )
}
