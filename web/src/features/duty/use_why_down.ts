import { useLanguage } from '../../i18n/text'

/** Why a line is down, by the node's code; nothing where a node of another version has a code without words. */
export function useWhyDown(): (code: string | null | undefined) => string | null {
  const { text, has } = useLanguage()
  return (code) => (code === null || code === undefined || !has(`line-why-${code}`) ? null : text(`line-why-${code}`))
}
