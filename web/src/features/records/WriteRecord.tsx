import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { RecordLine } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { civil_in } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Choices } from '../../ui/Choice'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { AboutLine } from '../inside/Entry'
import { InsideForm } from '../inside/InsideForm'
import { Merge } from './MergeRecords'
import { OpenButton } from './OpenButton'
import { useOpening } from './use_opening'
import { type NoteDraft, type RecordsShown, useNoteForm, useRecords } from './use_records'
import '../contacts/contacts.css'
import '../inside/inside.css'

const BLANK: NoteDraft = { about: null, text: '', classification: '', distribution: [], keep_until: '' }

/** A draft of a record; one in the place of another; or one that merges several. */
export function WriteRecordScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useRecords()
  const notes = (params['notes'] ?? '').split(',').filter((note) => note !== '')
  const title = notes.length === 0 ? 'record-new' : notes.length === 1 ? 'record-newer' : 'record-merge'
  const lines = notes.flatMap((note) => shown.all.filter(({ record }) => record === note))
  return (
    <Page title={text(title)} narrow={notes.length < 2}>
      {shown.error === null ? null : <ErrorCard error={shown.error} again={shown.again} />}
      {notes.length === 0 ? <Write shown={shown} about={params['about'] ?? null} blank={BLANK} instead_of={[]} /> : null}
      {notes.length > 0 && shown.loading ? <p role="status">{text('loading')}</p> : null}
      {lines.length > 0 && lines.length === notes.length ? <Opened lines={lines} shown={shown} /> : null}
    </Page>
  )
}

interface WriteProps {
  shown: RecordsShown
  about: string | null
  blank: NoteDraft
  instead_of: string[]
}

function Write({ shown, about, blank, instead_of }: WriteProps) {
  const text = useText()
  const { go } = usePlace()
  const after = (record: string | null) => go(record === null ? '/inside/records' : place_of('record', record))
  const { draft, set, shown: lacks, send, busy, error } = useNoteForm({ ...blank, about }, instead_of, after)
  const id = instead_of[0]
  return (
    <InsideForm title={text('record-words')} verb={text('record-keep')} busy={busy} error={error} send={send} leave={() => go(id === undefined ? '/inside/records' : place_of('record', id))}>
      {about === null ? (
        <>
          <Select label={text('record-about')} options={shown.about.held} chosen={draft.about} on_choice={(chosen) => set({ about: chosen })} placeholder={text('choose')} />
          {lacks('about') ? <p className="field-error">{text('problem-about')}</p> : null}
        </>
      ) : (
        <AboutLine about={shown.about.of(about)} />
      )}
      <p className="quiet">{text('record-header-means')}</p>
      <TextField label={text('record-text')} value={draft.text} onChange={(words) => set({ text: words })} lines error={lacks('text') ? text('problem-words') : null} />
      <TextField
        label={text('record-classification')}
        description={text('record-classification-means')}
        value={draft.classification}
        onChange={(classification) => set({ classification })}
        error={lacks('classification') ? text('problem-classification') : null}
      />
      <Choices label={text('record-distribution')} description={text('record-distribution-means')} options={shown.colleagues.options} chosen={draft.distribution} on_choice={(distribution) => set({ distribution })} />
      <MomentField label={text('record-keep-until')} value={draft.keep_until} on_change={(keep_until) => set({ keep_until })} error={lacks('keep-until') ? text('problem-when') : null} />
    </InsideForm>
  )
}

/** What others wrote is read first, with a line of the access log for each. */
function Opened({ lines, shown }: { lines: readonly RecordLine[]; shown: RecordsShown }) {
  const opening = useOpening(lines.map(({ record }) => record))
  const [first, second] = lines
  if (!opening.opened || first === undefined) return <OpenButton opening={opening} />
  return second === undefined ? <Newer note={first.record} shown={shown} /> : <Merge lines={lines} />
}

function Newer({ note, shown }: { note: string; shown: RecordsShown }) {
  const text = useText()
  const { side } = useReady()
  const { data, error, again } = useView('record-of-contact', { note })
  if (error !== null) return <ErrorCard error={error} again={again} />
  if (data === null) return <p role="status">{text('loading')}</p>
  // It takes the place of the other with its day, which may be moved later.
  const keep_until = data.keep_until_unix_ms === null ? '' : civil_in(data.keep_until_unix_ms, side.zone).slice(0, 16)
  const blank = { ...BLANK, text: data.text, classification: data.classification, distribution: data.distribution, keep_until }
  return <Write shown={shown} about={data.about} blank={blank} instead_of={[note]} />
}
