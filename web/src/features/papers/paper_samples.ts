/** Invented papers for scenes and tests. */
import type { BracketsView, PaperDiff, PaperList, PaperView } from '../../core/shapes/paper'
import { MINUTE, NOW } from '../../gallery/people'

export const PAPER_ID = 'e1d2c3b4a5968778695a4b3c2d1e0f10'
const DAY = 24 * 60 * MINUTE
const HANDED = NOW - 15 * DAY
const FIRST = 'Article 1. Neither side places new bases near the other.\nArticle 2. Both sides tell each other of exercises 14 days before.'
const SECOND =
  'Article 1. Neither side places new bases near the other.\nArticle 2. Both sides tell each other of [exercises of more than 9,000 people | North: all exercises] 30 days before.'

const text = (words: string) => ({ title: 'Treaty on guarantees', text: words, languages: ['ru', 'en'], recipients: ['South'] })
const receipt = (at: number) => ({ said_unix_ms: at, received_unix_ms: at + MINUTE, confirmed_unix_ms: at + 2 * MINUTE })

export const PAPER_OURS: PaperView = {
  paper: PAPER_ID,
  kind: 'proposal',
  by: 'North',
  title: 'Treaty on guarantees',
  recipients: ['South'],
  state: 'read-reply-due',
  reply_by_unix_ms: NOW + 20 * DAY,
  versions: [
    { number: 1, record: 'v1', paper: text(FIRST), receipt: receipt(HANDED), read_unix_ms: HANDED + DAY },
    { number: 2, record: 'v2', paper: text(SECOND), receipt: { ...receipt(NOW - DAY), received_unix_ms: null }, read_unix_ms: null },
  ],
  replies: [],
  reported: [],
  without_effect: [],
}

export const PAPER_THEIRS: PaperView = {
  ...PAPER_OURS,
  kind: 'position',
  by: 'South',
  recipients: ['North'],
  title: 'Position on verification',
  state: 'received',
  versions: PAPER_OURS.versions.map((version) => ({ ...version, paper: text(version.paper?.text ?? ''), receipt: receipt(HANDED), read_unix_ms: null })),
}

export const DIFF: PaperDiff = {
  paper: PAPER_ID,
  from: 1,
  to: 2,
  fields: [],
  text: [
    { what: 'same', text: 'Article 1. Neither side places new bases near the other.\nArticle 2. Both sides tell each other of ' },
    { what: 'removed', text: 'exercises 14' },
    { what: 'added', text: '[exercises of more than 9,000 people | North: all exercises] 30' },
    { what: 'same', text: ' days before.' },
  ],
}

export const BRACKETS: BracketsView = {
  paper: PAPER_ID,
  version: 2,
  brackets: [
    {
      number: 1,
      line: 2,
      alternatives: [
        { by: null, text: 'exercises of more than 9,000 people' },
        { by: 'North', text: 'all exercises' },
      ],
    },
  ],
}

export const PAPER_LIST: PaperList = {
  papers: [
    { paper: PAPER_ID, kind: 'proposal', by: 'North', title: 'Treaty on guarantees', recipients: ['South'], versions: 2, state: 'read-reply-due', reply_by_unix_ms: NOW + 20 * DAY },
    { paper: 'f1d2', kind: 'proposal', by: 'North', title: 'Agreement with the alliance', recipients: ['The alliance'], versions: 1, state: 'reply-overdue', reply_by_unix_ms: NOW - DAY },
    { paper: 'a1d2', kind: 'position', by: 'South', title: null, recipients: ['North'], versions: 1, state: 'received', reply_by_unix_ms: null },
  ],
}
