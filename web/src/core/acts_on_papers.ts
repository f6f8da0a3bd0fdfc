import type { When } from './forms/contact'

export interface PaperForm {
  kind: string
  title: string
  text: string
  languages: string[]
  recipients: string[]
  reply_by?: When | null
}

export interface RevisionForm {
  title?: string | null
  text: string
  languages: string[]
  recipients: string[]
  reply_by?: When | null
  no_attachments: boolean
}

export interface TextForm {
  title: string
  text: string
  languages: string[]
}

/** What is done to papers. */
export interface PaperActs {
  'hand-over-paper': { form: PaperForm }
  'revise-paper': { paper: string; form: RevisionForm }
  'reply-to-paper': { paper: string; form: TextForm }
  /** `read`: the version that was on the screen. */
  'acknowledge-paper': { paper: string; read: string }
  'withdraw-paper': { paper: string }
}
