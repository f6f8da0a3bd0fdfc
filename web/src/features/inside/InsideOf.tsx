import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { CardBody } from '../briefing/CardBody'
import { CardForm } from '../briefing/CardForm'
import { useCards } from '../briefing/use_cards'
import { CoalitionLine } from '../coalitions/Coalitions'
import { useCoalitions } from '../coalitions/use_coalitions'
import { ConsultationEntry } from '../consultations/ConsultationEntry'
import { ConsultationForm } from '../consultations/ConsultationForm'
import { useConsultations } from '../consultations/use_consultations'
import { MandateEntry } from '../mandates/MandateEntry'
import { useMandates } from '../mandates/use_mandates'
import { MergeLink, RecordEntry } from '../records/Records'
import { useRecords } from '../records/use_records'
import { TaskEntry } from '../tasks/TaskEntry'
import { TaskForm } from '../tasks/TaskForm'
import { useTasks } from '../tasks/use_tasks'
import { Opens } from './InsideForm'
import { READERS, may } from './roles'
import './inside.css'

/** What the own side keeps about a contact, on its page; nothing of it for those to whom it isn't sealed. */
export function InsideOf({ contact, over }: { contact: string; over: boolean }) {
  const { roles } = useReady()
  return may(roles, READERS) ? <Shown contact={contact} over={over} /> : null
}

function Shown({ contact, over }: { contact: string; over: boolean }) {
  const text = useText()
  const { side } = useReady()
  return (
    <section className="inside-of" aria-labelledby="inside-of">
      <div className="stack-small">
        <h2 id="inside-of">{text('inside-of', { side: side.name })}</h2>
        <p className="quiet">{text('inside-of-means')}</p>
      </div>
      <CardsOf about={contact} />
      <MandatesBeside />
      <TasksOf about={contact} />
      <ConsultationsOf about={contact} />
      <CoalitionsOf about={contact} />
      <RecordsOf about={contact} over={over} />
    </section>
  )
}

/** The words of a card stand before the eyes: nobody looks for them in a call. */
export function CardsOf({ about, acting = true }: { about: string; acting?: boolean }) {
  const text = useText()
  const shown = useCards(about)
  if (shown.cards.length === 0 && (!shown.briefs || !acting)) return null
  return (
    <div className="stack">
      <h3>{text('cards')}</h3>
      {shown.error === null ? null : <ErrorCard error={shown.error} again={shown.again} />}
      {shown.cards.map((card) => (
        <article key={card.record} className="kept">
          <h4>
            {acting ? (
              <Link href={place_of('briefing', card.record)} className="contact-link">
                <bdi>{card.title === '' ? text('card-untitled') : card.title}</bdi>
              </Link>
            ) : (
              <bdi>{card.title === '' ? text('card-untitled') : card.title}</bdi>
            )}
          </h4>
          <CardBody card={card} shown={shown} />
        </article>
      ))}
      {shown.briefs && acting ? <Opens verb={text('card-new')}>{(close) => <CardForm shown={shown} about={about} of={null} leave={close} />}</Opens> : null}
    </div>
  )
}

/** What delegations may agree to binds what is said in a call before their round. */
function MandatesBeside() {
  const text = useText()
  const shown = useMandates()
  if (shown.mandates.length === 0) return null
  return (
    <details className="card">
      <summary>{text('mandates-that-stand', { count: shown.mandates.length })}</summary>
      <ul className="kept-list">
        {shown.mandates.map((mandate) => (
          <li key={mandate.record}>
            <MandateEntry mandate={mandate} shown={shown} />
          </li>
        ))}
      </ul>
    </details>
  )
}

function TasksOf({ about }: { about: string }) {
  const text = useText()
  const shown = useTasks(about)
  const tasks = [...shown.groups.values()].flat()
  if (tasks.length === 0 && !shown.may_give) return null
  return (
    <div className="stack">
      <h3>{text('tasks')}</h3>
      {shown.error === null ? null : <ErrorCard error={shown.error} again={shown.again} />}
      {tasks.map((task) => (
        <TaskEntry key={task.record} task={task} shown={shown} with_about={false} />
      ))}
      {shown.may_give ? <Opens verb={text('task-give')}>{(close) => <TaskForm shown={shown} about={about} leave={close} />}</Opens> : null}
    </div>
  )
}

function ConsultationsOf({ about }: { about: string }) {
  const text = useText()
  const shown = useConsultations(about)
  if (shown.consultations.length === 0 && !shown.may_enter) return null
  return (
    <div className="stack">
      <h3>{text('consultations')}</h3>
      {shown.error === null ? null : <ErrorCard error={shown.error} again={shown.again} />}
      {shown.consultations.map((one) => (
        <ConsultationEntry key={one.record} one={one} shown={shown} with_about={false} />
      ))}
      {shown.may_enter ? <Opens verb={text('consultation-enter')}>{(close) => <ConsultationForm shown={shown} about={about} of={null} leave={close} />}</Opens> : null}
    </div>
  )
}

function CoalitionsOf({ about }: { about: string }) {
  const text = useText()
  const shown = useCoalitions(about)
  if (shown.coalitions.length === 0) return null
  return (
    <div className="stack">
      <h3>{text('coalitions')}</h3>
      {shown.coalitions.map((one) => (
        <CoalitionLine key={one.record} one={one} shown={shown} with_about={false} />
      ))}
    </div>
  )
}

/** Drafted during the call or after it. */
function RecordsOf({ about, over }: { about: string; over: boolean }) {
  const text = useText()
  const shown = useRecords(about)
  if (shown.records.length === 0 && !(shown.writes && over)) return null
  return (
    <div className="stack">
      <h3>{text('records')}</h3>
      {shown.error === null ? null : <ErrorCard error={shown.error} again={shown.again} />}
      <MergeLink shown={shown} about={about} />
      {shown.records.map((line) => (
        <RecordEntry key={line.record} line={line} shown={shown} with_about={false} />
      ))}
      {shown.writes && over ? (
        <div>
          <ButtonLink href={`/inside/records/new/${encodeURIComponent(about)}`}>{text('record-new')}</ButtonLink>
        </div>
      ) : null}
    </div>
  )
}
