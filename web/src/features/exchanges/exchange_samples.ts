/** Invented exchanges for scenes and tests. */
import type { ExchangePartView, ExchangeView, PaperTextView, ReceiptView } from '../../core/generated/views'
import { MINUTE, NOW } from '../../gallery/people'

export const EXCHANGE_ID = '5c20b4a3928170615243342516070898'
const HOUR = 60 * MINUTE

const RECEIPT: ReceiptView = { said_unix_ms: NOW - 3 * HOUR, received_unix_ms: NOW - 3 * HOUR + MINUTE, confirmed_unix_ms: null }
const OURS: PaperTextView = { title: 'Position on verification', text: 'North holds that visits at short notice go both ways.', languages: [], recipients: [] }
const THEIRS: PaperTextView = {
  title: 'Our understanding of verification',
  text: 'South would accept visits at short notice for the installations of the annex, and for no others.',
  languages: [],
  recipients: [],
}

function part(side: string, more: Partial<ExchangePartView> = {}): ExchangePartView {
  return { side, lodged: null, commitment: null, revealed_unix_ms: null, paper: null, showed_another: false, ...more }
}

const NORTH_LODGED = { lodged: RECEIPT, commitment: '9f2c41d07ab85e36c1f0982d4b7a6e15038dfc2199a4b5e6d7c8f90a1b2c3d4e', paper: OURS }
const SOUTH_LODGED = { lodged: RECEIPT, commitment: '03b1e2d4c5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978869788796a5b4c3d2' }

export const LODGING: ExchangeView = {
  exchange: EXCHANGE_ID,
  state: 'lodging',
  opened_by: 'South',
  until_unix_ms: NOW + 22 * HOUR,
  sides: [part('North'), part('South', SOUTH_LODGED)],
  without_effect: [],
}

export const LODGED: ExchangeView = { ...LODGING, state: 'lodged', sides: [part('North', NORTH_LODGED), part('South', SOUTH_LODGED)] }

const SHOWN = { ...SOUTH_LODGED, revealed_unix_ms: NOW - 20 * MINUTE }

export const HALF_REVEALED: ExchangeView = { ...LODGED, state: 'half-revealed', sides: [part('North', NORTH_LODGED), part('South', { ...SHOWN, paper: THEIRS })] }

const NORTH_SHOWN = part('North', { ...NORTH_LODGED, revealed_unix_ms: NOW - 10 * MINUTE })

export const REVEALED: ExchangeView = { ...LODGED, state: 'revealed', sides: [NORTH_SHOWN, part('South', { ...SHOWN, paper: THEIRS })] }
export const CHEATED: ExchangeView = { ...REVEALED, sides: [NORTH_SHOWN, part('South', { ...SHOWN, showed_another: true })] }
export const UNREADABLE: ExchangeView = { ...REVEALED, sides: [NORTH_SHOWN, part('South', { ...SHOWN, unreadable: true })] }
export const LAPSED: ExchangeView = { ...LODGING, state: 'lapsed', until_unix_ms: NOW - HOUR }
export const LONG: ExchangeView = {
  ...REVEALED,
  sides: [
    NORTH_SHOWN,
    part('South', {
      ...SHOWN,
      paper: {
        ...THEIRS,
        title: 'Our understanding of verification, of what it is for, and of how it ends where one side no longer sees a reason to go on with it',
        text: Array.from({ length: 8 }, () => `${THEIRS.text} Wiederaufnahmevoraussetzungen_ohne_Umbruch_in_einem_einzigen_langen_Wort_das_nirgends_bricht.`).join('\n\n'),
      },
    }),
  ],
}
