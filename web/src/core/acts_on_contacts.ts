import type { ContactForm, CounterForm, HeldOutsideForm, ReportForm, UnrecordedForm } from './forms/contact'

/** What is done to contacts, and beside them. */
export interface ContactActs {
  /** `read`: the offer that was on the screen; absent where what was held elsewhere is confirmed. */
  'accept-contact': { contact: string; read?: string }
  'decline-contact': { contact: string; reason: string | null; read: string }
  'withdraw-contact': { contact: string }
  'cancel-contact': { contact: string; reason: string | null }
  'postpone-contact': { contact: string; reason: string | null }
  /** Refused with the code `conflicts` where it collides with something; `despite` sends it all the same. */
  'propose-contact': { form: ContactForm; despite: boolean }
  'counter-contact': { contact: string; form: CounterForm; despite: boolean; read: string }
  'enter-held-outside': { form: HeldOutsideForm }
  'enter-report': { about: string | null; form: ReportForm; instead_of: string[] }
  /** Neither signed nor kept: it goes over a line that is up, or not at all. */
  'send-sounding': { form: UnrecordedForm }
  'send-non-paper': { form: UnrecordedForm }
  'forget-unrecorded': { id: string }
}
