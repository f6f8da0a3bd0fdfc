import type {
  ExchangeList,
  ExchangeView,
  JointList,
  JointView,
  MinutesList,
  MinutesView,
  OfferDiff,
  RoundList,
  RoundView,
  SilenceList,
  SilenceView,
} from './generated/views'

type None = Record<string, never>

interface Which {
  from: number | null
  to: number | null
}

/** What can be asked about talks. */
export interface TalkViews {
  rounds: { args: None; answer: RoundList }
  round: { args: { round: string }; answer: RoundView }
  'minutes-list': { args: None; answer: MinutesList }
  minutes: { args: { minutes: string }; answer: MinutesView }
  /** Two of its offers, by their places in the list, counted from 1. */
  'minutes-diff': { args: { minutes: string; which: Which }; answer: OfferDiff }
  exchanges: { args: None; answer: ExchangeList }
  exchange: { args: { exchange: string }; answer: ExchangeView }
  'joint-statements': { args: None; answer: JointList }
  'joint-statement': { args: { joint_statement: string }; answer: JointView }
  'joint-statement-diff': { args: { joint_statement: string; which: Which }; answer: OfferDiff }
  silences: { args: None; answer: SilenceList }
  silence: { args: { silence: string }; answer: SilenceView }
}
