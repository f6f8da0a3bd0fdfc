import { useText } from '../../i18n/text'
import { MomentField } from '../../ui/MomentField'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { InsideForm } from '../inside/InsideForm'
import { type TasksShown, useTaskForm } from './use_tasks'

/** Gives somebody of the own side something to do. */
export function TaskForm({ shown, about, leave }: { shown: TasksShown; about: string | null; leave: () => void }) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useTaskForm(about, leave)
  return (
    <InsideForm title={text('task-give')} verb={text('task-sign')} busy={busy} error={error} send={send} leave={leave}>
      {about === null ? (
        <>
          <Select label={text('about-what')} options={shown.about.options} chosen={draft.about} on_choice={(chosen) => set({ about: chosen })} placeholder={text('choose')} />
          {lacks('about') ? <p className="field-error">{text('problem-about')}</p> : null}
        </>
      ) : null}
      <TextField label={text('task-text')} value={draft.text} onChange={(words) => set({ text: words })} lines error={lacks('text') ? text('problem-task-text') : null} />
      <Select label={text('task-owner')} description={text('task-owner-means')} options={shown.colleagues.options} chosen={draft.owner} on_choice={(owner) => set({ owner })} placeholder={text('choose')} />
      {lacks('owner') ? <p className="field-error">{text('problem-owner')}</p> : null}
      <MomentField label={text('task-due')} value={draft.due} on_change={(due) => set({ due })} error={lacks('due') ? text('problem-when') : null} />
    </InsideForm>
  )
}
