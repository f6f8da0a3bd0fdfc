import type {
  ExchangeList,
  ExchangeView,
  JointList,
  JointView,
  MinutesList,
  MinutesView,
  RoundList,
  RoundView,
  SilenceList,
  SilenceView,
} from './generated/views'

type None = Record<string, never>

/** What can be asked about talks. */
export interface TalkViews {
  rounds: { args: None; answer: RoundList }
  round: { args: { round: string }; answer: RoundView }
  'minutes-list': { args: None; answer: MinutesList }
  minutes: { args: { minutes: string }; answer: MinutesView }
  exchanges: { args: None; answer: ExchangeList }
  exchange: { args: { exchange: string }; answer: ExchangeView }
  'joint-statements': { args: None; answer: JointList }
  'joint-statement': { args: { joint_statement: string }; answer: JointView }
  silences: { args: None; answer: SilenceList }
  silence: { args: { silence: string }; answer: SilenceView }
}
