/** A moment as one side's clocks show it. `civil` is `2021-12-30T23:30`, `offset` is `+03:00`. */
export type { LocalView } from '../generated/views'
