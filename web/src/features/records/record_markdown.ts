import type { RecordView } from '../../core/generated/views'
import type { Fact } from './use_record_facts'

/** The file of a record: its classification at head and foot, its facts, then its words. */
export function record_markdown({ classification, text }: Pick<RecordView, 'classification' | 'text'>, facts: readonly Fact[], words: { title: string; disclaimer: string; colon: string }): string {
  const marked = classification === '' ? '' : `**${classification.toLocaleUpperCase()}**`
  const lines = facts.map(({ name, value }) => `- ${name}${words.colon}${value.replaceAll('\n', '\n  ')}`)
  const parts = [marked, `# ${words.title}`, `*${words.disclaimer}*`, lines.join('\n'), '---', text.trimEnd(), '---', marked]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
