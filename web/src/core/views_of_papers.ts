import type { BracketsView, PaperDiff, PaperList, PaperView } from './shapes/paper'

/** What can be asked about papers. */
export interface PaperViews {
  brackets: { args: { paper: string; version: number }; answer: BracketsView }
  paper: { args: { paper: string }; answer: PaperView }
  'paper-diff': { args: { paper: string; from: number; to: number }; answer: PaperDiff }
  papers: { args: Record<string, never>; answer: PaperList }
}
