import { useAct, useView } from '../../core/hooks'
import type { StagingView } from '../../core/shapes/staging'
import { useNow } from '../../ui/now'
import { lacks, step_of } from './staging_state'

const NOTHING: Record<string, never> = {}

export function useStagingBoard() {
  const { data, error, loading, again } = useView('staging', NOTHING)
  return { contacts: data?.contacts ?? [], empty: data?.contacts.length === 0, error, loading, again }
}

/** One contact of the board, with what its duty officer can do. */
export function useStaging(staging: StagingView) {
  const now = useNow()
  const confirm = useAct('confirm-stage')
  const abort = useAct('abort-contact')
  const take = useAct('take-call')
  const test = useAct('test-line')
  const { contact } = staging
  return {
    now,
    lacks: lacks(staging, now),
    step: step_of(staging, now),
    busy: confirm.busy || abort.busy || take.busy,
    testing: test.busy || staging.line_test.state === 'running',
    error: confirm.error ?? abort.error ?? take.error ?? test.error,
    confirm: () => confirm.act({ contact }),
    abort: () => abort.act({ contact }),
    take: () => take.act({ contact }),
    test_line: () => test.act(NOTHING),
  }
}
