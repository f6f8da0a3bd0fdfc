import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { ShownConflict } from '../../core/generated/views'
import { useReady } from '../../core/hooks'
import type { TimelineEntry, TrackView } from '../../core/shapes/track'
import { short_id } from '../../core/use_people'
import { useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { AskAct } from '../acting/AskAct'
import { ReportedAct } from '../contacts/ReportedAct'
import { tone_of_phase } from '../home/phases'
import { named_in } from './conflicts'
import { LinkForm } from './LinkForm'
import { type TrackShown, review_asked, told_of, useTrack } from './use_track'
import '../contacts/contacts.css'
import './track.css'

export function TrackScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useTrack(params['track'] ?? '')
  const { view, error, loading, again } = shown
  return (
    <Page title={view?.title ?? text('track-untitled')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : (
        <>
          <Standing view={view} shown={shown} />
          <Aims view={view} shown={shown} />
          <Timeline view={view} shown={shown} />
          <LinkForm view={view} />
        </>
      )}
    </Page>
  )
}

/** Who opened it, who closed it, and what can be done about that. */
function Standing({ view, shown }: { view: TrackView; shown: TrackShown }) {
  const text = useText()
  const { other, may_join, may_close } = shown
  return (
    <section className="stack" aria-label={text('track-standing')}>
      <p>
        {text('track-opened-by')} <bdi>{view.opened_by}</bdi>.{' '}
        {text(view.closed ? 'track-is-closed' : view.joined ? 'track-is-joined' : 'track-is-alone')}.
      </p>
      {view.closed_by.map((side) => (
        <p key={side}>
          <bdi>{side}</bdi> {text('track-closed-by')}
        </p>
      ))}
      {view.conflicts.length === 0 ? null : (
        <Banner tone="warn" headline={text('track-conflicts')}>
          <ul>
            {view.conflicts.map((conflict) => (
              <li key={JSON.stringify(conflict)}>
                <Conflict conflict={conflict} view={view} />
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <div className="row">
        {may_join ? (
          <AskAct
            act="join-track"
            args={() => ({ track: view.track })}
            verb={text('track-join')}
            ask={text('track-join-ask')}
            means={text('track-join-means', { other })}
            weight="primary"
          />
        ) : null}
        {may_close ? (
          <AskAct
            act="close-track"
            args={() => ({ track: view.track })}
            verb={text('track-close')}
            ask={text('track-close-ask')}
            means={text('track-close-means', { other })}
          />
        ) : null}
      </div>
    </section>
  )
}

/** By what each is called on the timeline; what isn't on it, by its noun and the beginning of its id. */
function Conflict({ conflict, view }: { conflict: ShownConflict; view: TrackView }) {
  const text = useText()
  const format = useFormat()
  const { side, other_side } = useReady()
  const name_of = useEntryName()
  const names = named_in(conflict).map((named) => {
    if (named === null) return text('warning-this-one')
    const entry = view.timeline.find((one) => one.noun === named.noun && one.subject === named.subject)
    if (entry === undefined) return `${text(`noun-${named.noun}`)} ${short_id(named.subject)}`
    const [own] = entry.local
    return own === undefined ? name_of(entry) : `${name_of(entry)} (${format.day_month(own.civil)})`
  })
  return (
    <>
      {text(`track-conflict-${conflict.kind}`, {
        first: names[0] ?? '',
        second: names[1] ?? '',
        all: format.list(names),
        person: conflict.kind === 'person' ? conflict.name : '',
        side: conflict.kind === 'holiday' ? (conflict.own ? side.name : (other_side?.name ?? '')) : '',
        holiday: conflict.kind === 'holiday' ? conflict.text : '',
      })}
    </>
  )
}

function Aims({ view, shown }: { view: TrackView; shown: TrackShown }) {
  const text = useText()
  const { own, other, own_aim } = shown
  return (
    <section className="stack" aria-labelledby="track-aims">
      <h2 id="track-aims">{text('track-aims')}</h2>
      <div className="aims">
        {[own, other].map((side) => {
          const aim = view.aims.find((one) => one.side === side)
          return (
            <div key={side} className="card stack">
              <h3>
                <bdi>{side}</bdi>
              </h3>
              <p>{aim === undefined ? text('aim-none') : aim.text === null ? text('aim-sealed') : <bdi>{aim.text}</bdi>}</p>
            </div>
          )
        })}
      </div>
      <div>
        <AskAct
          act="declare-aim"
          args={(words) => ({ track: view.track, text: words ?? '' })}
          verb={text(own_aim === null ? 'aim-declare' : 'aim-declare-anew')}
          ask={text('aim-ask')}
          means={text('aim-means', { other })}
          weight={own_aim === null && !shown.may_join ? 'primary' : 'quiet'}
          harmless
          words={{ label: text('aim-words'), wanted: true }}
        />
      </div>
    </section>
  )
}

/** By date; what has none comes last. */
function Timeline({ view, shown }: { view: TrackView; shown: TrackShown }) {
  const text = useText()
  return (
    <section className="stack" aria-labelledby="track-timeline">
      <div className="contact-line-head">
        <h2 id="track-timeline">{text('timeline')}</h2>
        {view.closed ? null : <ButtonLink href={`/tracks/${encodeURIComponent(view.track)}/propose-round`}>{text('round-propose')}</ButtonLink>}
      </div>
      <ol className="timeline">
        {view.timeline.map((entry, at) => (
          <li key={`${entry.noun} ${entry.subject} ${at}`} className={entry.is_past ? 'timeline-entry timeline-past' : 'timeline-entry'}>
            {entry.noun === 'report' ? <HeardEntry entry={entry} view={view} /> : <Entry entry={entry} view={view} shown={shown} />}
          </li>
        ))}
      </ol>
    </section>
  )
}

function useEntryName(): (entry: TimelineEntry) => string {
  const { text, has } = useLanguage()
  return ({ noun, what }) => {
    if (what === '') return text(`noun-${noun}`)
    const medium = `medium-${what}`
    return noun === 'contact' && has(medium) ? text(medium) : what
  }
}

function Entry({ entry, view, shown }: { entry: TimelineEntry; view: TrackView; shown: TrackShown }) {
  const text = useText()
  const name_of = useEntryName()
  const told = told_of(entry, view)
  return (
    <div className="card stack">
      <div className="contact-line-head">
        <h3>
          <Link href={place_of(entry.noun, entry.subject)} className="contact-link">
            <bdi>{name_of(entry)}</bdi>
          </Link>
        </h3>
        <span className="row">
          {entry.fixed ? <StateBadge tone="active">{text('date-fixed')}</StateBadge> : null}
          {entry.phase === '' ? null : <StateBadge tone={tone_of_phase(entry.phase)}>{text(`phase-${entry.phase}`)}</StateBadge>}
        </span>
      </div>
      {entry.local.length === 0 ? <p>{text('contact-no-date')}</p> : <BothTimes local={entry.local} />}
      {shown.minutes
        .filter(({ round }) => entry.noun === 'round' && round === entry.subject)
        .map(({ minutes, phase }) => (
          <p key={minutes} className="item-line">
            <Link href={place_of('minutes', minutes)} className="contact-link">
              {text('noun-minutes')}
            </Link>
            <StateBadge tone={tone_of_phase(phase)}>{text(`phase-${phase}`)}</StateBadge>
          </p>
        ))}
      {told.length === 0 ? null : (
        <ul className="plain-list">
          {told.map((one) => (
            <li key={`${one.link.link} ${one.says}`}>
              <p>
                {text(`link-${one.says}`)} <bdi>{one.other === null ? text('link-elsewhere') : name_of(one.other)}</bdi>{' '}
                <span className="quiet">
                  {text('link-by')} <bdi>{one.link.by}</bdi>
                </span>
              </p>
              {one.says === 'affected' && one.link.reviewed ? <p className="quiet">{text('link-reviewed')}</p> : null}
              {review_asked(one, shown.own) ? (
                <div className="stack">
                  <p>
                    <StateBadge tone="warn">{text('link-review-asked')}</StateBadge>
                  </p>
                  <div>
                    <AskAct
                      act="review-link"
                      args={() => ({ track: view.track, link: one.link.link })}
                      verb={text('link-review')}
                      ask={text('link-review-ask')}
                      means={text('link-review-means', { other: shown.other })}
                      weight="primary"
                    />
                  </div>
                </div>
              ) : null}
              {one.link.by === shown.own && (one.says === 'precedes' || one.says === 'affects') ? (
                <AskAct
                  act="unlink-track"
                  args={() => ({ track: view.track, link: one.link.link })}
                  verb={text('link-undo')}
                  ask={text('link-undo-ask')}
                  means={text('link-undo-means', { other: shown.other })}
                  harmless
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function HeardEntry({ entry, view }: { entry: TimelineEntry; view: TrackView }) {
  const report = view.reported.find(({ record }) => record === entry.report)
  return report === undefined ? null : <ReportedAct report={report} />
}
