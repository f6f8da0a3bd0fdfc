import { rfc3339 } from '../../core/forms/message'
import type { TaskView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { unix_of_civil } from '../../i18n/civil'
import { useNow } from '../../ui/now'
import { useDraftAct } from '../acting/use_draft_act'
import { LEADING, may } from '../inside/roles'
import { useAbout } from '../inside/use_about'
import { useColleagues } from '../inside/use_colleagues'

/** In the order in which they are worked off. */
export const GROUPS = ['mine', 'others', 'settled'] as const
export type Group = (typeof GROUPS)[number]

export function group_of({ state, owner }: Pick<TaskView, 'state' | 'owner'>, me: string): Group {
  if (state !== 'open') return 'settled'
  return owner === me ? 'mine' : 'others'
}

/** What is overdue first, then by date; what has no date after that; what is settled by when it was. */
export function grouped(tasks: readonly TaskView[], me: string): Map<Group, TaskView[]> {
  const groups = new Map<Group, TaskView[]>(GROUPS.map((group) => [group, []]))
  const due = ({ due_unix_ms }: TaskView) => due_unix_ms ?? Number.MAX_SAFE_INTEGER
  for (const task of tasks.filter(({ stands }) => stands).toSorted((one, other) => due(one) - due(other))) groups.get(group_of(task, me))?.push(task)
  groups.get('settled')?.sort((one, other) => other.at_unix_ms - one.at_unix_ms)
  return groups
}

/** Tasks about one matter, or all. */
export function useTasks(about: string | null = null) {
  const { person, roles } = useReady()
  const { data, error, loading, again } = useView('tasks', { history: false })
  const tasks = (data?.tasks ?? []).filter((task) => about === null || task.about === about)
  return {
    tasks,
    groups: grouped(tasks, person),
    empty: data !== null && tasks.length === 0,
    /** Who gives tasks says how they stand. */
    may_give: may(roles, LEADING),
    about: useAbout(),
    colleagues: useColleagues(),
    now: useNow(),
    error,
    loading,
    again,
  }
}

export type TasksShown = ReturnType<typeof useTasks>

interface TaskDraft {
  about: string | null
  owner: string | null
  text: string
  due: string
}

export type TaskProblem = 'about' | 'owner' | 'text' | 'due'

export function task_problems({ about, owner, text, due }: TaskDraft, zone: string): TaskProblem[] {
  const found: [TaskProblem, boolean][] = [
    ['about', about === null],
    ['owner', owner === null],
    ['text', text.trim() === ''],
    ['due', due !== '' && unix_of_civil(due, zone) === null],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

export function useTaskForm(about: string | null, on_done: () => void) {
  const text = useText()
  const { side } = useReady()
  const blank: TaskDraft = { about, owner: null, text: '', due: '' }
  return useDraftAct({
    act: 'give-task',
    blank,
    problems: (draft: TaskDraft) => task_problems(draft, side.zone),
    args: (draft) => {
      const due = unix_of_civil(draft.due, side.zone)
      return { about: draft.about ?? '', form: { owner: draft.owner ?? '', text: draft.text.trim(), due: due === null ? null : rfc3339(due) } }
    },
    told: text('task-given'),
    on_done,
  })
}
