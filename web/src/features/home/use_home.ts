import { useView } from '../../core/hooks'

const NOTHING: Record<string, never> = {}

export function useHome() {
  return useView('home', NOTHING)
}
