import { useState } from 'react'

import type { UnrecordedView } from '../../core/shapes/unrecorded'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Confirm } from '../../ui/Dialog'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import { DAYS, useInbox, useSending } from './use_soundings'
import '../contacts/contacts.css'

export function SoundingsScreen() {
  const text = useText()
  const [answers, setAnswers] = useState<UnrecordedView | null>(null)
  return (
    <Page title={text('nav-soundings')} narrow>
      <Inbox on_answer={setAnswers} />
      <section className="stack" aria-labelledby="sounding-what">
        <h2 id="sounding-what">{text('sounding-what')}</h2>
        <p>{text('sounding-what-means')}</p>
        <h3>{text('sounding-proves')}</h3>
        <p>{text('sounding-proves-means')}</p>
        <h3>{text('sounding-cannot')}</h3>
        <p>{text('sounding-cannot-means')}</p>
      </section>
      <Sending key={answers?.id ?? 'new'} answers={answers} on_done={() => setAnswers(null)} />
    </Page>
  )
}

function Inbox({ on_answer }: { on_answer: (one: UnrecordedView) => void }) {
  const text = useText()
  const format = useFormat()
  const { items, now, until, forget, loading, error } = useInbox()
  return (
    <section className="stack" aria-labelledby="soundings-in">
      <h2 id="soundings-in">{text('soundings-in')}</h2>
      {error === null ? null : <ErrorCard error={error} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {!loading && items.length === 0 ? <Empty>{text('soundings-none')}</Empty> : null}
      <ul className="contact-list">
        {items.map((one) => (
          <li key={one.id} className="reported">
            <p className="reported-head">
              <StateBadge tone="warn">{text('unsigned')}</StateBadge>
              <strong>{text(`kind-${one.kind}`)}</strong>
              {one.title === '' ? null : <bdi>{one.title}</bdi>}
            </p>
            <blockquote className="words-of">{one.text === null ? text('sounding-sealed') : <bdi>{one.text}</bdi>}</blockquote>
            {one.answers === null ? null : <p className="quiet">{text('sounding-answers-ours')}</p>}
            <p className="quiet">
              {text('sounding-from')} <bdi>{one.from}</bdi>
            </p>
            <p>
              {text('sounding-until', { day: format.short_day(until(one)), time: format.time(until(one)), away: format.from_now(one.expires_unix_ms, now) })}
            </p>
            <div className="row">
              <Button onPress={() => on_answer(one)}>{text('sounding-answer')}</Button>
              <Button isPending={forget.busy} onPress={() => void forget.act({ id: one.id })}>
                {text('sounding-forget')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Sending({ answers, on_done }: { answers: UnrecordedView | null; on_done: () => void }) {
  const text = useText()
  const sending = useSending(answers, on_done)
  const { kind, words, title, days, other } = sending
  return (
    <form
      className="stack"
      aria-labelledby="sounding-send"
      onSubmit={(event) => {
        event.preventDefault()
        sending.check()
      }}
    >
      <h2 id="sounding-send">{text(answers === null ? 'sounding-send' : 'sounding-send-answer')}</h2>
      {sending.line_down ? (
        <Banner tone="warn" headline={text('sounding-line-down')}>
          {text('sounding-line-down-means')}
        </Banner>
      ) : null}
      {answers === null ? null : (
        <>
          <blockquote className="words-of">
            <bdi>{answers.text}</bdi>
          </blockquote>
          <div>
            <Button onPress={on_done}>{text('sounding-no-answer')}</Button>
          </div>
        </>
      )}
      <Choice
        label={text('sounding-kind')}
        options={[
          { key: 'sounding', text: text('kind-means-sounding') },
          { key: 'non-paper', text: text('kind-means-non-paper') },
        ]}
        chosen={kind}
        on_choice={sending.set_kind}
      />
      {kind === 'non-paper' ? <TextField label={text('sounding-title')} value={title} onChange={sending.set_title} /> : null}
      <TextField
        label={text('sounding-words')}
        value={words}
        onChange={sending.set_words}
        lines
        error={sending.lacks_words ? text('problem-words') : null}
      />
      <Select
        label={text('sounding-forgotten')}
        options={DAYS.map((count) => ({ key: count, text: text('sounding-days', { count: Number(count) }) }))}
        chosen={days}
        on_choice={sending.set_days}
      />
      <div>
        <Button type="submit" weight="primary">
          {text('sounding-check')}
        </Button>
      </div>
      <Confirm
        title={text(`send-ask-${kind}`)}
        open={sending.asking}
        on_close={sending.close}
        verb={text('sounding-send-now')}
        weight="primary"
        busy={sending.busy}
        on_confirm={() => void sending.send()}
      >
        {sending.error === null ? null : <ErrorCard error={sending.error} />}
        <blockquote className="words-of">
          <bdi>{words}</bdi>
        </blockquote>
        <p>{text('sounding-means', { other })}</p>
      </Confirm>
    </form>
  )
}
