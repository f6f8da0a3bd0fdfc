import { useText } from '../../i18n/text'
import { useFormat } from '../../i18n/format'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { Sign } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { DutyParts } from './DutyParts'
import { useShiftChange, useShifts } from './use_shifts'
import './duty.css'

/** Who is on now and next; the list. */
export function ShiftsScreen() {
  const text = useText()
  const format = useFormat()
  const state = useShifts()
  const { on_duty, next, gap, name_of, loading, error } = state
  return (
    <Page title={text('duty-shifts')} narrow>
      <DutyParts />
      {error === null ? null : <ErrorCard error={error} again={state.again} />}
      {loading ? (
        <p role="status">{text('loading')}</p>
      ) : (
        <section className="card stack" aria-labelledby="on-now">
          <h2 id="on-now">{text('shifts-now')}</h2>
          {on_duty.length === 0 ? (
            <p className="on-now">
              <Sign tone="warn" /> {text('shifts-nobody')}
            </p>
          ) : (
            <p className="on-now">
              <bdi>{format.list(on_duty.map((person) => name_of(person)))}</bdi>
            </p>
          )}
          {on_duty.length > 1 ? <p className="quiet">{text('shifts-order')}</p> : null}
          {next === null ? null : (
            <p>
              {text('shifts-next')} <bdi>{name_of(next.person)}</bdi>, <Moment unix_ms={next.from_unix_ms} />
            </p>
          )}
          {gap === null ? null : (
            <p>
              <Sign tone="warn" /> {text('shifts-gap')} <Moment unix_ms={gap} />
            </p>
          )}
        </section>
      )}
      <ShiftList state={state} />
    </Page>
  )
}

type State = ReturnType<typeof useShifts>

function ShiftList({ state }: { state: State }) {
  const text = useText()
  const { tell } = useAnnounce()
  const change = useShiftChange(state.shifts, state.list)
  const rows = state.shifts.map((shift, at) => ({ ...shift, at }))
  return (
    <section className="stack" aria-labelledby="shift-list">
      <h2 id="shift-list">{text('shift-list')}</h2>
      {state.empty ? <Empty>{text('shift-list-empty')}</Empty> : null}
      {rows.length === 0 ? null : (
        <Table
          caption={text('shift-list')}
          rows={rows}
          id_of={({ at }) => String(at)}
          columns={[
            { id: 'person', title: text('shift-person'), cell: ({ person }) => <bdi>{state.name_of(person)}</bdi> },
            { id: 'from', title: text('shift-from'), cell: ({ from_unix_ms }) => <Moment unix_ms={from_unix_ms} /> },
            { id: 'until', title: text('shift-until'), cell: ({ until_unix_ms }) => <Moment unix_ms={until_unix_ms} /> },
            { id: 'on', title: text('shift-on'), cell: ({ on_duty }) => (on_duty ? <StateBadge tone="good">{text('shift-on-now')}</StateBadge> : '–') },
            {
              id: 'remove',
              title: text('shift-change'),
              cell: (shift) => (
                <Button isDisabled={change.busy} aria-label={text('shift-remove-of', { person: state.name_of(shift.person) })} onPress={() => change.ask(shift)}>
                  {text('shift-remove')}
                </Button>
              ),
            },
          ]}
        />
      )}
      <Confirm title={text('shift-remove-ask')} open={change.asked !== null} on_close={change.stay} verb={text('shift-remove')} busy={change.busy} on_confirm={() => void change.remove()}>
        {change.asked === null ? null : (
          <p>
            <bdi>{state.name_of(change.asked.person)}</bdi>: <Moment unix_ms={change.asked.from_unix_ms} /> – <Moment unix_ms={change.asked.until_unix_ms} />
          </p>
        )}
      </Confirm>
      <form
        className="form"
        aria-label={text('shift-add')}
        onSubmit={(event) => {
          event.preventDefault()
          void change.add().then((added) => {
            if (added) tell(text('shift-added'))
          })
        }}
      >
        <h3>{text('shift-add')}</h3>
        <Select
          label={text('shift-person')}
          options={state.officers.map((key) => ({ key, text: state.name_of(key) }))}
          chosen={change.person}
          on_choice={change.setPerson}
          placeholder={text('choose')}
        />
        <MomentField label={text('shift-from')} value={change.from} on_change={change.setFrom} />
        <MomentField label={text('shift-until')} value={change.until} on_change={change.setUntil} />
        {change.lacks === null ? null : (
          <p role="alert" className="field-error">
            {text(`shift-lacks-${change.lacks}`)}
          </p>
        )}
        {change.error === null ? null : <ErrorCard error={change.error} />}
        <div>
          <Button type="submit" isPending={change.busy}>
            {text('shift-add-do')}
          </Button>
        </div>
      </form>
    </section>
  )
}
