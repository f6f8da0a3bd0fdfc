import type { LineToTakeView } from '../../core/shapes/press'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import { PressParts } from './PressParts'
import { useLines } from './use_lines'
import { useSubjects } from './use_press'
import './press.css'

/** What spokesmen say, and what they answer if asked. */
export function LinesScreen() {
  const text = useText()
  const { tell } = useAnnounce()
  const state = useLines()
  const { options } = useSubjects()
  return (
    <Page title={text('press-lines')} narrow>
      <PressParts />
      {state.error === null ? null : <ErrorCard error={state.error} again={state.again} />}
      {state.loading ? <p role="status">{text('loading')}</p> : null}
      {state.empty ? <Empty>{text('lines-empty')}</Empty> : null}
      <Group heading={text('lines-said')} lines={state.said} state={state} />
      <Group heading={text('lines-if-asked')} lines={state.if_asked} state={state} />
      <form
        className="form"
        aria-labelledby="line-new"
        onSubmit={(event) => {
          event.preventDefault()
          void state.draft().then((kept) => {
            if (kept) tell(text('line-kept'))
          })
        }}
      >
        <h2 id="line-new">{text('line-new')}</h2>
        <Select label={text('editor-subject')} options={options} chosen={state.about} on_choice={state.setAbout} placeholder={text('choose')} />
        {state.lacks === 'subject' ? (
          <p role="alert" className="field-error">
            {text('editor-lacks-subject')}
          </p>
        ) : null}
        <TextField label={text('line-question')} description={text('line-question-means')} value={state.question} onChange={state.setQuestion} />
        <TextField label={text('line-text')} lines value={state.words} onChange={state.setWords} error={state.lacks === 'text' ? text('editor-lacks-text') : null} />
        <div>
          <Button type="submit" isPending={state.busy}>
            {text('line-give')}
          </Button>
        </div>
      </form>
    </Page>
  )
}

function Group({ heading, lines, state }: { heading: string; lines: readonly LineToTakeView[]; state: ReturnType<typeof useLines> }) {
  const text = useText()
  const { tell } = useAnnounce()
  const { name_of: subject_of } = useSubjects()
  if (lines.length === 0) return null
  return (
    <section className="stack" aria-label={heading}>
      <h2>{heading}</h2>
      {lines.map((line) => (
        <article key={line.record} className="card stack">
          <p>
            <StateBadge tone={line.approved_by === null ? 'plain' : 'good'}>{text(line.approved_by === null ? 'line-draft' : 'line-approved')}</StateBadge>{' '}
            <bdi className="quiet">{subject_of(line.about)}</bdi>
          </p>
          {line.if_asked === null ? null : (
            <p>
              {text('press-asked')} <q>
                <bdi>{line.if_asked}</bdi>
              </q>
            </p>
          )}
          <p className="press-text line-words">
            <bdi>{line.text}</bdi>
          </p>
          {state.can_approve(line) ? (
            <div>
              <Button
                isDisabled={state.busy}
                onPress={() => {
                  void state.approve(line.record).then((done) => {
                    if (done !== null) tell(text('line-now-approved'))
                  })
                }}
              >
                {text('press-approve')}
              </Button>
            </div>
          ) : line.approved_by === null ? (
            <p className="quiet">{text('line-others-approve')}</p>
          ) : (
            <p className="quiet">
              {text('draft-approved-by')} <bdi>{state.name_of(line.approved_by)}</bdi>
            </p>
          )}
        </article>
      ))}
    </section>
  )
}
