/** What a duty officer looks at before, while and after principals are called. */
export type { CallNowView, RingSide as RingSideView, RingStep, RingView, StagingBoard as StagingBoardView, StagingCard as StagingView, StagingSide as StagingSideView } from '../generated/views'

/** Words of both sides' credentials: twelve each. */
export interface LineWordsView {
  own: SideWordsView
  other: SideWordsView | null
}

export interface SideWordsView {
  side: string
  words: string[]
}
