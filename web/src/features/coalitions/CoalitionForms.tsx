import type { CoalitionView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { MomentField } from '../../ui/MomentField'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { InsideForm } from '../inside/InsideForm'
import {
  COMMON_LINES,
  type CoalitionsShown,
  STANCES,
  type SourceProblem,
  useCoalitionForm,
  useCommonReplyForm,
  usePositionForm,
} from './use_coalitions'

interface Leaving {
  leave: () => void
  on_done: (coalition: string | null) => void
}

export function CoalitionForm({ shown, leave, on_done }: Leaving & { shown: CoalitionsShown }) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useCoalitionForm(on_done)
  return (
    <InsideForm title={text('coalition-enter')} verb={text('coalition-sign')} busy={busy} error={error} send={send} leave={leave}>
      <Select label={text('about-what')} options={shown.about.options} chosen={draft.about} on_choice={(about) => set({ about })} placeholder={text('choose')} />
      {lacks('about') ? <p className="field-error">{text('problem-about')}</p> : null}
      <TextField label={text('coalition-name')} value={draft.name} onChange={(name) => set({ name })} error={lacks('name') ? text('problem-name') : null} />
      <TextField label={text('coalition-members')} description={text('coalition-members-means')} value={draft.members} onChange={(members) => set({ members })} lines error={lacks('members') ? text('problem-members') : null} />
    </InsideForm>
  )
}

export function PositionForm({ coalition, leave, on_done }: Leaving & { coalition: CoalitionView }) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = usePositionForm(coalition, on_done)
  return (
    <InsideForm title={text('position-enter')} verb={text('position-sign')} busy={busy} error={error} send={send} leave={leave}>
      <Select label={text('position-member')} options={coalition.members.map(({ member }) => ({ key: member, text: member }))} chosen={draft.member} on_choice={(member) => set({ member })} placeholder={text('choose')} />
      {lacks('member') ? <p className="field-error">{text('problem-member')}</p> : null}
      <Select label={text('position-stance')} options={STANCES.map((key) => ({ key, text: text(`stance-${key}`) }))} chosen={draft.stance} on_choice={(stance) => set({ stance })} />
      {draft.stance === 'not-known' ? null : (
        <>
          <TextField label={text('position-words')} value={draft.words} onChange={(words) => set({ words })} lines error={lacks('words') ? text('problem-words') : null} />
          <SourceFields draft={draft} set={set} lacks={lacks} />
        </>
      )}
    </InsideForm>
  )
}

export function CommonReplyForm({ coalition, leave, on_done }: Leaving & { coalition: CoalitionView }) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useCommonReplyForm(coalition, on_done)
  return (
    <InsideForm title={text('common-line-enter')} verb={text('position-sign')} busy={busy} error={error} send={send} leave={leave}>
      <Select label={text('common-line')} options={COMMON_LINES.map((key) => ({ key, text: text(`common-line-${key}`) }))} chosen={draft.common_line} on_choice={(common_line) => set({ common_line })} />
      {draft.common_line === 'given' ? (
        <TextField label={text('common-line-words')} value={draft.words} onChange={(words) => set({ words })} lines error={lacks('words') ? text('problem-words') : null} />
      ) : null}
      {draft.common_line === 'not-known' ? null : <SourceFields draft={draft} set={set} lacks={lacks} />}
    </InsideForm>
  )
}

interface SourceFieldsProps {
  draft: { source: string; heard: string }
  set: (more: { source?: string; heard?: string }) => void
  lacks: (problem: SourceProblem) => boolean
}

/** From whom, and since when: nothing that is heard is entered without. */
function SourceFields({ draft, set, lacks }: SourceFieldsProps) {
  const text = useText()
  const late = lacks('heard-to-come') ? text('problem-heard-to-come') : null
  return (
    <>
      <TextField label={text('heard-source')} description={text('heard-source-means')} value={draft.source} onChange={(source) => set({ source })} error={lacks('source') ? text('problem-source') : null} />
      <MomentField label={text('position-heard')} value={draft.heard} on_change={(heard) => set({ heard })} error={lacks('heard') ? text('problem-when') : late} />
    </>
  )
}
