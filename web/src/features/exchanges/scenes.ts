import { FakeCore } from '../../core/fake_core'
import type { ExchangeList, ExchangeView } from '../../core/generated/views'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { CHEATED, EXCHANGE_ID, HALF_REVEALED, LAPSED, LODGED, LODGING, LONG, REVEALED, UNREADABLE } from './exchange_samples'

const line_of = ({ exchange, state, opened_by, until_unix_ms }: ExchangeView) => ({ exchange, state, opened_by, until_unix_ms })
const ALL: ExchangeList = { exchanges: [LODGING, HALF_REVEALED, REVEALED, LAPSED].map((view, at) => line_of({ ...view, exchange: `${String(at)}${view.exchange}` })) }

function desk(view: ExchangeView, list = ALL): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    exchange: () => view,
    exchanges: () => list,
  })
}

function failing(): FakeCore {
  const core = desk(LODGED)
  core.answers = { ...core.answers, exchange: () => Promise.reject(new Error('no exchange of this id is on this line')) }
  return core
}

const path = `/exchanges/${EXCHANGE_ID}`

export const scenes: Scene[] = [
  { name: 'exchanges', path: '/exchanges', core: () => desk(LODGING) },
  { name: 'exchanges-empty', path: '/exchanges', core: () => desk(LODGING, { exchanges: [] }) },
  { name: 'exchange-open', path: '/exchanges/open', core: () => desk(LODGING) },
  { name: 'exchange-lodging', path, core: () => desk(LODGING) },
  { name: 'exchange-lodged', path, core: () => desk(LODGED) },
  { name: 'exchange-reveal', path, core: () => desk(LODGED), press: 'exchange-reveal' },
  { name: 'exchange-half-revealed', path, core: () => desk(HALF_REVEALED) },
  { name: 'exchange-revealed', path, core: () => desk(REVEALED) },
  { name: 'exchange-cheated', path, core: () => desk(CHEATED) },
  { name: 'exchange-unreadable', path, core: () => desk(UNREADABLE) },
  { name: 'exchange-lapsed', path, core: () => desk(LAPSED) },
  { name: 'exchange-long', path, core: () => desk(LONG) },
  { name: 'exchange-error', path, core: failing },
]
