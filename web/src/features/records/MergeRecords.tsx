import { useState } from 'react'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { RecordLine, RecordView } from '../../core/generated/views'
import { useAct, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { TextField } from '../../ui/TextField'
import { InsideForm } from '../inside/InsideForm'
import { useColleagues } from '../inside/use_colleagues'

/** Each beside the others; below them the one that takes their place. */
export function Merge({ lines }: { lines: readonly RecordLine[] }) {
  const text = useText()
  const { go } = usePlace()
  const { tell } = useAnnounce()
  const { act, busy, error } = useAct('merge-notes')
  const [words, setWords] = useState('')
  const [classification, setClassification] = useState('')
  const [tried, setTried] = useState(false)
  const send = async () => {
    setTried(true)
    if (words.trim() === '') return
    const acted = await act({ notes: lines.map(({ record }) => record), text: words, classification: classification.trim() === '' ? null : classification.trim(), off_list: true })
    if (acted === null) return
    tell(text('record-kept'))
    go(acted.record === null ? '/inside/records' : place_of('record', acted.record))
  }
  return (
    <>
      <div className="merged">
        {lines.map(({ record }) => (
          <ToMerge key={record} note={record} take={(more) => setWords((before) => (before === '' ? more : `${before}\n\n${more}`))} />
        ))}
      </div>
      <InsideForm title={text('record-merge')} verb={text('record-keep')} busy={busy} error={error} send={send} leave={() => go('/inside/records')}>
        <TextField label={text('record-merged-text')} description={text('record-merge-keeps')} value={words} onChange={setWords} lines error={tried && words.trim() === '' ? text('problem-words') : null} />
        <TextField label={text('record-classification')} description={text('record-classification-merged')} value={classification} onChange={setClassification} />
      </InsideForm>
    </>
  )
}

function ToMerge({ note, take }: { note: string; take: (words: string) => void }) {
  const text = useText()
  const { data, error, again } = useView('record-of-contact', { note })
  if (error !== null) return <ErrorCard error={error} again={again} />
  if (data === null) return <p role="status">{text('loading')}</p>
  return <ToMergeShown view={data} take={take} />
}

function ToMergeShown({ view, take }: { view: RecordView; take: (words: string) => void }) {
  const text = useText()
  const { name_of } = useColleagues()
  return (
    <article className="card stack">
      <h2>{text('record-of', { who: name_of(view.written.person) })}</h2>
      <p className="kept-title">
        <bdi>{view.classification}</bdi>
      </p>
      <p className="kept-text">
        <bdi>{view.text}</bdi>
      </p>
      <div>
        <Button onPress={() => take(view.text)}>{text('record-take')}</Button>
      </div>
    </article>
  )
}
