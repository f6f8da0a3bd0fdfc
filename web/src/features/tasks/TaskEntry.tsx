import type { TaskView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { AskAct } from '../acting/AskAct'
import { AboutLine, SignedBy } from '../inside/Entry'
import type { TasksShown } from './use_tasks'

const TONES: Readonly<Record<string, Tone>> = { open: 'active', done: 'good', dropped: 'plain' }

/** What is to be done, by whom, until when; and to say that it is done. */
export function TaskEntry({ task, shown, with_about = true }: { task: TaskView; shown: TasksShown; with_about?: boolean }) {
  const text = useText()
  const format = useFormat()
  const { now, about, colleagues, may_give } = shown
  const { record, state, due_unix_ms, overdue } = task
  const is_open = state === 'open'
  return (
    <article className={`kept ${overdue ? 'kept-late' : is_open ? 'kept-waits' : ''}`}>
      <p className="kept-title">
        <bdi>{task.text}</bdi>
      </p>
      <p className="kept-head">
        <span>
          {text('task-for')} <bdi>{colleagues.name_of(task.owner)}</bdi>
        </span>
        {overdue ? <StateBadge tone="bad">{text('overdue')}</StateBadge> : <StateBadge tone={TONES[state] ?? 'plain'}>{text(`task-${state}`)}</StateBadge>}
      </p>
      {due_unix_ms === null ? null : (
        <p>
          {text('due')} <Moment unix_ms={due_unix_ms} /> {is_open ? <span className="quiet">({format.from_now(due_unix_ms, now)})</span> : null}
        </p>
      )}
      {with_about ? <AboutLine about={about.of(task.about)} /> : null}
      <SignedBy who={colleagues.name_of(task.author)} at_unix_ms={task.at_unix_ms} stands={task.stands} public={task.public} />
      {is_open && task.stands && may_give ? (
        <div className="row">
          <AskAct act="settle-task" args={() => ({ task: record, state: 'done' })} verb={text('task-settle-done')} ask={text('task-ask-done')} means={text('task-means-done')} harmless />
          <AskAct act="settle-task" args={() => ({ task: record, state: 'dropped' })} verb={text('task-settle-dropped')} ask={text('task-ask-dropped')} means={text('task-means-dropped')} />
        </div>
      ) : null}
    </article>
  )
}
