/** What lies beside the telephone, as the core says it. */
export type { Banner as SheetBanner, CallSheet as CallSheetView, ChangeView, ClockNews, DownStep, SheetStep } from '../generated/views'
