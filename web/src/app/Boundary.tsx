import { Component, type ReactNode } from 'react'

import { type CoreError, as_core_error } from '../core/core'

interface BoundaryProps {
  /** What stands in the place of a part that failed. */
  instead: (error: CoreError) => ReactNode
  children: ReactNode
}

/** A mistake in one part of the page takes that part alone, and is said. */
export class Boundary extends Component<BoundaryProps, { error: CoreError | null }> {
  override state: { error: CoreError | null } = { error: null }

  static getDerivedStateFromError(thrown: unknown): { error: CoreError } {
    return { error: as_core_error(thrown) }
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : this.props.instead(this.state.error)
  }
}
