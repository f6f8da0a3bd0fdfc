import { Link } from 'react-aria-components'

import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { InsideParts } from '../inside/InsideParts'
import { Opens } from '../inside/InsideForm'
import { TaskEntry } from './TaskEntry'
import { TaskForm } from './TaskForm'
import { GROUPS, type Group, type TasksShown, useTasks } from './use_tasks'
import '../contacts/contacts.css'

/** What was promised and given out: one's own first. */
export function TaskListScreen() {
  const text = useText()
  const shown = useTasks()
  const { may_give, empty, error, loading, again } = shown
  return (
    <Page title={text('tasks')} narrow>
      <InsideParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {may_give ? (
        <Opens verb={text('task-give')} weight="primary">
          {(close) => <TaskForm shown={shown} about={null} leave={close} />}
        </Opens>
      ) : null}
      {empty ? <Empty>{text('tasks-none')}</Empty> : null}
      {GROUPS.map((group) => (
        <TaskGroup key={group} group={group} shown={shown} />
      ))}
    </Page>
  )
}

function TaskGroup({ group, shown }: { group: Group; shown: TasksShown }) {
  const text = useText()
  const tasks = shown.groups.get(group) ?? []
  if (tasks.length === 0) return null
  return (
    <section className="stack" aria-labelledby={`tasks-${group}`}>
      <h2 id={`tasks-${group}`}>{text(`tasks-${group}`, { count: tasks.length })}</h2>
      <ul className="kept-list">
        {tasks.map((task) => (
          <li key={task.record}>
            <TaskEntry task={task} shown={shown} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One task, as home leads to it. */
export function TaskScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useTasks()
  const { tasks, error, loading, again } = shown
  const task = tasks.find(({ record }) => record === params['task'])
  return (
    <Page title={text('noun-task')} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {/* Once it is settled another record stands in its place. */}
      {!loading && task === undefined ? <Empty>{text('task-gone')}</Empty> : null}
      {task === undefined ? null : <TaskEntry task={task} shown={shown} />}
      <p>
        <Link href="/inside" className="contact-link">
          {text('tasks-all')}
        </Link>
      </p>
    </Page>
  )
}
